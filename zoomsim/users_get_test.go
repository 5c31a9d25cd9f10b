package zoomsim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestGetUser(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", func(row object) bool { return strings.HasPrefix(id(row), "-") || strings.Contains(id(row), "_") })
	user := c.get(path("users", id(row)))
	always := []string{
		"account_id", "account_number", "cluster", "cms_user_id", "company", "cost_center", "created_at", "custom_attributes",
		"dept", "display_name", "division_ids", "email", "first_name", "group_ids", "id", "im_group_ids", "jid", "job_title",
		"language", "last_name", "location", "login_types", "manager", "personal_meeting_url", "phone_country", "phone_number",
		"phone_numbers", "pmi", "role_id", "role_name", "status", "timezone", "type", "use_pmi", "user_created_at", "verified",
	}
	if diff := cmp.Diff(always, keys(user, "last_login_time", "last_client_version", "employee_unique_id")); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	for key, want := range row {
		if diff := cmp.Diff(want, user[key]); diff != "" {
			t.Errorf("%s in the list and alone (-list +get):\n%s", key, diff)
		}
	}
	if want := strings.ToLower(id(row)) + "@xmpp.zoom.us"; user["jid"] != want {
		t.Errorf("jid %v, want %s", user["jid"], want)
	}
	if user["account_id"] != c.sim.Credentials().AccountID {
		t.Errorf("account_id %v", user["account_id"])
	}
}

func TestGetUserWithoutGroups(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", func(row object) bool { return row["group_ids"] == nil })
	user := c.get(path("users", id(row)))
	for _, key := range []string{"group_ids", "im_group_ids", "division_ids", "phone_numbers", "custom_attributes"} {
		if diff := cmp.Diff([]any{}, user[key]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
}

func TestGetPendingUser(t *testing.T) {
	t.Parallel()
	clock := newClock()
	o := population()
	o.Clock = clock.Now
	c := newClient(t, o)
	row := c.first("pending", nil)
	user := c.get(path("users", row["email"].(string)))
	if len(id(user)) != 22 {
		t.Errorf("id %q of a pending user", user["id"])
	}
	delete(user, "id")
	want := object{
		"email": row["email"], "first_name": "", "last_name": "", "display_name": "", "role_name": "", "account_id": "",
		"language": "", "phone_country": "", "type": 1.0, "verified": 0.0, "group_ids": []any{}, "login_types": []any{},
		"status": "pending", "user_created_at": row["user_created_at"], "created_at": "2026-11-23T12:00:00Z",
	}
	if diff := cmp.Diff(want, user); diff != "" {
		t.Errorf("pending user (-want +got):\n%s", diff)
	}
}

func TestGetUserByPath(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", func(row object) bool { return strings.ToLower(id(row)) != id(row) })
	email := row["email"].(string)
	c.create("autoCreate", "odd/name+tag%x@example.com", 1)
	// The last character of an id carries two bits; the next one in the
	// alphabet differs in a bit that is not used.
	respelt := id(row)[:21] + string(id(row)[21]+1)
	for name, tc := range map[string]struct {
		path  string
		email string // empty: not found
	}{
		"id":                  {path("users", id(row)), email},
		"id in lower case":    {path("users", strings.ToLower(id(row))), ""},
		"respelt id":          {path("users", respelt), ""},
		"cut id":              {path("users", id(row)[:21]), ""},
		"email":               {path("users", email), email},
		"email in upper case": {path("users", strings.ToUpper(email)), email},
		"email with at sign":  {"/users/" + email, email},
		"escaped email":       {"/users/" + strings.ReplaceAll(email, "@", "%40"), email},
		"escaped slash":       {"/users/" + url.PathEscape("odd/name+tag%x@example.com"), "odd/name+tag%x@example.com"},
		"unknown email":       {"/users/nobody@example.com", ""},
		"unknown id":          {"/users/AAAAAAAAAAAAAAAAAAAAAA", ""},
		"me":                  {"/users/me", c.list("/users?role_id=0", "users")[0]["email"].(string)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.do(http.MethodGet, tc.path, "")
			if tc.email != "" {
				if got := a.object(t)["email"]; got != tc.email {
					t.Errorf("got %d %s, want user %s", a.status, a.text, tc.email)
				}
				return
			}
			named, err := url.PathUnescape(strings.TrimPrefix(tc.path, "/users/"))
			if err != nil {
				t.Fatal(err)
			}
			a.refusal(t, http.StatusNotFound, 1001, "User does not exist: "+named+".")
		})
	}
}

func TestRefuseMe(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{RefuseMe: true})
	c.do(http.MethodGet, "/users/me", "").refusal(t, http.StatusNotFound, 1001, "User does not exist: me.")
}

func TestGetUserByUniqueID(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("active", func(row object) bool { return row["employee_unique_id"] != nil })
	unique := row["employee_unique_id"].(string)
	if got := c.get(path("users", unique) + "?search_by_unique_id=true"); got["id"] != row["id"] {
		t.Errorf("found %v, want %v", got["id"], row["id"])
	}
	c.do(http.MethodGet, path("users", unique), "").refusal(t, http.StatusNotFound, 1001, unique)
}

func TestUnknownEndpoints(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	for name, tc := range map[string]struct{ method, path string }{
		"other path":       {http.MethodGet, "/v2/nothing"},
		"other version":    {http.MethodGet, "/v1/users"},
		"no prefix":        {http.MethodGet, "/users"},
		"root":             {http.MethodGet, "/"},
		"prefix alone":     {http.MethodGet, "/v2"},
		"prefix glued":     {http.MethodGet, "/v2users"},
		"trailing slash":   {http.MethodGet, "/v2/users/"},
		"double slash":     {http.MethodGet, "/v2//users"},
		"empty id":         {http.MethodPut, "/v2/users//status"},
		"wrong method":     {http.MethodPut, "/v2/users"},
		"head":             {http.MethodHead, "/v2/users"},
		"control":          {http.MethodGet, "/control/stats"},
		"token by get":     {http.MethodGet, "/oauth/token"},
		"too deep":         {http.MethodGet, "/v2/users/a/b/c/d"},
		"dots":             {http.MethodGet, "/v2/groups/../users"},
		"case of the path": {http.MethodGet, "/v2/Users"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := http.NewRequestWithContext(t.Context(), tc.method, "http://sim"+tc.path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+c.token)
			c.serve(r).refusal(t, http.StatusNotFound, 2300, "This API endpoint is not recognized.")
		})
	}
}

func TestAnswerHeaders(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	for name, tc := range map[string]struct{ method, path, category string }{
		"medium":  {http.MethodGet, "/users", "Medium"},
		"light":   {http.MethodGet, "/users/me", "Light"},
		"refusal": {http.MethodGet, "/users/nobody", "Light"},
		"unknown": {http.MethodGet, "/nothing", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.do(tc.method, tc.path, "")
			if got := a.header.Get("x-ratelimit-category"); got != tc.category {
				t.Errorf("x-ratelimit-category %q, want %q", got, tc.category)
			}
			if got := a.header.Get("x-zm-trackingid"); !strings.HasPrefix(got, "v=2.0;clid=us02;rid=WEB_") {
				t.Errorf("x-zm-trackingid %q", got)
			}
			if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
				t.Errorf("content type %q", got)
			}
		})
	}
}
