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

// members makes the body of an addition out of ids.
func members(ids ...string) string {
	parts := make([]string, len(ids))
	for i, one := range ids {
		parts[i] = `{"id":"` + one + `"}`
	}
	return `{"members":[` + strings.Join(parts, ",") + `]}`
}

// role finds a role by name.
func (c *client) role(name string) object {
	c.t.Helper()
	for _, row := range c.get("/roles")["roles"].([]any) {
		if row.(object)["name"] == name {
			return row.(object)
		}
	}
	c.t.Fatalf("no role %q", name)
	return nil
}

func TestRoleList(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 2000, PendingShare: 0.1, InactiveShare: 0.1})
	list := c.get("/roles")
	var names []string
	total := 0.0
	for _, row := range list["roles"].([]any) {
		r := row.(object)
		names = append(names, r["name"].(string))
		total += r["total_members"].(float64)
		if r["type"] != "common" {
			t.Errorf("role %v is of type %v", r["name"], r["type"])
		}
		if n := len(c.list(path("roles", id(r), "members"), "members")); float64(n) != r["total_members"] {
			t.Errorf("role %v lists %d members, says %v", r["name"], n, r["total_members"])
		}
	}
	if diff := cmp.Diff([]string{"Owner", "Admin", "Member", "Help Desk", "Auditor"}, names); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	if list["total_records"] != 5.0 || total != 1800 {
		t.Errorf("%v roles with %v members, want 5 with the 1800 users who are not pending", list["total_records"], total)
	}
	desk := c.role("Help Desk")
	if len(id(desk)) != 23 || desk["total_members"] == 0.0 {
		t.Errorf("custom role %v, want an id of 23 characters and members", desk)
	}
	row := c.first("active", func(o object) bool { return o["role_id"] == id(desk) })
	if got := c.get(path("users", id(row)))["role_name"]; got != "Help Desk" {
		t.Errorf("role_name %v, want Help Desk", got)
	}
	if got := c.get("/roles?type=iq")["total_records"]; got != 0.0 {
		t.Errorf("%v roles of Zoom IQ, want none", got)
	}
}

func TestRoleLifeCycle(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	role := id(c.must(http.StatusOK, http.MethodPost, "/roles", `{"name":"Ops","description":"D","privileges":["User:Read"]}`).object(t))
	want := object{
		"id": role, "name": "Ops", "description": "D", "type": "common", "total_members": 0.0,
		"privileges": []any{"User:Read"}, "privilege_scopes": []any{},
	}
	if diff := cmp.Diff(want, c.get(path("roles", role))); diff != "" {
		t.Errorf("role (-want +got):\n%s", diff)
	}
	c.must(http.StatusOK, http.MethodPatch, path("roles", role), `{"name":"ops","privileges":["User:Read","User:Edit"]}`)
	want["name"], want["privileges"] = "ops", []any{"User:Read", "User:Edit"}
	if diff := cmp.Diff(want, c.get(path("roles", role))); diff != "" {
		t.Errorf("changed role (-want +got):\n%s", diff)
	}
	user := c.create("autoCreate", "a@example.com", 1)
	c.must(http.StatusCreated, http.MethodPost, path("roles", role, "members"), members(user))
	if diff := cmp.Diff([]any{"User:Read", "User:Edit"}, c.get(path("users", user, "permissions"))["permissions"]); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
	c.must(http.StatusNoContent, http.MethodDelete, path("roles", role), "")
	if got := c.get(path("users", user))["role_id"]; got != "2" {
		t.Errorf("role_id %v after the role was deleted, want 2", got)
	}
	c.do(http.MethodGet, path("roles", role), "").refusal(t, 400, 1034, "does not exist")
}

