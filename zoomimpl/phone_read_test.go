package zoomimpl_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// A get costs one request for Zoom Phone, and one more for name and code of the
// site, when they are asked for.
func TestPhoneGetCost(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	with, without := tn.phoneHolders()
	pending, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"id"}, Filter: parse(t, `status eq "pending"`)})
	caller, other, invited := with[0].UID(), without[0].UID(), pending[0].UID()
	tests := map[string]struct {
		uid   string
		names []string
		want  map[string]int64
	}{
		"everything":            {caller, nil, map[string]int64{getAUser: 1, getPhone: 1, getSite: 1}},
		"nothing of Zoom Phone": {caller, []string{"email", "dept"}, map[string]int64{getAUser: 1}},
		"site id":               {caller, []string{"site_id", "zoom_phone_numbers"}, map[string]int64{getAUser: 1, getPhone: 1}},
		"site name":             {caller, []string{"site_name"}, map[string]int64{getAUser: 1, getPhone: 1, getSite: 1}},
		"no Zoom Phone":         {other, nil, map[string]int64{getAUser: 1, getPhone: 1}},
		"pending":               {invited, nil, map[string]int64{getAUser: 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, callers())
			obj := tn.get(user, test.uid, test.names...)
			if diff := cmp.Diff(test.want, tn.requests()); diff != "" {
				t.Error(diff)
			}
			if test.names != nil && obj.Len() != len(test.names) {
				t.Errorf("%d attributes", obj.Len())
			}
		})
	}
	for _, o := range []*shared.Object{with[0], with[1], without[0]} {
		if diff := cmp.Diff(o, tn.get(user, o.UID(), everyPhoneAttribute()...)); diff != "" {
			t.Errorf("%s (-search +get): %s", o, diff)
		}
	}
}

// Shallow searches leave Zoom Phone out, and deep ones have it.
func TestPhoneInAttributeSets(t *testing.T) {
	t.Parallel()
	tn := start(t, callers(), set("deep_get", no), set("deep_import", no))
	for _, size := range []int{0, 30} {
		objs, _ := tn.search(&shared.Query{Class: user, PageSize: size, Filter: parse(t, `status eq "active"`)})
		if got := text(objs[0], "zoom_phone_feature"); got != "absent" || tn.requests()[listPhoneUsers]+tn.requests()[getPhone] > 0 {
			t.Errorf("page size %d: feature %s, requests %v", size, got, tn.requests())
		}
	}
	tn.conn = tn.connect()
	for _, size := range []int{0, 30} {
		tn.sim.ResetRecord()
		objs, _ := tn.search(&shared.Query{Class: user, PageSize: size, Filter: parse(t, `status eq "active"`)})
		if got := tn.requests(); text(objs[0], "zoom_phone_feature") == "absent" || got[listPhoneUsers] != 2 || got[getSites] != 1 {
			t.Errorf("page size %d: requests %v", size, got)
		}
	}
}

