package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	user  = "ZoomUser"
	group = "ZoomGroup"
)

// mixed is a tenant of all statuses.
func mixed() zoomsim.Options {
	return zoomsim.Options{Seed: 7, Users: 200, Groups: 12, PendingShare: 0.1, InactiveShare: 0.2}
}

// Section 1, "all statuses by default", and section 5.1.
func TestSearchReturnsEveryUserOfEveryStatusOnce(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("import_batch_size", num(30)), set("deep_import", no))
	objs, page := tn.search(&shared.Query{Class: user})
	if len(objs) != 200 {
		t.Errorf("got %d users, want 200", len(objs))
	}
	ids := uids(objs)
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 200 {
		t.Errorf("got %d different uids, want 200", n)
	}
	counts := map[string]int{}
	for _, o := range objs {
		v, _ := o.Get("status")
		s, _ := v.AsString()
		counts[s]++
	}
	if counts["pending"] != 20 || counts["inactive"] != 40 || counts["active"] != 140 {
		t.Errorf("got %v", counts)
	}
	if page.Cookie != "" || page.Remaining != 0 {
		t.Errorf("page: %+v", page)
	}
	// 20 pending in 1 page, 140 active in 5, 40 inactive in 2, and another look at
	// these two lists; one light get for each pending user, whose rows carry no id.
	if got := tn.requests(); got["GET /users"] != 10 || got["GET /users/{userId}"] != 20 {
		t.Errorf("requests: %v", got)
	}
	if page.Stats.Requests != 30 {
		t.Errorf("the page reports %d requests, want 30", page.Stats.Requests)
	}
}

// everyone are all users with all attributes, by uid.
func everyone(tn *tenant) []*shared.Object {
	tn.t.Helper()
	objs, _ := tn.search(&shared.Query{Class: user})
	return objs
}

// Section 1: any filter is exact. What is right is decided by the evaluator of
// the contract over complete objects.
func TestSearchFiltersExactly(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	all := everyone(tn)
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(user)
	sample := all[30]
	g := groupIDs(tn)
	for _, text := range []string{
		`status eq "active"`, `status eq "INACTIVE"`, `status ne "active"`, `not (status eq "pending")`, `enabled eq true`, `enabled ne true`,
		`status eq "active" or status eq "pending"`, `status eq "nonsense"`, `status pr`, `not (enabled pr)`,
		`email co "an"`, `EMAIL sw "a"`, `email ew ".com" and dept eq "Engineering"`, `first_name gt "M"`, `FIRST_NAME co "'\"<>&%/"`,
		`job_title co "manager"`, `job_title pr and status eq "active"`, `not (job_title pr)`, `job_title pr or status eq "pending"`,
		`type eq 2 and not (dept sw "E")`, `verified eq 0`, `user_created_at ge "2024-01-01T00:00:00Z"`, `last_login_time pr`,
		`group_ids eq "` + g[0] + `"`, `group_ids pr and location pr`, `login_types eq 101`, `language eq "en-US" or manager pr`,
		`id eq "` + sample.UID() + `"`, `__NAME__ eq "` + sample.Name() + `"`, `id eq "` + sample.UID() + `" and email eq "x@example.com"`,
		`id gt "M"`, `id lt "M"`, `not (id sw "A") and dept pr`, `id eq "me"`, `id eq "../users"`, `email eq "nobody"`, `(id eq "` + sample.UID() + `" or id eq "` + all[50].UID() + `") and status pr`,
		`pmi sw "1" and (use_pmi eq false or company co "x")`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			f := parse(t, text)
			resolved, faults := f.Resolve(class)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			var want []string
			for _, o := range all {
				if resolved.Match(class, o) {
					want = append(want, o.UID())
				}
			}
			for _, attrs := range [][]string{nil, {"id"}, {"job_title"}} {
				got, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: user, Filter: f, Attributes: attrs})
				if err != nil {
					t.Fatal(err)
				}
				ids := uids(got)
				slices.Sort(ids)
				slices.Sort(want)
				if !slices.Equal(ids, want) {
					t.Errorf("attributes %v: %d users, want %d", attrs, len(ids), len(want))
				}
			}
		})
	}
}

