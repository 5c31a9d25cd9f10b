package zoomsim_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// details gives the words of operation log records.
func details(rows []object) []string {
	var out []string
	for _, row := range rows {
		out = append(out, fmt.Sprint(row["category_type"], "|", row["action"], "|", row["operation_detail"]))
	}
	return out
}

// administer makes one change of each kind.
func administer(c *client) {
	user := c.create("autoCreate", "a@example.com", 2)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"dept":"D"}`)
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "email"), `{"email":"b@example.com"}`)
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "password"), `{"password":"Abcd4321"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user, "settings"), `{"feature":{"webinar":true}}`)
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"activate"}`)
	role := id(c.must(http.StatusOK, http.MethodPost, "/roles", `{"name":"Ops"}`).object(c.t))
	c.must(http.StatusCreated, http.MethodPost, path("roles", role, "members"), members(user))
	c.must(http.StatusOK, http.MethodPatch, path("roles", role), `{"description":"D"}`)
	c.must(http.StatusNoContent, http.MethodDelete, path("roles", role), "")
	group := c.group("G") // Groups leave no record.
	c.must(http.StatusCreated, http.MethodPost, path("groups", group, "members"), members(user))
	c.must(http.StatusNoContent, http.MethodDelete, path("users", user)+"?action=delete", "")
	c.do(http.MethodDelete, path("users", user), "").refusal(c.t, 404, 1001, "") // Neither do refusals.
}

const today = "?from=2026-11-23&to=2026-11-23"

func TestOperationLog(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		observed bool
		want     []string
	}{
		"specification": {false, []string{
			"user|add|add user - a@example.com", "user|update|update user - a@example.com",
			"user|update|update user - a@example.com to b@example.com", "user|update|update user - b@example.com",
			"user_settings|update|update user settings - b@example.com",
			"user|deactivate|deactivate user - b@example.com", "user|activate|activate user - b@example.com",
			"role|add|add role - Ops", "role|update|update role - Ops - b@example.com", "role|update|update role - Ops",
			"role|delete|delete role - Ops", "user|delete|delete user - b@example.com",
		}},
		"observed": {true, []string{
			"User|Add|Add User a@example.com", "User|Update|Update User a@example.com",
			"User|Update|Update User a@example.com to b@example.com", "User|Update|Update User b@example.com",
			"User Settings|Update|Update User Settings b@example.com",
			"User|Update|Deactivate User b@example.com", "User|Update|Activate User b@example.com",
			"Role|Add|Add Role Ops", "Role|Update|Update Role Ops - b@example.com", "Role|Update|Update Role Ops",
			"Role|Delete|Delete Role Ops", "User|Delete|Delete User b@example.com",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{Clock: newClock().Now, ObservedLogWording: tc.observed})
			administer(c)
			rows := c.list("/report/operationlogs"+today+"&page_size=5", "operation_logs")
			if diff := cmp.Diff(tc.want, details(rows)); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			owner := c.get("/users/me")["email"]
			if rows[0]["operator"] != owner || rows[0]["time"] != "2026-11-23T12:00:00Z" {
				t.Errorf("record %v, want the operator %v at noon", rows[0], owner)
			}
			for category, want := range map[string]int{"all": 12, "user": 7, "user_settings": 1, "role": 4, "billing": 0} {
				if n := len(c.list("/report/operationlogs"+today+"&category_type="+category, "operation_logs")); n != want {
					t.Errorf("category %q: %d records, want %d", category, n, want)
				}
			}
		})
	}
}

func TestOperationLogRange(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := newClient(t, zoomsim.Options{Clock: now.Now})
	for i := range 3 { // 12:00:00, 12:00:50 and 12:01:40
		c.create("autoCreate", fmt.Sprintf("u%d@example.com", i), 1)
		now.advance(50 * time.Second)
	}
	for name, tc := range map[string]struct {
		query string
		want  int
	}{
		"day":                 {"from=2026-11-23&to=2026-11-23", 3},
		"day before":          {"from=2026-11-22&to=2026-11-22", 0},
		"a month":             {"from=2026-10-23&to=2026-11-23", 3},
		"first minute":        {"from=2026-11-23+12:00&to=2026-11-23+12:00", 2},
		"second minute":       {"from=2026-11-23+12:01&to=2026-11-23+12:01", 1},
		"both minutes":        {"from=2026-11-23%2012:00&to=2026-11-23%2012:01", 3},
		"from a minute on":    {"from=2026-11-23%2012:01&to=2026-11-23%2023:59", 1},
		"day to later minute": {"from=2026-11-23&to=2026-11-23%2012:00", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n := len(c.with(t).list("/report/operationlogs?"+tc.query, "operation_logs")); n != tc.want {
				t.Errorf("%d records, want %d", n, tc.want)
			}
		})
	}
	for name, query := range map[string]string{
		"no range": "", "no end": "from=2026-11-23", "no start": "to=2026-11-23",
		"backwards": "from=2026-11-23&to=2026-11-22", "too long": "from=2026-10-22&to=2026-11-23",
		"no date": "from=yesterday&to=2026-11-23", "seconds": "from=2026-11-23%2012:00:00&to=2026-11-23",
		"page token": "from=2026-11-23&to=2026-11-23&next_page_token=x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(http.MethodGet, "/report/operationlogs?"+query, "").refusal(t, 400, 300, "")
		})
	}
}

// TestOperationLogGrows: what happens while a client pages comes at the end.
func TestOperationLogGrows(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Clock: newClock().Now})
	for i := range 4 {
		c.create("autoCreate", fmt.Sprintf("u%d@example.com", i), 1)
	}
	const query = "/report/operationlogs" + today + "&page_size=3"
	page := c.get(query)
	c.create("autoCreate", "late@example.com", 1)
	rest := details(c.listFrom(query, page["next_page_token"].(string), "operation_logs"))
	if diff := cmp.Diff([]string{"user|add|add user - u3@example.com", "user|add|add user - late@example.com"}, rest); diff != "" {
		t.Errorf("rest (-want +got):\n%s", diff)
	}
	if got := c.get("/report/operationlogs" + today + "&page_size=1000")["page_size"]; got != 300.0 {
		t.Errorf("page_size %v, want 300", got)
	}
}

func TestActivities(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 200, InactiveShare: 0.2, Clock: newClock().Now})
	want := map[string]string{}
	for _, row := range c.list("/users?page_size=300&status=active", "users") {
		if at, _ := row["last_login_time"].(string); at >= "2026-08-01" && at < "2026-09-01" {
			want[row["email"].(string)] = at
		}
	}
	inactive := map[string]bool{} // The list hides when these last signed in.
	for _, row := range c.list("/users?page_size=300&status=inactive", "users") {
		inactive[row["email"].(string)] = true
	}
	got := map[string]string{}
	for _, row := range c.list("/report/activities?from=2026-08-01&to=2026-08-31&page_size=7", "activity_logs") {
		if row["type"] != "Sign in" {
			t.Errorf("record %v", row)
		}
		if email := row["email"].(string); !inactive[email] {
			got[email] = row["time"].(string)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 50 {
		t.Errorf("%d sign-ins expected (-want +got):\n%s", len(want), diff)
	}
	if n := len(c.list("/report/activities", "activity_logs")); n != 0 {
		t.Errorf("%d sign-ins in the last month, want 0", n)
	}
	c.do(http.MethodGet, "/report/activities?from=2026-05-01&to=2026-05-02", "").refusal(t, 400, 300, "")
	c.do(http.MethodGet, "/report/activities?from=2026-08-01&to=2026-10-02", "").refusal(t, 400, 300, "")
}