// In an account without Zoom Phone its attributes are unavailable, and an error
// only when they are named.
func TestAccountWithoutPhone(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 30, PendingShare: 0.1, NoPhone: true})
	all, _ := tn.search(&shared.Query{Class: user})
	if got := tn.requests(); got[listPhoneUsers] != 1 {
		t.Errorf("requests: %v", got)
	}
	var active *shared.Object
	for _, o := range all {
		if text(o, "status") == "active" {
			active = o
		}
	}
	tn.sim.ResetRecord()
	for _, o := range []*shared.Object{active, tn.get(user, active.UID())} {
		for _, name := range everyPhoneAttribute() {
			v, _ := o.Get(name)
			if reason, is := v.Unavailable(); !is || reason != "the account has no Zoom Phone" {
				t.Errorf("%s: %v", name, v)
			}
		}
	}
	if diff := cmp.Diff(map[string]int64{getAUser: 1, getPhone: 1}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	if objs, _ := tn.search(&shared.Query{Class: user, PageSize: 10}); len(objs) != 10 || tn.requests()[getPhone] > 2 {
		t.Errorf("%d rows, requests %v", len(objs), tn.requests())
	}
	for name, q := range map[string]shared.Query{
		"named":           {Attributes: []string{"email", "zoom_phone_status"}},
		"named by alias":  {Attributes: []string{"EXTENSION_NUMBER"}},
		"named in a page": {Attributes: []string{"site_code"}, PageSize: 30},
		"filter":          {Attributes: []string{"email"}, Filter: parse(t, `zoom_phone_feature ne true`)},
		"sort":            {Attributes: []string{"email"}, Sort: []shared.SortKey{{Attribute: "site_name"}}},
		"by id":           {Attributes: []string{"site_id"}, Filter: parse(t, `id eq "`+active.UID()+`"`)},
	} {
		q.Class = user
		rows, _, err := searchAll(t.Context(), tn.conn, &q)
		if !errors.Is(err, shared.ErrUnsupported) || !strings.Contains(err.Error(), "no Zoom Phone") || len(rows) > 0 {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
	if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: active.UID(), Attributes: []string{"site_name"}}); !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("get: %v", err)
	}
	for _, class := range []string{"ZoomPhoneSite", "ZoomCallingPlan"} {
		if _, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: class}); !errors.Is(err, shared.ErrUnsupported) {
			t.Errorf("%s: %v", class, err)
		}
	}
}

// Scopes that the app lacks hide what they are for, and no more.
func TestPhoneWithoutScopes(t *testing.T) {
	t.Parallel()
	options := callers()
	options.Scopes = []string{"user:read:admin", "phone:read:list_users:admin", "phone:read:user:admin"}
	tn := start(t, options)
	with, err := activeUsers(tn, "id", "zoom_phone_status", "site_id")
	if err != nil {
		t.Fatal(err)
	}
	one := with[slices.IndexFunc(with, func(o *shared.Object) bool { return text(o, "site_id") != "[]" })].UID()
	obj := tn.get(user, one)
	code, _ := obj.Get("site_code")
	if reason, is := code.Unavailable(); !is || !strings.Contains(reason, "phone:read:site:admin") || text(obj, "site_id") == "[]" {
		t.Errorf("site %s, code %v", text(obj, "site_id"), code)
	}
	if _, err := activeUsers(tn, "site_code"); !errors.Is(err, shared.ErrPermissionDenied) || !strings.Contains(err.Error(), "phone:read:list_sites:admin") {
		t.Errorf("site codes: %v", err)
	}
	options.Scopes = []string{"user:read:admin"}
	tn = start(t, options)
	code, _ = tn.get(user, one).Get("zoom_phone_feature")
	if reason, is := code.Unavailable(); !is || !strings.Contains(reason, "phone:read:user:admin") {
		t.Errorf("feature: %v", code)
	}
	if _, err := activeUsers(tn, "zoom_phone_feature"); !errors.Is(err, shared.ErrPermissionDenied) || !strings.Contains(err.Error(), "phone:read:list_users:admin") {
		t.Errorf("feature: %v", err)
	}
}

// One of the two scopes for sites is enough, and what is refused is asked once.
func TestPhoneSitesWithOneScope(t *testing.T) {
	t.Parallel()
	for scope, tt := range map[string]struct {
		get map[string]int64 // the requests for sites of a get
	}{
		"phone:read:site:admin":       {get: map[string]int64{getSite: 1}},
		"phone:read:list_sites:admin": {get: map[string]int64{getSite: 1, getSites: 1}},
	} {
		options := callers()
		options.Scopes = []string{"user:read:admin", "phone:read:list_users:admin", "phone:read:user:admin", scope}
		tn := start(t, options)
		with, _ := tn.phoneHolders()
		for _, o := range with {
			if text(o, "site_code") == "[]" || text(o, "site_name") == "[]" {
				t.Errorf("%s: %s has site %s, %s", scope, o, text(o, "site_code"), text(o, "site_name"))
			}
		}
		if got := tn.requests(); got[getSites] != 1 || got[getSite] > 3 {
			t.Errorf("%s: requests %v", scope, got)
		}
		tn.sim.ResetRecord()
		if got := tn.get(user, with[0].UID(), everyPhoneAttribute()...); !got.Equal(with[0]) {
			t.Errorf("%s: get gives %v", scope, got)
		}
		want := map[string]int64{getAUser: 1, getPhone: 1}
		maps.Copy(want, tt.get)
		if diff := cmp.Diff(want, tn.requests()); diff != "" {
			t.Errorf("%s: %s", scope, diff)
		}
		tn.sim.ResetRecord()
		objs, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"site_code"}, PageSize: 15, Filter: parse(t, `status eq "active"`)})
		if got := tn.requests(); len(objs) != 15 || got[getSites] != 1 || got[getSite] > 3 {
			t.Errorf("%s: requests of a page %v", scope, got)
		}
	}
}