// The attributes and the filter decide which requests are made.
func TestSearchRequests(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	var someone *shared.Object
	for _, o := range everyone(tn) {
		if text(o, "status") == "active" {
			someone = o
		}
	}
	tests := map[string]struct {
		q           shared.Query
		lists, gets int64
	}{
		"list attributes of active users":       {shared.Query{Filter: parse(t, `status eq "active"`), Attributes: []string{"email", "dept"}}, 1, 0},
		"disabled users":                        {shared.Query{Filter: parse(t, `enabled eq false`), Attributes: []string{"email"}}, 1, 0},
		"two statuses":                          {shared.Query{Filter: parse(t, `status eq "active" or status eq "inactive"`), Attributes: []string{"email"}}, 2, 0},
		"a status that does not exist":          {shared.Query{Filter: parse(t, `status eq "gone"`)}, 0, 0},
		"by id":                                 {shared.Query{Filter: parse(t, `id eq "`+someone.UID()+`"`)}, 0, 1},
		"by address, with more":                 {shared.Query{Filter: parse(t, `status pr and email eq "`+someone.Name()+`" and dept pr`)}, 0, 1},
		"get attribute of the survivors":        {shared.Query{Filter: parse(t, `status eq "active" and email eq "`+someone.Name()+`" and job_title pr`)}, 0, 1},
		"get attributes after a cheap conjunct": {shared.Query{Filter: parse(t, `job_title pr and email sw "`+someone.Name()+`"`), Attributes: []string{"company"}}, 3, 1},
		"a negation that the list decides":      {shared.Query{Filter: parse(t, `status eq "active" and not (dept eq "Nowhere")`), Attributes: []string{"email"}}, 1, 0},
		"an attribute of the get":               {shared.Query{Filter: parse(t, `status eq "inactive"`), Attributes: []string{"company"}}, 1, 40},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, mixed()) // Equal options make an equal tenant.
			test.q.Class = user
			tn.search(&test.q)
			got := tn.requests()
			if got["GET /users"] != test.lists || got["GET /users/{userId}"] != test.gets || len(got) > 2 {
				t.Errorf("requests %v, want %d lists and %d gets", got, test.lists, test.gets)
			}
		})
	}
}

// Properties deep_get and deep_import, and the decision on attribute sets.
func TestSearchAttributeSets(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	tests := map[string]struct {
		config []shared.Attribute
		q      shared.Query
		set    string
		title  bool
	}{
		"import, deep":        {nil, shared.Query{}, "default", true},
		"import, not deep":    {[]shared.Attribute{set("deepImport", no)}, shared.Query{}, "list", false},
		"page, deep":          {[]shared.Attribute{set("deep_import", no)}, shared.Query{PageSize: 5}, "default", true},
		"page, not deep":      {[]shared.Attribute{set("deep_get", no)}, shared.Query{PageSize: 5}, "list", false},
		"named":               {[]shared.Attribute{set("deep_get", no)}, shared.Query{PageSize: 5, Attributes: []string{"job_title"}}, "", true},
		"named without pages": {nil, shared.Query{Attributes: []string{"email"}}, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := tn.connect(test.config...)
			test.q.Class = user
			results, err := conn.Search(t.Context(), &test.q)
			if err != nil {
				t.Fatal(err)
			}
			if results.AttributeSet != test.set {
				t.Errorf("set %q, want %q", results.AttributeSet, test.set)
			}
			for obj, err := range results.All() {
				if err != nil {
					t.Fatal(err)
				}
				if _, has := obj.Get("job_title"); has != test.title {
					t.Errorf("job_title is present: %v, want %v", has, test.title)
				}
				if _, has := obj.Get("password"); has {
					t.Error("a password was returned")
				}
				if obj.UID() == "" || obj.Name() == "" {
					t.Error("an object has no identifiers")
				}
				break
			}
		})
	}
}

// Breaking out of a search ends it at Zoom too, and the first row needs one
// page only.
func TestSearchIsLazy(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 7, Users: 500}, set("import_batch_size", num(10)), set("deep_import", no))
	results, err := tn.conn.Search(t.Context(), &shared.Query{Class: user})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 25 {
			break
		}
	}
	// An empty page each of pending and inactive users; three of active ones, and
	// two more that may be on their way.
	if got := tn.requests()["GET /users"]; got < 5 || got > 7 {
		t.Errorf("%d list requests, want 5 to 7", got)
	}
}

// A reference in a filter may name the group.
func TestSearchByGroupName(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	made := tn.create(group, nil, set("name", str("Team Blue")))
	uid := tn.active("ann@example.com", set("group_ids", groupRef(made.UID)))
	named := shared.ReferenceValue(shared.Reference{Class: group, Name: "team blue"})
	objs, _ := tn.search(&shared.Query{Class: user, Filter: filter.Eq("group_ids", named), Attributes: []string{"email"}})
	if len(objs) != 1 || objs[0].UID() != uid {
		t.Errorf("got %v", objs)
	}
}

// A row whose user changed between list and get is judged by what is returned.
func TestSearchJudgesWhatItReturns(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	direct := tn.conn
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if req.URL.Path == "/v2/users" {
			if _, err := direct.Update(req.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("enabled", no)}}); err != nil {
				return nil, errors.Join(err, resp.Body.Close())
			}
		}
		return resp, err
	})
	q := &shared.Query{Class: user, Filter: parse(t, `status eq "active" and email sw "ann"`), Attributes: []string{"status", "company"}}
	if objs, _ := tn.search(q); len(objs) != 0 {
		t.Errorf("got %v", objs)
	}
}

// Zoom's answer for another user than the one asked for is nobody.
func TestSomebodyElseIsNobody(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/users/"+uid, 200, `{"id":"AAAAAAAAAAAAAAAAAAAAAA","email":"x@example.com","type":1,"status":"active"}`))
	if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: uid}); !errors.Is(err, shared.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	if _, err := tn.delete(user, uid); !errors.Is(err, shared.ErrNotFound) {
		t.Errorf("delete: %v", err)
	}
}
