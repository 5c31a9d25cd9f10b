package zoomsim_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

const noGroup = "AAAAAAAAAAAAAAAAAAAAAA"

func TestGroupCRUD(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	got := c.must(http.StatusCreated, http.MethodPost, "/groups", `{"name":"Team \"A\""}`).object(t)
	group := id(got)
	want := object{"id": group, "name": `Team "A"`, "total_members": 0.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("created group (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, c.get(path("groups", group))); diff != "" {
		t.Errorf("group (-want +got):\n%s", diff)
	}
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", group), `{"name":"Team B"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", group), `{"name":"TEAM B"}`) // Its own name.
	want["name"] = "TEAM B"
	if diff := cmp.Diff([]object{want}, c.list("/groups", "groups")); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	c.group(`Team \"A\"`) // The old name is free.
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", group), "")
	c.do(http.MethodGet, path("groups", group), "").refusal(t, http.StatusNotFound, 4130, "A group with this "+group+" does not exist.")
}

func TestGroupRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	group := c.group("One")
	c.group("Two")
	for name, tc := range map[string]struct {
		method, path, body string
		status, code       int
		message            string
	}{
		"name in use":          {http.MethodPost, "/groups", `{"name":"one"}`, 409, 4132, `The group name "one" is already in use.`},
		"rename to one in use": {http.MethodPatch, path("groups", group), `{"name":"Two"}`, 409, 4132, "Group name Two is already in use."},
		"no name":              {http.MethodPost, "/groups", `{}`, 400, 300, "Invalid parameter: name."},
		"blank name":           {http.MethodPost, "/groups", `{"name":" "}`, 400, 300, "Invalid parameter: name."},
		"long name":            {http.MethodPost, "/groups", `{"name":"` + strings.Repeat("é", 128) + `"}`, 400, 300, "Invalid parameter: name."},
		"no JSON":              {http.MethodPost, "/groups", ``, 400, 300, "valid JSON object"},
		"get unknown":          {http.MethodGet, path("groups", noGroup), "", 404, 4130, noGroup},
		"patch unknown":        {http.MethodPatch, path("groups", noGroup), `{"name":"x"}`, 404, 4130, noGroup},
		"delete unknown":       {http.MethodDelete, path("groups", noGroup), "", 404, 4130, noGroup},
		"members unknown":      {http.MethodGet, path("groups", noGroup, "members"), "", 404, 4130, noGroup},
		"add to unknown":       {http.MethodPost, path("groups", noGroup, "members"), `{"members":[{"id":"x"}]}`, 404, 4130, noGroup},
		"remove from unknown":  {http.MethodDelete, path("groups", noGroup, "members", "x"), "", 404, 4130, noGroup},
		"remove unknown":       {http.MethodDelete, path("groups", group, "members", "nobody@example.com"), "", 404, 4131, "Group member does not exist."},
		"no members":           {http.MethodPost, path("groups", group, "members"), `{}`, 400, 300, "Validation Failed."},
		"empty members":        {http.MethodPost, path("groups", group, "members"), `{"members":[]}`, 400, 300, "Validation Failed."},
		"31 members":           {http.MethodPost, path("groups", group, "members"), `{"members":[` + strings.Repeat(`{},`, 30) + `{}]}`, 400, 300, "Validation Failed."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.do(tc.method, tc.path, tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
	c.must(http.StatusCreated, http.MethodPost, "/groups", `{"name":"`+strings.Repeat("é", 127)+`"}`)
}

func TestGroupMaximum(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Groups: 5000})
	c.do(http.MethodPost, "/groups", `{"name":"one more"}`).refusal(t, http.StatusBadRequest, 300, "maximum number of groups")
	groups := c.list("/groups", "groups")
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", id(groups[2500])), "")
	c.group("one more")
}

