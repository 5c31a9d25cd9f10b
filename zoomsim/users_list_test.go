package zoomsim_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func population() zoomsim.Options {
	return zoomsim.Options{Seed: 7, Users: 1000, Groups: 20, PendingShare: 0.1, InactiveShare: 0.2}
}

func TestListByStatus(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	for name, tc := range map[string]struct {
		query, status string
		total         int
	}{
		"default":  {"", "active", 700},
		"active":   {"&status=active", "active", 700},
		"inactive": {"&status=inactive", "inactive", 200},
		"pending":  {"&status=pending", "pending", 100},
		"unknown":  {"&status=all", "active", 700},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			rows := c.list("/users?page_size=150"+tc.query, "users")
			seen := map[string]bool{}
			for _, row := range rows {
				if row["status"] != tc.status {
					t.Errorf("status %v, want %s", row["status"], tc.status)
				}
				seen[row["email"].(string)] = true
			}
			if len(rows) != tc.total || len(seen) != tc.total {
				t.Errorf("%d rows, %d different addresses, want %d", len(rows), len(seen), tc.total)
			}
		})
	}
}

// keys gives the names of an object's fields, without those that depend on
// what a user has.
func keys(row object, optional ...string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(row)), func(k string) bool { return slices.Contains(optional, k) })
}

func TestListRowKeys(t *testing.T) {
	t.Parallel()
	optional := []string{"dept", "group_ids", "last_login_time", "last_client_version", "employee_unique_id"}
	always := []string{
		"created_at", "display_name", "email", "first_name", "id", "last_name", "login_types", "pmi", "role_id",
		"status", "timezone", "type", "user_created_at", "verified",
	}
	c := newClient(t, population())
	var grouped, ungrouped, noDept int
	for _, row := range c.list("/users", "users") {
		if diff := cmp.Diff(always, keys(row, optional...)); diff != "" {
			t.Fatalf("keys of an active row (-want +got):\n%s", diff)
		}
		switch ids, has := row["group_ids"].([]any); {
		case !has:
			ungrouped++
		case len(ids) == 0:
			t.Error("group_ids is [] in the list")
		default:
			grouped++
		}
		if dept, has := row["dept"]; !has {
			noDept++
		} else if dept == "" {
			t.Error("dept is empty in the list")
		}
	}
	if grouped == 0 || ungrouped == 0 || noDept == 0 {
		t.Errorf("%d users with groups, %d without, %d without department: the tenant is not varied", grouped, ungrouped, noDept)
	}
	pending := []string{
		"created_at", "display_name", "email", "first_name", "last_name", "login_types", "role_id",
		"status", "type", "user_created_at", "verified",
	}
	for _, row := range c.list("/users?page_size=300&status=pending", "users") {
		if diff := cmp.Diff(pending, keys(row)); diff != "" {
			t.Fatalf("keys of a pending row (-want +got):\n%s", diff)
		}
	}
}

func TestListOptions(t *testing.T) {
	t.Parallel()
	o := population()
	o.ListExtras, o.NoListLoginTypes, o.ListEmptyGroupIDs = true, true, true
	c := newClient(t, o)
	for _, row := range c.list("/users", "users") {
		if row["language"] == nil || row["group_ids"] == nil || row["login_types"] != nil {
			t.Fatalf("row %v: want language and group_ids, no login_types", row)
		}
	}
}

func TestListIncludeFields(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", nil)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", id(row)), `{"custom_attributes":[{"key":"k","name":"n","value":"v"}],"host_key":"123456"}`)
	with := c.get("/users?page_size=1&include_fields=custom_attributes")["users"].([]any)[0].(object)
	want := []any{object{"key": "k", "name": "n", "value": "v"}}
	if diff := cmp.Diff(want, with["custom_attributes"]); diff != "" {
		t.Errorf("custom_attributes (-want +got):\n%s", diff)
	}
	with = c.get("/users?page_size=1&include_fields=host_key")["users"].([]any)[0].(object)
	if with["host_key"] != "123456" || with["custom_attributes"] != nil {
		t.Errorf("row with host_key: %v", with)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	if rows := c.list("/users?role_id=0&page_size=300", "users"); len(rows) != 1 || rows[0]["role_id"] != "0" {
		t.Errorf("owners: %v, want one", rows)
	}
	admins := c.list("/users?role_id=1&page_size=1", "users")
	if len(admins) < 2 {
		t.Fatalf("%d admins, want some", len(admins))
	}
	for _, row := range admins {
		if row["role_id"] != "1" {
			t.Errorf("role %v among admins", row["role_id"])
		}
	}
	page := c.get("/users?role_id=1")
	if page["total_records"] != float64(len(admins)) {
		t.Errorf("total_records %v, want %d", page["total_records"], len(admins))
	}
	if page := c.get("/users?license=zoom_workforce_management"); page["total_records"] != 0.0 {
		t.Errorf("%v users with Workforce Management", page["total_records"])
	}
}

