package zoomsim_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func admins(ids ...string) string { return strings.Replace(members(ids...), "members", "admins", 1) }

func TestGroupAdmins(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	group := c.group("G")
	a, b := c.create("autoCreate", "a@example.com", 1), c.create("autoCreate", "b@example.com", 1)
	c.create("create", "p@example.com", 1)
	body := `{"admins":[{"id":"` + a + `"},{"email":"b@example.com"},{"email":"p@example.com"},{"id":"` + noGroup + `"}]}`
	got := c.must(http.StatusCreated, http.MethodPost, path("groups", group, "admins"), body).object(t)
	if got["ids"] != a+","+b || got["added_at"] == nil {
		t.Errorf("answer %v, want the two known users", got)
	}
	want := []object{{"email": "a@example.com", "name": "New Person"}, {"email": "b@example.com", "name": "New Person"}}
	if diff := cmp.Diff(want, c.list(path("groups", group, "admins")+"?page_size=1", "admins")); diff != "" {
		t.Errorf("admins (-want +got):\n%s", diff)
	}
	list := c.get(path("groups", group, "admins"))
	if diff := cmp.Diff(object{"total_records": 2.0, "page_size": 30.0, "next_page_token": ""}, without(list, "admins")); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if n := len(c.list(path("groups", group, "members"), "members")); n != 0 {
		t.Errorf("%d members, an admin need not be one", n)
	}
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", group, "admins", "a@example.com"), "")
	c.do(http.MethodDelete, path("groups", group, "admins", a), "").refusal(t, 400, 4138, `That user is not an administrator for the group: "`+group+`".`)
	c.must(http.StatusNoContent, http.MethodDelete, path("users", b)+"?action=delete", "")
	if n := len(c.list(path("groups", group, "admins"), "admins")); n != 0 {
		t.Errorf("%d admins left, want 0: who leaves the account is no admin", n)
	}
	// The other way round: a user outlives the group he was admin of.
	c.must(http.StatusCreated, http.MethodPost, path("groups", group, "admins"), admins(a))
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", group), "")
	c.must(http.StatusNoContent, http.MethodDelete, path("users", a)+"?action=delete", "")
}

func without(o object, keys ...string) object {
	rest := object{}
	for key, value := range o {
		if !slices.Contains(keys, key) {
			rest[key] = value
		}
	}
	return rest
}

func TestGroupAdminRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	group := c.group("G")
	for name, tc := range map[string]struct {
		method, path, body string
		status, code       int
		message            string
	}{
		"list unknown":   {http.MethodGet, path("groups", noGroup, "admins"), "", 404, 4130, `A group with the "` + noGroup + `" ID does not exist.`},
		"add to unknown": {http.MethodPost, path("groups", noGroup, "admins"), admins("x"), 404, 4130, noGroup},
		"remove unknown": {http.MethodDelete, path("groups", noGroup, "admins", "x"), "", 404, 4130, noGroup},
		"no such admin":  {http.MethodDelete, path("groups", group, "admins", "x@y.z"), "", 400, 4138, group},
		"too many":       {http.MethodPost, path("groups", group, "admins"), admins(slices.Repeat([]string{"x"}, 11)...), 400, 300, "Validation Failed."},
		"nobody":         {http.MethodPost, path("groups", group, "admins"), `{}`, 400, 300, "Validation Failed."},
		"bad page token": {http.MethodGet, path("groups", group, "admins") + "?next_page_token=x", "", 400, 300, "next page token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(tc.method, tc.path, tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestMoveMember(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	user, one, two := c.create("autoCreate", "a@example.com", 1), c.group("One"), c.group("Two")
	move := `{"action":"move","target_group_id":"` + two + `"}`
	member := path("groups", one, "members", "a@example.com")
	c.do(http.MethodPatch, member, move).refusal(t, 404, 4131, "Group member does not exist.")
	c.must(http.StatusCreated, http.MethodPost, path("groups", one, "members"), members(user))
	c.must(http.StatusNoContent, http.MethodPatch, member, move)
	if diff := cmp.Diff([]any{two}, c.get(path("users", user))["group_ids"]); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	c.must(http.StatusNoContent, http.MethodPatch, path("groups", two, "members", user), move) // To where he is.
	c.must(http.StatusCreated, http.MethodPost, path("groups", one, "members"), members(user))
	c.must(http.StatusNoContent, http.MethodPatch, member, move) // To where he is as well.
	if diff := cmp.Diff([]any{two}, c.get(path("users", user))["group_ids"]); diff != "" {
		t.Errorf("groups after both moves (-want +got):\n%s", diff)
	}
	for name, tc := range map[string]struct {
		group, body  string
		status, code int
		message      string
	}{
		"no action":        {two, `{}`, 400, 300, "Validation Failed."},
		"strange action":   {two, `{"action":"copy","target_group_id":"x"}`, 400, 300, "Validation Failed."},
		"no target":        {two, `{"action":"move"}`, 400, 300, "The target_group_id can not be empty."},
		"unknown target":   {two, `{"action":"move","target_group_id":"` + noGroup + `"}`, 404, 4130, noGroup},
		"unknown group":    {noGroup, move, 404, 4130, noGroup},
		"primary not in":   {two, `{"action":"set_primary","target_group_id":"` + one + `"}`, 404, 4131, "does not exist"},
		"not in the group": {one, move, 404, 4131, "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(http.MethodPatch, path("groups", tc.group, "members", user), tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestGroupDailyCap(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := newClient(t, zoomsim.Options{Clock: now.Now, GroupDailyCap: 2})
	first := c.group("1")
	c.group("2")
	c.do(http.MethodPost, "/groups", `{"name":"1"}`).refusal(t, 409, 4132, "in use")
	refused := c.do(http.MethodPost, "/groups", `{"name":"3"}`)
	refused.refusal(t, 429, 429, "maximum daily rate limit")
	if got := refused.header.Get("Retry-After"); got != "2026-11-24T00:00:00Z" {
		t.Errorf("Retry-After %q, want the next midnight", got)
	}
	// A deleted group does not give its place back.
	c.must(http.StatusNoContent, http.MethodDelete, path("groups", first), "")
	c.do(http.MethodPost, "/groups", `{"name":"3"}`).refusal(t, 429, 429, "daily")
	now.advance(day)
	c.login()
	c.group("3")
}
