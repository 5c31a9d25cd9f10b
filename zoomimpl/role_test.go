package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const role = "ZoomRole"

func roleRef(uid string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: role, UID: uid})
}

func roleNamed(name string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: role, Name: name})
}

// roleIDs are the ids of all roles by name.
func (tn *tenant) roleIDs() map[string]string {
	tn.t.Helper()
	objs, _ := tn.search(&shared.Query{Class: role})
	ids := map[string]string{}
	for _, o := range objs {
		ids[o.Name()] = o.UID()
	}
	return ids
}

// ranks is a tenant with members in every role.
func ranks() zoomsim.Options {
	return zoomsim.Options{Seed: 7, Users: 1200, Groups: 6, PendingShare: 0.05, InactiveShare: 0.1}
}

// Roles are there for a host to offer as values of role_id.
func TestSearchRoles(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks())
	objs, page := tn.search(&shared.Query{Class: role})
	var names []string
	members := 0
	for _, o := range objs {
		names = append(names, o.Name())
		v, _ := o.Get("total_members")
		n, _ := v.AsInt()
		members += int(n)
		if text(o, "type") != "common" || text(o, "description") == "" || text(o, "members") != "absent" || text(o, "privileges") != "absent" {
			t.Errorf("role %v", o)
		}
	}
	if diff := cmp.Diff([]string{"Owner", "Admin", "Member", "Help Desk", "Auditor"}, names); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"0", "1", "2"}, uids(objs)[:3]); diff != "" {
		t.Error(diff)
	}
	if members != 1140 || page.Cookie != "" { // Everybody but the pending users.
		t.Errorf("%d members, page %+v", members, page)
	}
	if diff := cmp.Diff(map[string]int64{"GET /roles": 1}, tn.requests()); diff != "" {
		t.Error(diff)
	}
}

func TestGetRole(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks())
	desk := tn.roleIDs()["Help Desk"]
	tests := map[string]struct {
		req      shared.GetRequest
		requests map[string]int64
	}{
		"by id":              {shared.GetRequest{UID: desk}, map[string]int64{"GET /roles/{roleId}": 1}},
		"by name":            {shared.GetRequest{Name: "help DESK"}, map[string]int64{"GET /roles": 1}},
		"privileges by id":   {shared.GetRequest{UID: desk, Attributes: []string{"privileges"}}, map[string]int64{"GET /roles/{roleId}": 1}},
		"privileges by name": {shared.GetRequest{Name: "Help Desk", Attributes: []string{"privileges", "name"}}, map[string]int64{"GET /roles": 1, "GET /roles/{roleId}": 1}},
		"members":            {shared.GetRequest{UID: desk, Attributes: []string{"members", "total_members"}}, map[string]int64{"GET /roles/{roleId}": 1, "GET /roles/{roleId}/members": 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, ranks())
			test.req.Class = role
			obj, err := tn.conn.Get(t.Context(), &test.req)
			if err != nil {
				t.Fatal(err)
			}
			if obj.UID() != desk || obj.Name() != "Help Desk" || obj.Class() != role {
				t.Errorf("got %v", obj)
			}
			if diff := cmp.Diff(test.requests, tn.requests()); diff != "" {
				t.Error(diff)
			}
			if v, ok := obj.Get("privileges"); ok && !v.Contains(str("UserSettings:Read")) {
				t.Errorf("privileges: %v", v)
			}
			if v, ok := obj.Get("members"); ok {
				n, _ := obj.Get("total_members")
				total, _ := n.AsInt()
				if v.Len() == 0 || int64(v.Len()) != total {
					t.Errorf("%d members of %d", v.Len(), total)
				}
				for m := range v.All() {
					r, _ := m.AsReference()
					if got := text(tn.get(user, r.UID, "role_id"), "role_id"); got != desk {
						t.Errorf("member %v has role %s", r, got)
					}
				}
			}
		})
	}
}

func TestNoSuchRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	iq := tn.connectThrough(refuse(http.MethodGet, "/roles/RIQ", 200, `{"id":"RIQ","name":"Seller","type":"iq"}`))
	free := tn.connectThrough(refuse(http.MethodGet, "/roles/1", 200, `{"code":200,"message":"Only available for Paid account."}`))
	tests := map[string]struct {
		conn shared.FullConnection
		req  shared.GetRequest
		want error
	}{
		"unknown id":    {tn.conn, shared.GetRequest{UID: "R" + nowhere}, shared.ErrNotFound},
		"impossible id": {tn.conn, shared.GetRequest{UID: ".."}, shared.ErrNotFound},
		"unknown name":  {tn.conn, shared.GetRequest{Name: "Nobody"}, shared.ErrNotFound},
		"role of IQ":    {iq, shared.GetRequest{UID: "RIQ"}, shared.ErrNotFound},
		"free account":  {free, shared.GetRequest{UID: "1"}, shared.ErrUnsupported},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.Class = role
			if _, err := test.conn.Get(t.Context(), &test.req); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// Two roles whose names differ in case only are told apart by the exact name.
func TestRoleNamesThatDifferInCase(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/roles", 200,
		`{"roles":[{"id":"a","name":"ops"},{"id":"b","name":"Ops"}]}`))
	obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: role, Name: "Ops"})
	if err != nil || obj.UID() != "b" {
		t.Errorf("got %v, %v", obj, err)
	}
	if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: role, Name: "OPS"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
	uid := tn.active("ann@example.com")
	_, err = tn.update(user, uid, shared.ReplaceDelta("role_id", roleNamed("OPS")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "role_id" {
		t.Errorf("got %v", err)
	}
}

func TestRolesAreReadOnly(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: role, Attributes: shared.Attributes{set("name", str("X"))}})
	if !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("create: %v", err)
	}
	if _, err := tn.update(role, "1", shared.ReplaceDelta("name", str("X"))); !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("update: %v", err)
	}
	if _, err := tn.delete(role, "1"); !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("delete: %v", err)
	}
	if got := tn.requests(); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
}

func TestSearchRolesByFilter(t *testing.T) {
	t.Parallel()
	tn := start(t, ranks())
	whole, _ := tn.search(&shared.Query{Class: role, Attributes: []string{"id", "name", "description", "type", "total_members", "members", "privileges"}})
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(role)
	v, _ := whole[4].Get("members")
	member, _ := slices.Collect(v.All())[0].AsReference()
	for text, requests := range map[string]map[string]int64{
		`id eq "1"`:                          {"GET /roles": 1},
		`name eq "HELP desk"`:                {"GET /roles": 1},
		`total_members gt 1`:                 {"GET /roles": 1},
		`privileges eq "User:Edit"`:          {"GET /roles": 1, "GET /roles/{roleId}": 5},
		`name sw "A" and privileges pr`:      {"GET /roles": 1, "GET /roles/{roleId}": 2},
		`not (privileges pr)`:                {"GET /roles": 1, "GET /roles/{roleId}": 5},
		`members eq "` + member.UID + `"`:    {"GET /roles": 1, "GET /roles/{roleId}/members": 8},
		`id eq "nothing"`:                    {"GET /roles": 1},
		`description co "full" or id eq "2"`: {"GET /roles": 1},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			tn := start(t, ranks())
			f := parse(t, text)
			resolved, faults := f.Resolve(class)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			var want []string
			for _, o := range whole {
				if resolved.Match(class, o) {
					want = append(want, o.UID())
				}
			}
			got, _ := tn.search(&shared.Query{Class: role, Filter: f})
			if diff := cmp.Diff(append([]string{}, want...), uids(got)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(requests, tn.requests()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRolePages(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	whole, _ := tn.search(&shared.Query{Class: role})
	var got []string
	for i, page := range pages(tn, shared.Query{Class: role, PageSize: 2, Filter: filter.Pr("name")}) {
		if len(page) > 2 || len(page) == 0 {
			t.Errorf("page %d has %d rows", i, len(page))
		}
		got = append(got, uids(page)...)
	}
	if diff := cmp.Diff(uids(whole), got); diff != "" {
		t.Error(diff)
	}
	offset, _ := tn.search(&shared.Query{Class: role, PageSize: 2, Offset: 4})
	if diff := cmp.Diff(uids(whole)[3:], uids(offset)); diff != "" {
		t.Error(diff)
	}
	sorted, _ := tn.search(&shared.Query{Class: role, Sort: []shared.SortKey{{Attribute: "name", Descending: true}}})
	if sorted[0].Name() != "Owner" || sorted[4].Name() != "Admin" {
		t.Errorf("sorted: %v", sorted)
	}
	q := shared.Query{Class: role, PageSize: 2}
	_, page := tn.search(&q)
	q.Cookie = page.Cookie
	gone := tn.connectThrough(refuse(http.MethodGet, "/roles", 200, `{"roles":[{"id":"0","name":"Owner"}]}`))
	if _, err := gone.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("got %v", err)
	}
}

// A role that goes while it is read is left out.
func TestRoleGoneMeanwhile(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	const body = `{"code":1034,"message":"Provided ` + "`role_id`" + ` does not exist."}`
	for attribute, path := range map[string]string{"privileges": "/roles/1", "members": "/roles/1/members"} {
		conn := tn.connectThrough(refuse(http.MethodGet, path, 400, body))
		objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: role, Attributes: []string{attribute}})
		if err != nil || len(objs) != 4 || slices.Contains(uids(objs), "1") {
			t.Errorf("%s: %v, %v", attribute, uids(objs), err)
		}
		if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: role, Name: "Admin", Attributes: []string{attribute}}); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("%s: %v", attribute, err)
		}
	}
}