func TestRoleMembers(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	a, b := c.create("autoCreate", "a@example.com", 1), c.create("autoCreate", "b@example.com", 1)
	c.create("create", "p@example.com", 1)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", a), `{"dept":"Sales"}`)
	body := `{"members":[{"id":"` + a + `","email":"ignored@example.com"},{"email":"B@example.com"},{"email":"no@example.com"},{"email":"p@example.com"}]}`
	got := c.must(http.StatusCreated, http.MethodPost, "/roles/1/members", body).object(t)
	if got["ids"] != a+","+b || got["add_at"] == nil {
		t.Errorf("answer %v, want the two known users", got)
	}
	want := []object{
		{"id": a, "email": "a@example.com", "first_name": "New", "last_name": "Person", "type": 1.0, "department": "Sales"},
		{"id": b, "email": "b@example.com", "first_name": "New", "last_name": "Person", "type": 1.0},
	}
	if diff := cmp.Diff(want, c.list("/roles/1/members?page_size=1", "members")); diff != "" {
		t.Errorf("admins (-want +got):\n%s", diff)
	}
	// A user has one role, and the admins are protected.
	desk := id(c.role("Help Desk"))
	c.do(http.MethodPut, path("users", a, "status"), `{"action":"deactivate"}`).refusal(t, 400, 200, "Admin users")
	c.must(http.StatusCreated, http.MethodPost, path("roles", desk, "members"), members(a))
	c.must(http.StatusNoContent, http.MethodPut, path("users", a, "status"), `{"action":"deactivate"}`)
	if n := c.role("Admin")["total_members"]; n != 1.0 {
		t.Errorf("%v admins, want 1", n)
	}
	c.must(http.StatusNoContent, http.MethodDelete, path("roles", "1", "members", "b@example.com"), "")
	if got := c.get(path("users", b))["role_id"]; got != "2" {
		t.Errorf("role_id %v after the removal, want 2", got)
	}
	// Members page with numbers and tokens of 30 by default.
	if got := c.get("/roles/2/members")["page_size"]; got != 30.0 {
		t.Errorf("page_size %v, want 30", got)
	}
	if got := c.get("/roles/2/members?page_size=999")["page_size"]; got != 300.0 {
		t.Errorf("page_size %v, want 300", got)
	}
	// Who leaves the account leaves the role.
	c.must(http.StatusNoContent, http.MethodDelete, path("users", b)+"?action=delete", "")
	if n := c.role("Member")["total_members"]; n != 0.0 {
		t.Errorf("%v members, want 0", n)
	}
}

func TestRoleRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	user := c.create("autoCreate", "a@example.com", 1)
	owner := id(c.get("/users/me"))
	desk := id(c.role("Help Desk"))
	const unknown = "RAAAAAAAAAAAAAAAAAAAAAA"
	for name, tc := range map[string]struct {
		method, path, body string
		status, code       int
		message            string
	}{
		"unknown role":           {http.MethodGet, path("roles", unknown), "", 400, 1034, "Provided `role_id` does not exist."},
		"members of unknown":     {http.MethodGet, path("roles", unknown, "members"), "", 400, 1034, "role_id"},
		"bad page token":         {http.MethodGet, "/roles/1/members?next_page_token=x", "", 400, 300, "next page token"},
		"add to unknown":         {http.MethodPost, path("roles", unknown, "members"), members(user), 400, 1034, "role_id"},
		"add owner":              {http.MethodPost, "/roles/0/members", members(user), 400, 300, "Can't delete or add members for Normal/Owner roles."},
		"add member":             {http.MethodPost, "/roles/2/members", members(user), 400, 300, "Normal/Owner"},
		"take the owner's role":  {http.MethodPost, "/roles/1/members", members(user, owner), 400, 300, "Normal/Owner"},
		"remove from member":     {http.MethodDelete, path("roles", "2", "members", user), "", 400, 300, "Normal/Owner"},
		"remove who is not in":   {http.MethodDelete, path("roles", "1", "members", user), "", 404, 1001, user},
		"remove unknown user":    {http.MethodDelete, path("roles", "1", "members", "x@y.z"), "", 404, 1001, "x@y.z"},
		"remove of unknown":      {http.MethodDelete, path("roles", unknown, "members", user), "", 400, 1034, "role_id"},
		"nobody":                 {http.MethodPost, "/roles/1/members", `{"members":[]}`, 400, 300, "Validation Failed."},
		"too many":               {http.MethodPost, "/roles/1/members", members(slices.Repeat([]string{user}, 31)...), 400, 300, "Validation Failed."},
		"no name":                {http.MethodPost, "/roles", `{}`, 400, 300, "Validation Failed."},
		"blank name":             {http.MethodPost, "/roles", `{"name":" "}`, 400, 300, "Validation Failed."},
		"strange privilege":      {http.MethodPost, "/roles", `{"name":"X","privileges":["root"]}`, 400, 300, "Validation Failed."},
		"strange type":           {http.MethodPost, "/roles", `{"name":"X","type":"y"}`, 400, 300, "Validation Failed."},
		"name in use":            {http.MethodPost, "/roles", `{"name":"help desk"}`, 400, 1224, "Role name help desk has already been used."},
		"rename to one in use":   {http.MethodPatch, path("roles", desk), `{"name":"Admin"}`, 400, 1224, "Role name Admin"},
		"update unknown":         {http.MethodPatch, path("roles", unknown), `{"name":"X"}`, 400, 1034, "role_id"},
		"update built-in":        {http.MethodPatch, "/roles/1", `{"name":"X"}`, 400, 200, "No permission."},
		"delete built-in":        {http.MethodDelete, "/roles/2", "", 400, 200, "No permission."},
		"delete unknown":         {http.MethodDelete, path("roles", unknown), "", 400, 1034, "role_id"},
		"permissions of nobody":  {http.MethodGet, path("users", "x@y.z", "permissions"), "", 404, 1001, "x@y.z"},
		"body that is no object": {http.MethodPost, "/roles", `[]`, 400, 300, "valid JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(tc.method, tc.path, tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestRoleScopes(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Scopes: []string{"user:read:admin", "role:read:list_roles:admin"}})
	c.must(http.StatusOK, http.MethodGet, "/roles", "")
	c.do(http.MethodGet, "/roles/1", "").refusal(t, 400, 4700, "Invalid access token, does not contain role:read:admin scope.")
	c.do(http.MethodPost, "/roles/1/members", members("x")).refusal(t, 400, 4700, "does not contain role:write:admin scope.")
}

// TestRoleMemberPages: adding and removing roles while a client pages neither
// repeats nor skips a member.
func TestRoleMemberPages(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 50})
	page := c.get("/roles/2/members?page_size=10")
	seen := map[string]bool{}
	for _, row := range page["members"].([]any) {
		seen[id(row.(object))] = true
	}
	first := id(page["members"].([]any)[0].(object))
	c.must(http.StatusCreated, http.MethodPost, "/roles/1/members", members(first))
	for _, row := range c.listFrom("/roles/2/members?page_size=10", page["next_page_token"].(string), "members") {
		if seen[id(row)] {
			t.Errorf("member %s twice", id(row))
		}
		seen[id(row)] = true
	}
	if want := 50 - 2; len(seen) != want { // The owner and one admin were never members.
		t.Errorf("%d members seen, want %d", len(seen), want)
	}
	if got := fmt.Sprint(c.role("Admin")["total_members"]); got != "2" {
		t.Errorf("%s admins, want 2", got)
	}
}

// TestRoleSkipsInactive: a deactivated user is left out of an assignment, like
// one who is not there.
func TestRoleSkipsInactive(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	good, gone := c.create("autoCreate", "g@example.com", 1), c.create("autoCreate", "i@example.com", 1)
	c.must(http.StatusNoContent, http.MethodPut, path("users", gone, "status"), `{"action":"deactivate"}`)
	got := c.must(http.StatusCreated, http.MethodPost, "/roles/1/members", members(good, gone)).object(t)
	if got["ids"] != good {
		t.Errorf("ids are %v, want %s alone", got["ids"], good)
	}
	if role := c.get(path("users", gone))["role_id"]; role != "2" {
		t.Errorf("the inactive user has role %v, want 2", role)
	}
}