func TestGroupPages(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o           zoomsim.Options
		query       string
		first, size int
	}{
		"no size":        {zoomsim.Options{Groups: 950}, "", 300, 300},
		"default option": {zoomsim.Options{Groups: 950, GroupPageSize: 30}, "", 30, 30},
		"too large":      {zoomsim.Options{Groups: 950}, "page_size=1000", 300, 300},
		"small":          {zoomsim.Options{Groups: 95}, "page_size=20", 20, 20},
		"exact":          {zoomsim.Options{Groups: 40}, "page_size=20", 20, 20},
		"page number":    {zoomsim.Options{Groups: 95}, "page_size=20&page_number=3", 20, 20},
		"few":            {zoomsim.Options{Groups: 3}, "", 3, 300},
		"none":           {zoomsim.Options{}, "", 0, 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, tc.o)
			page := c.get("/groups?" + tc.query)
			if got := len(page["groups"].([]any)); got != tc.first || page["total_records"] != float64(tc.o.Groups) {
				t.Errorf("first page has %d of %v groups, want %d of %d", got, page["total_records"], tc.first, tc.o.Groups)
			}
			if diff := cmp.Diff([]string{"groups", "next_page_token", "total_records"}, keys(page)); diff != "" {
				t.Errorf("envelope (-want +got):\n%s", diff)
			}
			c.sim.ResetRecord()
			groups := c.list("/groups?"+tc.query, "groups")
			seen := map[string]bool{}
			for _, g := range groups {
				seen[id(g)], seen[g["name"].(string)] = true, true
			}
			if len(groups) != tc.o.Groups || len(seen) != 2*tc.o.Groups {
				t.Errorf("%d groups, %d ids and names, want %d", len(groups), len(seen), tc.o.Groups)
			}
			if want := max(1, (tc.o.Groups+tc.size-1)/tc.size); len(c.sim.Requests()) != want {
				t.Errorf("%d requests, want %d", len(c.sim.Requests()), want)
			}
		})
	}
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 3, Users: 10, Clock: newClock().Now})
	group := c.group("Team")
	at := path("groups", group, "members")
	user := c.create("autoCreate", "one@example.com", 2)
	c.create("create", "pending@example.com", 1)
	add := func(body string) object { return c.must(http.StatusCreated, http.MethodPost, at, body).object(t) }
	if diff := cmp.Diff(object{"ids": "", "added_at": "2026-11-23T12:00:00Z"}, add(`{"members":[{"email":"nobody@example.com"},{"id":"nonsense"},{"email":"pending@example.com"},{}]}`)); diff != "" {
		t.Errorf("unknown and pending members (-want +got):\n%s", diff)
	}
	other := id(c.first("active", member))
	// An id wins over an address.
	got := add(`{"members":[{"id":"` + other + `","email":"one@example.com"},{"email":"ONE@example.com"}]}`)
	if got["ids"] != other+","+user {
		t.Errorf("ids %v, want %s,%s", got["ids"], other, user)
	}
	if got := add(`{"members":[{"id":"` + user + `"}]}`)["ids"]; got != user {
		t.Errorf("ids %v when added again, want %s", got, user)
	}
	page := c.get(at)
	want := object{"page_count": 1.0, "page_number": 1.0, "page_size": 30.0, "total_records": 2.0, "next_page_token": ""}
	members := page["members"].([]any)
	delete(page, "members")
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("envelope (-want +got):\n%s", diff)
	}
	wantMember := object{"id": user, "email": "one@example.com", "first_name": "New", "last_name": "Person", "type": 2.0}
	if diff := cmp.Diff(wantMember, members[1]); diff != "" {
		t.Errorf("member (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{group}, c.get(path("users", user))["group_ids"]); diff != "" {
		t.Errorf("group_ids of the member (-want +got):\n%s", diff)
	}
	c.must(http.StatusNoContent, http.MethodDelete, at+"/"+other, "")
	c.must(http.StatusNoContent, http.MethodDelete, at+"/One%40example.com", "")
	c.do(http.MethodDelete, at+"/"+other, "").refusal(t, http.StatusNotFound, 4131, "")
	if n := c.get(path("groups", group))["total_members"]; n != 0.0 {
		t.Errorf("%v members left", n)
	}
}

func TestGroupMemberPages(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 3, Users: 400, Groups: 2, PendingShare: 0.2, InactiveShare: 0.1})
	for _, g := range c.list("/groups", "groups") {
		var fromUsers []string
		for _, status := range []string{"active", "inactive", "pending"} {
			for _, row := range c.list("/users?page_size=300&status="+status, "users") {
				if ids, _ := row["group_ids"].([]any); slices.Contains(ids, g["id"]) {
					fromUsers = append(fromUsers, id(row))
				}
			}
		}
		var fromGroup []string
		for _, row := range c.list(path("groups", id(g), "members")+"?page_size=15", "members") {
			fromGroup = append(fromGroup, id(row))
		}
		slices.Sort(fromUsers)
		slices.Sort(fromGroup)
		if diff := cmp.Diff(fromUsers, fromGroup); diff != "" {
			t.Errorf("members of %v by users and by group (-users +group):\n%s", g["name"], diff)
		}
		if len(fromGroup) < 46 {
			t.Errorf("only %d members: fewer than four pages", len(fromGroup))
		}
		if g["total_members"] != float64(len(fromGroup)) {
			t.Errorf("total_members %v, want %d", g["total_members"], len(fromGroup))
		}
	}
}

func TestDeleteGroupKeepsMembers(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	var groups []string
	user := c.create("autoCreate", "one@example.com", 1)
	for i := range 3 {
		g := c.group(fmt.Sprint("Team ", i))
		c.must(http.StatusCreated, http.MethodPost, path("groups", g, "members"), `{"members":[{"id":"`+user+`"}]}`)
		groups = append(groups, g)
	}
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", groups[1]), "")
	if diff := cmp.Diff([]any{groups[0], groups[2]}, c.get(path("users", user))["group_ids"]); diff != "" {
		t.Errorf("group_ids after a deletion (-want +got):\n%s", diff)
	}
}
