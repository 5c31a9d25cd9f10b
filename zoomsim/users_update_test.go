package zoomsim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestUpdateEveryField(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		want object
	}{
		"names":           {`{"first_name":"A","last_name":"B","display_name":"C"}`, object{"first_name": "A", "last_name": "B", "display_name": "C"}},
		"derived display": {`{"first_name":"A","last_name":"B","display_name":""}`, object{"first_name": "A", "last_name": "B", "display_name": "A B"}},
		"type":            {`{"type":1}`, object{"type": 1.0}},
		"work": {
			`{"dept":"D","company":"C","job_title":"J","location":"L","cost_center":"CC","manager":"boss@example.com"}`,
			object{"dept": "D", "company": "C", "job_title": "J", "location": "L", "cost_center": "CC", "manager": "boss@example.com"},
		},
		"cleared":     {`{"dept":"","job_title":""}`, object{"dept": "", "job_title": ""}},
		"place":       {`{"language":"de-DE","timezone":"Europe/Berlin"}`, object{"language": "de-DE", "timezone": "Europe/Berlin"}},
		"meeting":     {`{"pmi":1234567890,"use_pmi":true}`, object{"pmi": 1234567890.0, "use_pmi": true, "personal_meeting_url": "https://us04web.zoom.us/j/1234567890"}},
		"vanity path": {`{"vanity_name":"A b/c?"}`, object{"vanity_url": "https://us04web.zoom.us/my/A%20b%2Fc%3F"}},
		"vanity":      {`{"vanity_name":"Room1"}`, object{"vanity_url": "https://us04web.zoom.us/my/Room1"}},
		"cms":         {`{"cms_user_id":"x"}`, object{"cms_user_id": "x"}},
		"pronouns":    {`{"pronouns":"they","pronouns_option":2}`, object{"pronouns": "they", "pronouns_option": 2.0}},
		"old phone":   {`{"phone_country":"US","phone_number":"5550100"}`, object{"phone_country": "US", "phone_number": "5550100"}},
		"plan":        {`{"plan_united_type":"32"}`, object{"plan_united_type": "32"}},
		"plan off":    {`{"plan_united_type":"none"}`, object{"plan_united_type": nil}},
		"zoom one":    {`{"zoom_one_type":576460752303423488}`, object{"zoom_one_type": 576460752303423488.0}},
		"divisions":   {`{"division_ids":["d"]}`, object{"division_ids": []any{"d"}}},
		"attributes":  {`{"custom_attributes":[{"key":"k","name":"n","value":"v"}]}`, object{"custom_attributes": []any{object{"key": "k", "name": "n", "value": "v"}}}},
		"phones": {
			`{"phone_numbers":[{"code":"+1","country":"US","label":"Office","number":"5550100","verified":true}]}`,
			object{"phone_numbers": []any{object{"code": "+1", "country": "US", "label": "Office", "number": "5550100", "verified": false}}},
		},
		"null and unknown": {`{"dept":null,"surprise":1}`, object{}},
		"not here":         {`{"email":"x@example.com","status":"inactive","role_id":"1","group_ids":["x"]}`, object{"status": "active", "role_id": "2", "group_ids": []any{}}},
		"unread":           {`{"about_me":"hello","linkedin_url":"https://linkedin.com/in/x","feature":{"zoom_phone":true}}`, object{"feature": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{})
			user := c.create("autoCreate", "one@example.com", 2)
			before := c.get(path("users", user))
			a := c.must(http.StatusNoContent, http.MethodPatch, path("users", user), tc.body)
			if a.text != "" {
				t.Errorf("the answer has a body: %s", a.text)
			}
			for key, value := range tc.want {
				if value == nil {
					delete(before, key)
					continue
				}
				before[key] = value
			}
			after := c.get(path("users", user))
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("user after %s (-want +got):\n%s", tc.body, diff)
			}
		})
	}
}

func TestPhoneFeature(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	a := c.must(http.StatusCreated, http.MethodPost, "/users", createBody(t, "autoCreate", object{"feature": object{"zoom_phone": true}}))
	at := path("users", id(a.object(t)))
	has := func() any { return c.get(at + "/settings")["feature"].(object)["zoom_phone"] }
	for _, step := range []struct {
		method, path, body string
		want               bool
	}{
		{http.MethodPatch, at, `{}`, true},
		{http.MethodPatch, at, `{"feature":{"zoom_phone":false}}`, false},
		{http.MethodPatch, at, `{"feature":{"zoom_phone":true}}`, true},
		{http.MethodPut, at + "/status", `{"action":"deactivate"}`, false},
	} {
		c.must(http.StatusNoContent, step.method, step.path, step.body)
		if got := has(); got != step.want {
			t.Errorf("zoom_phone is %v after %s", got, step.body)
		}
	}
	c.create("create", "pending@example.com", 1)
	c.do(http.MethodGet, "/users/pending@example.com/settings", "").refusal(t, http.StatusBadRequest, 1000, "You can not access settings of users that are still in pending state.")
	c.do(http.MethodGet, "/users/nobody@example.com/settings", "").refusal(t, http.StatusNotFound, 1001, "nobody@example.com")
}

func TestUpdateRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Seed: 1})
	user := c.create("autoCreate", "one@example.com", 1)
	other := c.create("autoCreate", "other@example.com", 1)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", other), `{"vanity_name":"Taken"}`)
	for name, tc := range map[string]struct {
		body    string
		code    int
		message string
	}{
		"two plans":    {`{"type":2,"plan_united_type":"1"}`, 300, "at the same time"},
		"other plans":  {`{"zoom_one_type":16,"plan_united_type":"1"}`, 300, "at the same time"},
		"type":         {`{"type":7}`, 300, "Validation Failed."},
		"type none":    {`{"type":99}`, 300, "Validation Failed."},
		"on-prem":      {`{"type":3}`, 300, "On-prem"},
		"united plan":  {`{"plan_united_type":"262144"}`, 300, "plan_united_type"},
		"zoom one":     {`{"zoom_one_type":1}`, 300, "Validation Failed."},
		"rounded code": {`{"zoom_one_type":576460752303423500}`, 300, "Validation Failed."},
		"company":      {`{"company":"` + strings.Repeat("x", 256) + `"}`, 300, "Validation Failed."},
		"job title":    {`{"job_title":"` + strings.Repeat("x", 129) + `"}`, 300, "Validation Failed."},
		"location":     {`{"location":"` + strings.Repeat("x", 257) + `"}`, 300, "Validation Failed."},
		"pmi":          {`{"pmi":123}`, 300, "Validation Failed."},
		"pmi as text":  {`{"pmi":"1234567890"}`, 300, "Validation Failed."},
		"host key":     {`{"host_key":"12345"}`, 300, "Validation Failed."},
		"key letters":  {`{"host_key":"12345x"}`, 300, "Validation Failed."},
		"pronouns":     {`{"pronouns_option":4}`, 300, "Validation Failed."},
		"phones":       {`{"phone_numbers":[{},{},{},{}]}`, 300, "Validation Failed."},
		"phone label":  {`{"phone_numbers":[{"label":"Pager"}]}`, 300, "Validation Failed."},
		"attributes":   {`{"custom_attributes":[{},{},{},{},{},{}]}`, 300, "Validation Failed."},
		"divisions":    {`{"division_ids":["a","b"]}`, 300, "Validation Failed."},
		"about me":     {`{"about_me":"see https://example.com"}`, 300, "about_me"},
		"linkedin":     {`{"linkedin_url":"https://example.com"}`, 300, "linkedin_url"},
		"vanity":       {`{"vanity_name":"taken"}`, 4100, "Personal Link Name"},
		"no JSON":      {`dept=x`, 300, "valid JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.do(http.MethodPatch, path("users", user), tc.body).refusal(t, http.StatusBadRequest, tc.code, tc.message)
		})
	}
	c.do(http.MethodPatch, "/users/nobody@example.com", `{}`).refusal(t, http.StatusNotFound, 1001, "nobody@example.com")
}

func TestUpdateNothingOnRefusal(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{LicensedSeats: 1})
	user := c.create("autoCreate", "one@example.com", 1)
	before := c.get(path("users", user))
	c.do(http.MethodPatch, path("users", user), `{"dept":"changed","type":2}`).refusal(t, http.StatusBadRequest, 2034, "")
	if diff := cmp.Diff(before, c.get(path("users", user))); diff != "" {
		t.Errorf("a refused update changed the user (-before +after):\n%s", diff)
	}
}

func TestUpdatePendingForgets(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Clock: newClock().Now})
	user, group := c.create("create", "one@example.com", 1), c.group("Newcomers")
	before := c.get(path("users", user))
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"dept":"D","first_name":"X","type":2,"language":"de-DE"}`)
	if diff := cmp.Diff(before, c.get(path("users", user))); diff != "" {
		t.Errorf("an update changed a pending user (-before +after):\n%s", diff)
	}
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"dept":"D","group_id":"`+group+`"}`)
	before["group_ids"] = []any{group}
	if diff := cmp.Diff(before, c.get(path("users", user))); diff != "" {
		t.Errorf("pending user with a group (-want +got):\n%s", diff)
	}
	c.do(http.MethodPatch, path("users", user), `{"group_id":"AAAAAAAAAAAAAAAAAAAAAA"}`).refusal(t, http.StatusNotFound, 4130, "AAAAAAAAAAAAAAAAAAAAAA")
}

func TestUpdateInactiveRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t, population())
	row := c.first("inactive", nil)
	before := c.get(path("users", id(row)))
	c.do(http.MethodPatch, path("users", id(row)), `{"dept":"changed"}`).refusal(t, http.StatusBadRequest, 200, "deactivated user")
	if diff := cmp.Diff(before, c.get(path("users", id(row)))); diff != "" {
		t.Errorf("a refused update changed the user (-before +after):\n%s", diff)
	}
}
