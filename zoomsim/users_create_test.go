package zoomsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestCreateActions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		action, email, status string
		kind                  int
		logins                []any
	}{
		"create":           {"create", "one@example.com", "pending", 1, []any{}},
		"create elsewhere": {"create", "one@elsewhere.org", "pending", 2, []any{}},
		"autoCreate":       {"autoCreate", "one@example.com", "active", 2, []any{100.0}},
		"custCreate":       {"custCreate", "one@elsewhere.org", "active", 1, []any{99.0}},
		"ssoCreate":        {"ssoCreate", "one@example.com", "active", 99, []any{101.0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{Clock: newClock().Now})
			body := fmt.Sprintf(`{"action":%q,"user_info":{"email":%q,"type":%d,"first_name":"Ada","last_name":"King"}}`, tc.action, tc.email, tc.kind)
			got := c.must(http.StatusCreated, http.MethodPost, "/users", body).object(t)
			user := c.get(path("users", id(got)))
			delete(got, "id")
			want := object{"email": tc.email, "first_name": "Ada", "last_name": "King", "type": float64(tc.kind)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if user["status"] != tc.status || user["display_name"] != "Ada King" || user["user_created_at"] != "2026-11-23T12:00:00Z" {
				t.Errorf("user %v, want status %s", user, tc.status)
			}
			if diff := cmp.Diff(tc.logins, user["login_types"]); diff != "" {
				t.Errorf("login types (-want +got):\n%s", diff)
			}
			rows := c.list("/users?page_size=300&status="+tc.status, "users")
			if last := rows[len(rows)-1]; last["email"] != tc.email {
				t.Errorf("the list ends with %v", last["email"])
			}
		})
	}
}

