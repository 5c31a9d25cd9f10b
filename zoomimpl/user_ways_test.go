package zoomimpl_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// teams makes a group of two active, an inactive and a pending user, in an
// account with an administrator more. It returns the group and the users.
func teams(tn *tenant) (string, []string) {
	tn.t.Helper()
	g := tn.create(group, nil, set("name", str("Team Blue"))).UID
	member := set("group_ids", groupRef(g))
	ids := []string{
		tn.active("ann@example.com", member), tn.active("bob@example.com", member),
		tn.active("ina@example.com", member), tn.invite("new@example.com", member),
	}
	tn.mustUpdate(user, ids[2], shared.ReplaceDelta("enabled", no))
	tn.mustUpdate(user, ids[1], shared.ReplaceDelta("role_id", roleRef("1")))
	slices.Sort(ids)
	tn.sim.ResetRecord()
	return g, ids
}

// The filter decides where Zoom is asked. Where a list has several pages, those of
// active and inactive users are looked at once more.
func TestWaysOfFindingUsers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter     string // GROUP and ROLE are replaced by ids
		attributes []string
		want       int
		requests   map[string]int64
	}{
		"administrators":         {`role_id eq "1"`, []string{"email"}, 3, map[string]int64{"GET /users": 2}},
		"active administrators":  {`status eq "active" and role_id eq "1"`, []string{"email", "role_id"}, 3, map[string]int64{"GET /users": 1}},
		"two roles":              {`(role_id eq "1" or role_id eq "0") and enabled eq true`, []string{"email"}, 4, map[string]int64{"GET /users": 2}},
		"a role by name":         {`role_id eq "name:help desk" and status eq "active"`, []string{"email"}, 2, map[string]int64{"GET /roles": 1, "GET /users": 1}},
		"a role that is not":     {`role_id eq "name:Nobody"`, []string{"email"}, 0, map[string]int64{"GET /roles": 1}},
		"an unknown role":        {`role_id eq "Rnothing"`, []string{"email"}, 0, map[string]int64{"GET /users": 2}},
		"pending with a role":    {`role_id eq "2" and status eq "pending"`, nil, 0, map[string]int64{}},
		"a role or more":         {`role_id eq "1" or email sw "ann@"`, []string{"email"}, 4, map[string]int64{"GET /users": 8}},
		"not a role":             {`not (role_id eq "2") and enabled eq true`, []string{"email"}, 8, map[string]int64{"GET /users": 4}},
		"a small group":          {`group_ids eq "GROUP"`, []string{"email"}, 4, map[string]int64{listMembers: 2, "GET /users": 2, "GET /users/{userId}": 4}},
		"a small group by name":  {`group_ids eq "name:team blue" and enabled eq true`, []string{"email"}, 2, map[string]int64{"GET /groups": 1, listMembers: 2, "GET /users/{userId}": 4}},
		"an unknown group":       {`group_ids eq "` + nowhere + `"`, nil, 0, map[string]int64{listMembers: 1}},
		"an impossible group":    {`group_ids eq ".."`, nil, 0, map[string]int64{}},
		"a group that is not":    {`group_ids eq "name:Nobody"`, nil, 0, map[string]int64{"GET /groups": 1}},
		"pending of a group":     {`group_ids eq "GROUP" and status eq "pending"`, []string{"email"}, 1, map[string]int64{"GET /users": 1, "GET /users/{userId}": 1}},
		"a group and a role":     {`group_ids eq "GROUP" and role_id eq "1"`, []string{"email"}, 1, map[string]int64{listMembers: 2, "GET /users": 1, "GET /users/{userId}": 4}},
		"a group or another":     {`group_ids eq "GROUP" or group_ids eq "` + nowhere + `"`, []string{"email"}, 4, map[string]int64{"GET /users": 8, "GET /users/{userId}": 1}},
		"a group and job titles": {`group_ids eq "GROUP" and job_title pr`, []string{"email"}, 0, map[string]int64{listMembers: 2, "GET /users": 2, "GET /users/{userId}": 6}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, ranks())
			g, _ := teams(tn)
			text := strings.ReplaceAll(test.filter, "GROUP", g)
			objs, _ := tn.search(&shared.Query{Class: user, Filter: byName(parse(t, text)), Attributes: test.attributes})
			if len(objs) != test.want {
				t.Errorf("%d users, want %d", len(objs), test.want)
			}
			if diff := cmp.Diff(test.requests, tn.requests()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// byName turns the values "name:NAME" of a filter into references by name.
func byName(f shared.Filter) shared.Filter {
	switch n := f.(type) {
	case *filter.And:
		out := make([]shared.Filter, len(n.Filters))
		for i, g := range n.Filters {
			out[i] = byName(g)
		}
		return filter.AllOf(out...)
	case *filter.Comparison:
		s, _ := n.Value.AsString()
		if name, ok := strings.CutPrefix(s, "name:"); ok {
			return filter.Eq(n.Attribute, shared.ReferenceValue(shared.Reference{Name: name}))
		}
	}
	return f
}

// A group of more than a few members is read by its list when each of them has
// to be read anyway, else by the lists of users.
func TestBigGroup(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 800, Groups: 1, PendingShare: 0.01, InactiveShare: 0.1}, set("deep_import", no))
	g := groupIDs(tn)[0]
	var members []string
	for _, o := range everyone(tn) {
		if v, _ := o.Get("group_ids"); v.Contains(groupRef(g)) {
			members = append(members, o.UID())
		}
	}
	n := len(members)
	if n <= 20 {
		t.Fatalf("%d members are no big group", n)
	}
	slices.Sort(members)
	pages := int64((n + 299) / 300)
	tests := map[string]struct {
		filter     string
		attributes []string
		requests   map[string]int64
	}{
		"list attributes":     {`group_ids eq "` + g + `"`, []string{"dept"}, nil},
		"get attributes":      {`group_ids eq "` + g + `"`, []string{"job_title"}, map[string]int64{listMembers: 1 + pages, "GET /users": 2, "GET /users/{userId}": int64(n)}},
		"a cheap condition":   {`group_ids eq "` + g + `" and email pr`, []string{"job_title"}, nil},
		"a costly condition":  {`group_ids eq "` + g + `" and (job_title pr or not (job_title pr))`, []string{"email"}, map[string]int64{listMembers: 1 + pages, "GET /users": 2, "GET /users/{userId}": int64(n)}},
		"attributes compared": {`group_ids eq "` + g + `"`, nil, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, zoomsim.Options{Seed: 5, Users: 800, Groups: 1, PendingShare: 0.01, InactiveShare: 0.1}, set("deep_import", no))
			objs, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, test.filter), Attributes: test.attributes})
			got := uids(objs)
			slices.Sort(got)
			if diff := cmp.Diff(members, got); diff != "" {
				t.Error(diff)
			}
			requests := tn.requests()
			if test.requests == nil {
				if requests[listMembers] != 1 || requests["GET /users"] < 4 {
					t.Errorf("requests %v", requests)
				}
				return
			}
			pending := requests["GET /users/{userId}"] - int64(n) // Who has no id in the list and is read for it.
			if delete(requests, "GET /users/{userId}"); pending < 0 {
				t.Errorf("%d reads too few", -pending)
			}
			delete(test.requests, "GET /users/{userId}")
			if diff := cmp.Diff(test.requests, requests); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An app that may not list members, and an account without groups, still filter