func activeUsers(tn *tenant, names ...string) ([]*shared.Object, error) {
	objs, _, err := searchAll(tn.t.Context(), tn.conn, &shared.Query{Class: user, Attributes: names, Filter: parse(tn.t, `status eq "active"`)})
	return objs, err
}

// Section 5.7: a phone user without a site, a plan without a name, and what else
// Zoom leaves out, abort nothing.
func TestPhoneUsersWithGaps(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	row := func(more string) string {
		return `{"page_size":100,"total_records":1,"users":[{"id":"` + uid + `"` + more + `}]}`
	}
	tests := map[string]struct {
		more string
		want map[string]string
	}{
		"nothing": {``, map[string]string{"zoom_phone_feature": "true", "zoom_phone_status": "[]", "site_id": "[]", "site_code": "[]", "zoom_phone_numbers": "[]"}},
		"nulls":   {`,"site":null,"calling_plans":null,"phone_numbers":null,"status":"activate"`, map[string]string{"zoom_phone_status": "activate", "site_name": "[]", "zoom_phone_calling_plans": "[]"}},
		"no names": {
			`,"calling_plans":[{"type":200}],"phone_numbers":[{"id":"x"},{"id":"y","number":"14232058798"},{"number":"extension 7"}],"extension_number":7`,
			map[string]string{"zoom_phone_calling_plans": "200", "zoom_phone_numbers": "[+14232058798, extension 7]", "extension_number": "7"},
		},
		"licence and no Zoom Phone": {`,"status":"pending"`, map[string]string{"zoom_phone_feature": "false", "zoom_phone_status": "[]"}},
		"a site that has gone":      {`,"site":{"id":"gone","name":"Old"}`, map[string]string{"site_id": "gone", "site_name": "Old", "site_code": "[]"}},
		"a site without a name":     {`,"site":{"id":"gone"}`, map[string]string{"site_id": "gone", "site_name": "[]", "site_code": "[]"}},
	}
	for name, test := range tests {
		conn := tn.connectThrough(refuse(http.MethodGet, "/phone/users", http.StatusOK, row(test.more)))
		objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Attributes: everyPhoneAttribute(), Filter: parse(t, `status eq "active" and email sw "ann"`)})
		if err != nil || len(objs) != 1 {
			t.Errorf("%s: %d rows, %v", name, len(objs), err)
			continue
		}
		for attribute, want := range test.want {
			if got := text(objs[0], attribute); got != want {
				t.Errorf("%s: %s is %s, want %s", name, attribute, got, want)
			}
		}
	}
}

// A page token of the list of phone users that expires costs a new start; one
// that expires over and over ends the search.
func TestPhoneListTokenExpires(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	for name, test := range map[string]struct {
		refusals int
		fails    bool
	}{"once": {1, false}, "always": {1000, true}} {
		left := test.refusals
		conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			if strings.HasSuffix(req.URL.Path, "/phone/users") && req.URL.Query().Get("next_page_token") != "" && left > 0 {
				left--
				return answer(http.StatusBadRequest, `{"code":400,"message":"The next page token is invalid or expired."}`), nil
			}
			return send()
		})
		objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Attributes: []string{"zoom_phone_feature"}, Filter: parse(t, `zoom_phone_feature eq true`)})
		if test.fails != errors.Is(err, shared.ErrCursorExpired) || (!test.fails && len(objs) != 120) {
			t.Errorf("%s: %d rows, %v", name, len(objs), err)
		}
	}
}