// createBody is a good request, changed by the test.
func createBody(t testing.TB, action string, change object) string {
	t.Helper()
	info := object{"email": "new@example.com", "type": 1}
	for key, value := range change {
		if value == nil {
			delete(info, key)
			continue
		}
		info[key] = value
	}
	text, err := json.Marshal(object{"action": action, "user_info": info})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCreateFieldFaults(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	fault := func(pairs ...string) []any {
		var faults []any
		for i := 0; i < len(pairs); i += 2 {
			faults = append(faults, object{"field": pairs[i], "message": pairs[i+1]})
		}
		return faults
	}
	for name, tc := range map[string]struct {
		body string
		want []any
	}{
		"empty user":    {`{"action":"custCreate","user_info":{}}`, fault("user_info.type", "Missing field.", "user_info.email", "Missing field.")},
		"nothing":       {`{}`, fault("action", "Missing field.", "user_info.type", "Missing field.", "user_info.email", "Missing field.")},
		"action":        {createBody(t, "invite", nil), fault("action", "Invalid field.")},
		"email":         {createBody(t, "create", object{"email": "nobody"}), fault("user_info.email", "Invalid field.")},
		"named email":   {createBody(t, "create", object{"email": "A <a@example.com>"}), fault("user_info.email", "Invalid field.")},
		"long email":    {createBody(t, "create", object{"email": strings.Repeat("x", 120) + "@example.com"}), fault("user_info.email", "Invalid field.")},
		"type":          {createBody(t, "create", object{"type": 5}), fault("user_info.type", "Invalid field.")},
		"type none":     {createBody(t, "create", object{"type": 99}), fault("user_info.type", "Invalid field.")},
		"type as text":  {createBody(t, "create", object{"type": "1"}), fault("user_info.type", "Invalid field.")},
		"long name":     {createBody(t, "create", object{"first_name": strings.Repeat("é", 65)}), fault("user_info.first_name", "Invalid field.")},
		"chinese name":  {createBody(t, "create", object{"last_name": "一二三四五六"}), fault("user_info.last_name", "Invalid field.")},
		"display name":  {createBody(t, "create", object{"display_name": strings.Repeat("x", 129)}), fault("user_info.display_name", "Invalid field.")},
		"divisions":     {createBody(t, "create", object{"division_ids": []string{"a", "b"}}), fault("user_info.division_ids", "Invalid field.")},
		"zoom one type": {createBody(t, "create", object{"feature": object{"zoom_one_type": 3}}), fault("user_info.feature.zoom_one_type", "Invalid field.")},
		"license info":  {createBody(t, "create", object{"license_info_list": []object{{}}}), fault("user_info.license_info_list", "Invalid field.")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.do(http.MethodPost, "/users", tc.body)
			a.refusal(t, http.StatusBadRequest, 300, "Validation Failed.")
			if diff := cmp.Diff(tc.want, a.object(t)["errors"]); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1, ManagedDomains: []string{"example.com", "Example.ORG"}})
	c.create("create", "taken@example.com", 1)
	entry := object{"license_type": "MEETING", "license_option": 2, "subscription_id": "SUB-1"}
	for name, tc := range map[string]struct {
		body         string
		status, code int
		message      string
	}{
		"taken":           {createBody(t, "create", object{"email": "taken@example.com"}), 409, 1005, `Email "taken@example.com" has already been used.`},
		"taken by case":   {createBody(t, "ssoCreate", object{"email": "Taken@Example.com"}), 409, 1005, `Email "Taken@Example.com" has already been used.`},
		"domain":          {createBody(t, "autoCreate", object{"email": "a@b.net"}), 400, 1116, "Email address a@b.net doesn't match limited domains: example.com,example.org"},
		"on-prem":         {createBody(t, "create", object{"type": 3}), 400, 300, "Your account can't set user type as On-prem."},
		"two plans":       {createBody(t, "create", object{"plan_united_type": "1", "feature": object{"zoom_one_type": 16}}), 400, 300, "at the same time"},
		"united plan":     {createBody(t, "create", object{"plan_united_type": "3"}), 400, 300, "plan_united_type"},
		"subscription":    {createBody(t, "create", object{"license_info_list": []object{entry}}), 400, 300, `The subscription "SUB-1" you entered does not exist.`},
		"password":        {createBody(t, "autoCreate", object{"password": "password1"}), 400, 300, "Invalid parameter: password"},
		"long password":   {createBody(t, "autoCreate", object{"password": "Aa1" + strings.Repeat("xy", 15)}), 400, 300, "Invalid parameter: password"},
		"no body":         {"", 400, 300, "Request Body should be a valid JSON object."},
		"cut body":        {`{"action":`, 400, 300, "Request Body should be a valid JSON object."},
		"array":           {`[]`, 400, 300, "Request Body should be a valid JSON object."},
		"two objects":     {`{}{}`, 400, 300, "Request Body should be a valid JSON object."},
		"too many blanks": {createBody(t, "create", nil) + strings.Repeat(" ", 1<<20), 400, 300, "Request Body should be a valid JSON object."},
		"too large body":  {createBody(t, "create", object{"filler": strings.Repeat("x", 1<<20)}), 400, 300, "Request Body should be a valid JSON object."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.do(http.MethodPost, "/users", tc.body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
}

func TestCreateIgnoresPasswordOfOtherActions(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	c.must(http.StatusCreated, http.MethodPost, "/users", createBody(t, "create", object{"password": "x"}))
}

func TestSeats(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{LicensedSeats: 2}) // One is the owner's.
	first := c.create("create", "first@example.com", 2)
	const text = "permitted maximum number of Licensed users"
	c.do(http.MethodPost, "/users", createBody(t, "ssoCreate", object{"type": 2})).refusal(t, http.StatusBadRequest, 2034, text)
	second := c.create("autoCreate", "second@example.com", 1)
	c.do(http.MethodPatch, path("users", second), `{"type":2}`).refusal(t, http.StatusBadRequest, 2034, "convert this user's plan type")
	c.must(http.StatusNoContent, http.MethodDelete, path("users", first), "")
	c.must(http.StatusNoContent, http.MethodPatch, path("users", second), `{"type":2}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", second), `{"type":2,"dept":"same type needs no seat"}`)
	c.do(http.MethodPost, "/users", createBody(t, "ssoCreate", object{"type": 2})).refusal(t, http.StatusBadRequest, 2034, text)
	c.must(http.StatusNoContent, http.MethodPut, path("users", second, "status"), `{"action":"deactivate"}`)
	c.must(http.StatusCreated, http.MethodPost, "/users", createBody(t, "ssoCreate", object{"type": 2}))
}

func TestSSOVanity(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	first := c.get(path("users", c.create("ssoCreate", "same@example.com", 2)))
	second := c.get(path("users", c.create("ssoCreate", "same@example.org", 2)))
	basic := c.get(path("users", c.create("ssoCreate", "basic@example.org", 1)))
	if first["vanity_url"] == nil || second["vanity_url"] == nil || first["vanity_url"] == second["vanity_url"] || basic["vanity_url"] != nil {
		t.Errorf("vanity URLs %v, %v and for a Basic user %v", first["vanity_url"], second["vanity_url"], basic["vanity_url"])
	}
}