// by the groups that the users show.
func TestGroupFilterWithoutMemberList(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks())
	g, ids := teams(tn)
	for name, body := range map[string]string{
		"scope": `{"code":4711,"message":"Invalid access token, does not contain scopes:[group:read:list_members:admin]."}`,
		"plan":  `{"code":200,"message":"Only available for Paid account."}`,
	} {
		conn := tn.connectThrough(refuse(http.MethodGet, "/members", 400, body))
		objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Filter: parse(t, `group_ids eq "`+g+`"`), Attributes: []string{"email"}})
		got := uids(objs)
		slices.Sort(got)
		if diff := cmp.Diff(ids, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	broken := tn.connectThrough(refuse(http.MethodGet, "/members", 500, `x`))
	if _, err := broken.Search(t.Context(), &shared.Query{Class: user, Filter: parse(t, `group_ids eq "`+g+`"`)}); !errors.Is(err, shared.ErrConnectionFailed) {
		t.Errorf("got %v", err)
	}
}

// A list of members that leaves pending and inactive users out loses none.
func TestGroupFilterFindsMembersOfEveryStatus(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g, ids := teams(tn)
	ann := slices.IndexFunc(ids, func(id string) bool { return tn.get(user, id).Name() == "ann@example.com" })
	members := fmt.Sprintf(`{"total_records":2,"members":[{"id":%q,"email":"x"},{"id":%q,"email":"gone@example.com"}]}`, ids[ann], nowhere)
	conn := tn.connectThrough(refuse(http.MethodGet, "/members", 200, members))
	objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Filter: parse(t, `group_ids eq "`+g+`"`), Attributes: []string{"status"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range objs {
		got = append(got, o.Name()+" "+text(o, "status"))
	}
	if diff := cmp.Diff([]string{"new@example.com pending", "ann@example.com active", "ina@example.com inactive"}, got); diff != "" {
		t.Error(diff)
	}
}

// A role that Zoom refuses to list by has no users.
func TestRoleUnknownToList(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/users", 400, `{"code":1034,"message":"no such role"}`))
	if objs, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `role_id eq "Rnothing"`)}); len(objs) > 0 {
		t.Errorf("got %v", objs)
	}
}

