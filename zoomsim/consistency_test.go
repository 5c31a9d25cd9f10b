package zoomsim_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestTenantStaysConsistent does random administration and compares every
// place that shows the same fact.
func TestTenantStaysConsistent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		const plans = 2
		c := newClient(t, zoomsim.Options{Users: 6, Groups: 2, PendingShare: 0.2, InactiveShare: 0.2, PlanSeats: plans, BasicSeats: 7, FeaturesInterval: -1})
		var users, groups, roles []string
		for _, status := range []string{"active", "inactive"} {
			for _, row := range c.list("/users?page_size=300&status="+status, "users") {
				users = append(users, id(row))
			}
		}
		for _, row := range c.list("/groups", "groups") {
			groups = append(groups, id(row))
		}
		for _, row := range c.get("/roles")["roles"].([]any) {
			roles = append(roles, id(row.(object)))
		}
		for step := range rapid.IntRange(1, 40).Draw(r, "steps") {
			user, group := rapid.SampledFrom(users).Draw(r, "user"), rapid.SampledFrom(groups).Draw(r, "group")
			other, role := rapid.SampledFrom(groups).Draw(r, "other"), rapid.SampledFrom(roles).Draw(r, "role")
			actions := map[string]func(){
				"activate":   func() { c.do(http.MethodPut, path("users", user, "status"), `{"action":"activate"}`) },
				"deactivate": func() { c.do(http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`) },
				"delete":     func() { c.do(http.MethodDelete, path("users", user)+"?action=delete", "") },
				"licence":    func() { c.do(http.MethodPatch, path("users", user), `{"type":2}`) },
				"basic":      func() { c.do(http.MethodPatch, path("users", user), `{"type":1}`) },
				"plan":       func() { c.do(http.MethodPatch, path("users", user), `{"zoom_one_type":16}`) },
				"no plan":    func() { c.do(http.MethodPatch, path("users", user), `{"zoom_one_type":0}`) },
				"united":     func() { c.do(http.MethodPost, "/users/features", features("plan_united_type", "1", user)) },
				"assign":     func() { c.do(http.MethodPost, path("roles", role, "members"), members(user)) },
				"unassign":   func() { c.do(http.MethodDelete, path("roles", role, "members", user), "") },
				"no role":    func() { c.do(http.MethodDelete, path("roles", role), "") },
				"join":       func() { c.do(http.MethodPost, path("groups", group, "members"), members(user)) },
				"leave":      func() { c.do(http.MethodDelete, path("groups", group, "members", user), "") },
				"move": func() {
					c.do(http.MethodPatch, path("groups", group, "members", user), `{"action":"move","target_group_id":"`+other+`"}`)
				},
				"primary": func() {
					c.do(http.MethodPatch, path("groups", group, "members", user), `{"action":"set_primary","target_group_id":"`+other+`"}`)
				},
				"appoint":  func() { c.do(http.MethodPost, path("groups", group, "admins"), admins(user)) },
				"dismiss":  func() { c.do(http.MethodDelete, path("groups", group, "admins", user), "") },
				"no group": func() { c.do(http.MethodDelete, path("groups", group), "") },
				"create": func() {
					users = append(users, c.create("autoCreate", fmt.Sprintf("n%d@example.com", step), 2))
				},
			}
			actions[rapid.SampledFrom(slices.Sorted(maps.Keys(actions))).Draw(r, "action")]()
		}
		checkConsistency(r, c, plans)
	})
}

func checkConsistency(r *rapid.T, c *client, plans int) {
	byRole, byGroup, emails := map[string][]string{}, map[string][]string{}, map[string]bool{}
	total, planned := 0.0, 0
	for _, status := range []string{"active", "inactive"} {
		for _, row := range c.list("/users?page_size=300&status="+status, "users") {
			full := c.get(path("users", id(row)))
			if row["role_id"] != full["role_id"] {
				r.Errorf("role of %s: list %v, get %v", id(row), row["role_id"], full["role_id"])
			}
			if full["zoom_one_type"] != nil || full["plan_united_type"] != nil {
				planned++
			}
			total++
			emails[row["email"].(string)] = true
			byRole[row["role_id"].(string)] = append(byRole[row["role_id"].(string)], id(row))
			for _, group := range full["group_ids"].([]any) {
				byGroup[group.(string)] = append(byGroup[group.(string)], id(row))
			}
		}
	}
	if got := c.get("/users/summary")["total_users_count"]; got != total || planned > plans {
		r.Errorf("summary says %v users, the lists have %v; %d have plans of %d", got, total, planned, plans)
	}
	same := func(what string, want []string, rows []object) {
		var got []string
		for _, row := range rows {
			got = append(got, id(row))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Errorf("%s (-users' side +its list):\n%s", what, diff)
		}
	}
	for _, row := range c.get("/roles")["roles"].([]any) {
		role := id(row.(object))
		same("role "+role, byRole[role], c.list(path("roles", role, "members"), "members"))
		delete(byRole, role)
	}
	for _, row := range c.list("/groups", "groups") {
		group := id(row)
		same("group "+group, byGroup[group], c.list(path("groups", group, "members"), "members"))
		delete(byGroup, group)
		for _, admin := range c.list(path("groups", group, "admins"), "admins") {
			if !emails[admin["email"].(string)] {
				r.Errorf("group %s has the admin %v, who is gone", group, admin["email"])
			}
		}
	}
	if len(byRole)+len(byGroup) != 0 {
		r.Errorf("users have roles %v and groups %v that do not exist", byRole, byGroup)
	}
	// The count of plans is right: as many as are left can be given, no more.
	for range plans - planned {
		user := c.create("autoCreate", fmt.Sprintf("p%d@example.com", planned), 2)
		c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"zoom_one_type":16}`)
		planned++
	}
	user := c.create("autoCreate", "last@example.com", 2)
	if a := c.do(http.MethodPatch, path("users", user), `{"zoom_one_type":16}`); a.status != http.StatusBadRequest {
		r.Errorf("a plan beyond the seats: %d %s", a.status, a.text)
	}
}
