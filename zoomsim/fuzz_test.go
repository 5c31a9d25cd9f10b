package zoomsim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// FuzzHandler sends arbitrary requests: nothing may panic, and every answer
// is a documented success or Zoom's error envelope.
func FuzzHandler(f *testing.F) {
	c := newClient(f, zoomsim.Options{Seed: 1, Users: 30, Groups: 3, PendingShare: 0.2, InactiveShare: 0.2, PhoneShare: 0.5, ProfileDelay: -1})
	user, group := id(c.first("active", member)), id(c.list("/groups", "groups")[0])
	phone := id(c.list("/phone/users?page_size=100", "users")[0])
	page := c.get("/users?page_size=5")["next_page_token"].(string)
	for _, seed := range []struct{ method, path, query, body string }{
		{"GET", "/v2/users", "page_size=2&status=pending&next_page_token=" + page, ""},
		{"GET", "/v2/users", "page_number=99999999999999999999&page_size=-1", ""},
		{"POST", "/v2/users", "", `{"action":"create","user_info":{"email":"a@example.com","type":1}}`},
		{"PATCH", "/v2/users/" + user, "", `{"first_name":"x","phone_numbers":[{"label":"Home"}],"pmi":1234567890}`},
		{"DELETE", "/v2/users/" + user, "action=disassociate&transfer_email=x", ""},
		{"PUT", "/v2/users/" + user + "/status", "", `{"action":"deactivate"}`},
		{"PUT", "/v2/users/" + user + "/email", "", `{"email":"b@example.com"}`},
		{"PUT", "/v2/users/" + user + "/password", "", `{"password":"Sesame42"}`},
		{"DELETE", "/v2/users/" + user + "/token", "", ""},
		{"GET", "/v2/groups", "page_size=1", ""},
		{"POST", "/v2/groups", "", `{"name":"x"}`},
		{"PATCH", "/v2/groups/" + group, "", `{"name":"y"}`},
		{"POST", "/v2/groups/" + group + "/members", "", `{"members":[{"id":"` + user + `"}]}`},
		{"DELETE", "/v2/groups/" + group + "/members/" + user, "", ""},
		{"POST", "/oauth/token", "grant_type=account_credentials", "account_id=x"},
		{"GET", "/v2/users/%2F%00", "", ""},
		{"PATCH", "/v2/users/me", "", `{"type":1e400}`},
		{"GET", "/v2/phone/users", "page_size=2&status=pending&keyword=an&site_id=x&calling_type=1", ""},
		{"PATCH", "/v2/phone/users/" + phone, "", `{"extension_number":"112345","site_id":"x","policy":{"sms":{"enable":false}}}`},
		{"POST", "/v2/phone/users/" + phone + "/calling_plans", "", `{"calling_plans":[{"type":100}]}`},
		{"PUT", "/v2/phone/users/" + phone + "/calling_plans", "", `{"source_type":100,"target_type":200}`},
		{"DELETE", "/v2/phone/users/" + phone + "/calling_plans/100", "", ""},
		{"POST", "/v2/phone/users/" + phone + "/phone_numbers", "", `{"phone_numbers":[{"number":"+15552000030"}]}`},
		{"DELETE", "/v2/phone/users/" + phone + "/phone_numbers/+15552000030", "", ""},
		{"POST", "/v2/phone/users/batch", "", `{"users":[{"email":"a@example.com","calling_plans":[],"extension_number":"91234","site_code":"1"}]}`},
		{"PUT", "/v2/phone/users/batch", "", `{"batch_type":"activate","user_ids":["` + phone + `"]}`},
		{"GET", "/v2/phone/numbers", "type=assigned&phone_number=%2B1", ""},
		{"GET", "/v2/number_management/numbers", "keyword=1555&number_type=Toll", ""},
		{"GET", "/v2/roles", "type=iq", ""},
		{"POST", "/v2/roles", "", `{"name":"x","privileges":["User:Read"]}`},
		{"PATCH", "/v2/roles/1", "", `{"name":"y"}`},
		{"GET", "/v2/roles/2/members", "page_size=2", ""},
		{"POST", "/v2/roles/1/members", "", `{"members":[{"id":"` + user + `"},null]}`},
		{"DELETE", "/v2/roles/1/members/" + user, "", ""},
		{"PATCH", "/v2/groups/" + group + "/members/" + user, "", `{"action":"set_primary","target_group_id":"` + group + `"}`},
		{"POST", "/v2/groups/" + group + "/admins", "", `{"admins":[{"id":"` + user + `"}]}`},
		{"DELETE", "/v2/groups/" + group + "/admins/" + user, "", ""},
		{"POST", "/v2/users/features", "", `{"feature_type":"webinar","feature_value":"1","users":[{"id":"` + user + `"}]}`},
		{"PATCH", "/v2/users/" + user + "/settings", "option=meeting_security", `{"meeting_security":{"a":[1]},"feature":{"webinar":true}}`},
		{"GET", "/v2/users/" + user + "/settings", "custom_query_fields=webinar,a", ""},
		{"GET", "/v2/users/" + user + "/token", "type=zak&ttl=1", ""},
		{"GET", "/v2/users/email", "email=a@example.com", ""},
		{"GET", "/v2/report/operationlogs", "from=2026-11-01&to=2026-11-23%2012:00&category_type=user", ""},
		{"GET", "/v2/report/activities", "from=2026-11-01&to=2026-11-23", ""},
		{"GET", "/v2/phone/reports/operationlogs", "from=9999-12-31&to=9999-12-31", ""},
	} {
		f.Add(seed.method, seed.path, seed.query, []byte(seed.body))
	}
	f.Fuzz(func(t *testing.T, method, path, query string, body []byte) {
		decoded, err := url.PathUnescape(path)
		if err != nil {
			decoded = path
		}
		r := &http.Request{
			Method: method, URL: &url.URL{Path: decoded, RawPath: path, RawQuery: query}, Header: http.Header{},
			Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Host: "sim",
		}
		r = r.WithContext(t.Context())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer "+c.token)
		w := httptest.NewRecorder()
		c.sim.ServeHTTP(w, r)
		checkAnswer(t, w)
	})
}

func checkAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code == http.StatusNoContent {
		if w.Body.Len() != 0 {
			t.Fatalf("204 with a body: %s", w.Body)
		}
		return
	}
	if w.Code == http.StatusCreated && (w.Body.Len() == 0 || w.Body.Bytes()[0] == '[') {
		return // Phone operations answer so.
	}
	var body struct {
		Code    *int    `json:"code"`
		Message *string `json:"message"`
		Reason  *string `json:"reason"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("answer %d is no JSON object: %v: %s", w.Code, err, w.Body)
	}
	switch {
	case w.Code == http.StatusOK || w.Code == http.StatusCreated:
	case w.Code >= 400 && w.Code < 500 && body.Code != nil && body.Message != nil:
	case w.Code == http.StatusBadRequest && body.Reason != nil:
	default:
		t.Fatalf("undocumented answer %d: %s", w.Code, w.Body)
	}
}