// Every way has pages that hold each user once.
func TestPagesOfEveryWay(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks(), set("deep_get", no), set("deep_import", no), set("import_batch_size", num(30)))
	g, _ := teams(tn)
	big := groupIDs(tn)[0]
	for _, text := range []string{
		`role_id eq "1" or role_id eq "0"`, `group_ids eq "` + g + `"`, `group_ids eq "` + big + `"`, `role_id eq "2" and status eq "inactive"`,
	} {
		for _, attributes := range [][]string{nil, {"job_title"}} {
			whole, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, text), Attributes: attributes})
			for _, size := range []int{1, 3, 50} {
				if len(whole) > 30*size {
					continue
				}
				var got []string
				for _, page := range pages(tn, shared.Query{Class: user, Filter: parse(t, text), Attributes: attributes, PageSize: size}) {
					got = append(got, uids(page)...)
				}
				want := uids(whole)
				slices.Sort(want)
				slices.Sort(got)
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s by %d: %s", text, size, diff)
				}
			}
		}
	}
}

// A cookie goes on in its own way, whatever the group has become, and is refused
// when the names in the filter mean something else.
func TestCookieKeepsItsWay(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks(), set("deep_get", no), set("entitlement_deletion_enabled", yes))
	g, ids := teams(tn)
	q := shared.Query{Class: user, PageSize: 2, Filter: parse(t, `group_ids eq "`+g+`"`), Attributes: []string{"email"}}
	first, page := tn.search(&q)
	var newcomers []shared.Value
	all, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "active"`), Attributes: []string{"id"}})
	for _, o := range all[100:130] {
		newcomers = append(newcomers, userRef(o.UID()))
	}
	tn.mustUpdate(group, g, shared.AddDelta("members", newcomers...))
	tn.sim.ResetRecord()
	q.Cookie = page.Cookie
	second, _ := tn.search(&q)
	// At most the inactive users are listed beside the members.
	if got := tn.requests(); len(first) != 2 || len(second) != 2 || got[listMembers] == 0 || got["GET /users"] > 1 {
		t.Errorf("%d and %d users with %v", len(first), len(second), got)
	}
	for _, o := range second {
		if !slices.Contains(ids, o.UID()) && !slices.Contains(newcomers, userRef(o.UID())) || slices.Contains(uids(first), o.UID()) {
			t.Errorf("%v on the second page", o)
		}
	}
	if _, err := tn.delete(group, g); err != nil {
		t.Fatal(err)
	}
	if gone, _ := tn.search(&q); len(gone) > 0 {
		t.Errorf("members of a group that has gone: %v", gone)
	}
}

func TestCookieOfOtherNames(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks(), set("deep_get", no))
	q := shared.Query{Class: user, PageSize: 1, Filter: filter.Eq("role_id", roleNamed("Help Desk"))}
	_, page := tn.search(&q)
	q.Cookie = page.Cookie
	if objs, _ := tn.search(&q); len(objs) != 1 {
		t.Errorf("second page: %v", objs)
	}
	renamed := tn.connectThrough(refuse(http.MethodGet, "/roles", 200, `{"roles":[{"id":"1","name":"Help Desk"}]}`), set("deep_get", no))
	if _, err := renamed.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("another role of the name: %v", err)
	}
	var content map[string]any
	raw, err := base64.RawURLEncoding.DecodeString(page.Cookie)
	if err == nil {
		err = json.Unmarshal(raw, &content)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"", "group x", "roles 1"} {
		content["w"] = way
		raw, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		q.Cookie = base64.RawURLEncoding.EncodeToString(raw)
		if _, err := tn.conn.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
			t.Errorf("way %q: %v", way, err)
		}
	}
}

// Whatever a filter says of roles and groups, the search finds exactly the users
// for whom it holds.
func TestFiltersByRoleAndGroupAreExact(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("deep_import", no), set("deep_get", no))
	small, _ := teams(tn)
	desk := tn.roleIDs()["Help Desk"]
	active, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `enabled eq true and role_id eq "2"`), Attributes: []string{"id"}})
	for _, o := range active[:6] {
		tn.mustUpdate(user, o.UID(), shared.ReplaceDelta("role_id", roleRef(desk)))
	}
	tn.mustUpdate(user, active[0].UID(), shared.ReplaceDelta("enabled", no))
	all, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"id", "email", "status", "enabled", "role_id", "group_ids", "dept"}})
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(user)
	groups := slices.Concat(groupIDs(tn)[:2], []string{small, nowhere})
	roles := []string{"0", "1", "2", desk, "Rnothing"}
	rapid.Check(t, func(rt *rapid.T) {
		f := randomFilter(rt, 2, roles, groups)
		resolved, faults := f.Resolve(class)
		if len(faults) > 0 {
			rt.Fatal(faults)
		}
		want := []string{}
		for _, o := range all {
			if resolved.Match(class, o) {
				want = append(want, o.UID())
			}
		}
		attributes := []string{"email"}
		if len(want) < 10 {
			attributes = append(attributes, "job_title")
		}
		objs, _, err := searchAll(rt.Context(), tn.conn, &shared.Query{Class: user, Filter: f, Attributes: attributes})
		if err != nil {
			rt.Fatal(err)
		}
		got := uids(objs)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("%s: %s", f, diff)
		}
	})
}

// randomFilter draws a filter of up to that many levels of and, or and not.
func randomFilter(rt *rapid.T, levels int, roles, groups []string) shared.Filter {
	kinds := []string{"role", "group", "roles", "status", "dept", "email"}
	if levels > 0 {
		kinds = append(kinds, "and", "and", "or", "not")
	}
	ref := func(of []string) shared.Value {
		return shared.ReferenceValue(shared.Reference{UID: rapid.SampledFrom(of).Draw(rt, "uid")})
	}
	sub := func() shared.Filter { return randomFilter(rt, levels-1, roles, groups) }
	switch rapid.SampledFrom(kinds).Draw(rt, "kind") {
	case "role":
		return filter.Eq("role_id", ref(roles))
	case "group":
		return filter.Eq("group_ids", ref(groups))
	case "roles":
		return filter.OneOf("role_id", ref(roles), ref(roles))
	case "status":
		return filter.Eq("status", str(rapid.SampledFrom([]string{"active", "inactive", "pending"}).Draw(rt, "status")))
	case "dept":
		return filter.Sw("dept", str("S"))
	case "and":
		return filter.AllOf(sub(), sub())
	case "or":
		return filter.AnyOf(sub(), sub())
	case "not":
		return filter.Negate(sub())
	default:
		return filter.Co("email", str("an"))
	}
}

// Who joins between the list of pending users and the members of a group is found
// once.
func TestUserWhoJoinsMeanwhileIsFoundOnce(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := tn.create(group, nil, set("name", str("Team Blue"))).UID
	uid := tn.invite("new@example.com", set("group_ids", groupRef(g)))
	var asked atomic.Bool
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/members") && asked.CompareAndSwap(true, false) {
			if err := tn.sim.ActivateUser(uid); err != nil {
				return nil, err
			}
		}
		resp, err := send()
		if req.URL.Query().Get("status") == "pending" {
			asked.Store(true)
		}
		return resp, err
	})
	f := parse(t, strings.ReplaceAll(`group_ids eq "GROUP"`, "GROUP", g))
	objs, _ := tn.search(&shared.Query{Class: user, Filter: f, Attributes: []string{"status"}})
	if len(objs) != 1 || objs[0].UID() != uid || asked.Load() {
		t.Errorf("got %v", objs)
	}
}