func TestListPageSizes(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 2100})
	for sent, want := range map[string]int{
		"": 30, "page_size=1": 1, "page_size=300": 300, "page_size=2000": 2000, "page_size=2001": 2000,
		"page_size=999999": 2000, "page_size=99999999999999999999": 2000, "page_size=-99999999999999999999": 30,
		"page_size=0": 30, "page_size=-5": 30, "page_size=abc": 30, "page_size=": 30, "surprise=1": 30,
	} {
		t.Run(sent, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			page := c.get("/users?" + sent)
			if got := len(page["users"].([]any)); got != want || page["page_size"] != float64(want) {
				t.Errorf("%d rows, page_size %v, want %d", got, page["page_size"], want)
			}
		})
	}
}

func TestListEnvelope(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 7})
	first := c.get("/users?page_size=3")
	token, _ := first["next_page_token"].(string)
	if len(token) != 35 {
		t.Errorf("token %q has %d characters, want 35", token, len(token))
	}
	second := c.get("/users?page_size=3&next_page_token=" + url.QueryEscape(token))
	for name, tc := range map[string]struct{ page, want object }{
		"first":  {first, object{"page_count": 3.0, "page_number": 1.0, "page_size": 3.0, "total_records": 7.0}},
		"second": {second, object{"page_number": 1.0, "page_size": 3.0, "total_records": 7.0}},
		"by number": {
			c.get("/users?page_size=3&page_number=3"),
			object{"page_count": 3.0, "page_number": 3.0, "page_size": 3.0, "total_records": 7.0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := maps.Clone(tc.page)
			delete(got, "users")
			delete(got, "next_page_token")
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("envelope (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListPageNumber(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 7})
	var emails []any
	for number := 1; number <= 3; number++ {
		page := c.get(fmt.Sprintf("/users?page_size=3&page_number=%d", number))
		if _, has := page["next_page_token"]; has {
			t.Error("page_number was answered with a token")
		}
		for _, row := range page["users"].([]any) {
			emails = append(emails, row.(object)["email"])
		}
	}
	var want []any
	for _, row := range c.list("/users", "users") {
		want = append(want, row["email"])
	}
	if diff := cmp.Diff(want, emails); diff != "" {
		t.Errorf("addresses by page number (-want +got):\n%s", diff)
	}
	for _, beyond := range []string{"4", "9223372036854775807"} {
		if page := c.get("/users?page_size=3&page_number=" + beyond); len(page["users"].([]any)) != 0 {
			t.Errorf("page %s has users", beyond)
		}
	}
}

func TestListTokenLifeAndBinding(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClient(t, zoomsim.Options{Users: 50, InactiveShare: 0.4, Clock: clock.Now})
	token := c.get("/users?page_size=10")["next_page_token"].(string)
	with := func(query string) answer {
		return c.do(http.MethodGet, "/users?"+query+"&next_page_token="+url.QueryEscape(token), "")
	}
	if a := with("page_size=10"); a.status != http.StatusOK {
		t.Fatalf("good token: %d %s", a.status, a.text)
	}
	const text = "The next page token is invalid or expired."
	with("page_size=10&status=inactive").refusal(t, http.StatusBadRequest, 300, text)
	with("page_size=10&role_id=2").refusal(t, http.StatusBadRequest, 300, text)
	with("page_size=20").refusal(t, http.StatusBadRequest, 300, text)
	c.do(http.MethodGet, "/groups?next_page_token="+token, "").refusal(t, http.StatusBadRequest, 300, text)
	c.do(http.MethodGet, "/users?next_page_token=nonsense", "").refusal(t, http.StatusBadRequest, 300, text)
	clock.advance(15*time.Minute - time.Second)
	if a := with("page_size=10"); a.status != http.StatusOK {
		t.Errorf("token a second before its end: %d %s", a.status, a.text)
	}
	clock.advance(time.Second)
	with("page_size=10").refusal(t, http.StatusBadRequest, 300, text)
}

func TestListWhileUsersChange(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 40})
	page := c.get("/users?page_size=10")
	rows := page["users"].([]any)
	last := rows[len(rows)-1].(object)
	c.must(http.StatusNoContent, http.MethodDelete, path("users", id(last))+"?action=delete", "")
	c.create("autoCreate", "late@example.com", 1)
	seen := map[string]bool{}
	rest := c.listFrom("/users?page_size=10", page["next_page_token"].(string), "users")
	for _, row := range append(rest, rows[0].(object)) {
		seen[row["email"].(string)] = true
	}
	if len(rest) != 31 || !seen["late@example.com"] {
		t.Errorf("%d users after a deletion and a creation, want 31 and the new one", len(rest))
	}
}
