package zoomsim_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPhoneUserGet(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	row := c.phoneUsers("")[0]
	byID, byEmail := c.get(path("phone", "users", id(row))), c.get(path("phone", "users", row["email"].(string)))
	if diff := cmp.Diff(byID, byEmail); diff != "" {
		t.Errorf("by id and by address (-id +address):\n%s", diff)
	}
	want := []string{
		"calling_plans", "cost_center", "department", "email", "emergency_address", "extension_id", "extension_number", "id",
		"phone_numbers", "phone_user_id", "policy", "site_admin", "site_id", "status",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(byID))); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	for _, key := range []string{"id", "phone_user_id", "email", "extension_id", "extension_number", "status", "calling_plans", "phone_numbers", "department", "cost_center"} {
		if diff := cmp.Diff(row[key], byID[key]); diff != "" {
			t.Errorf("%s (-list +get):\n%s", key, diff)
		}
	}
	if row["site"].(object)["id"] != byID["site_id"] {
		t.Errorf("site %v in the list, %v in the get", row["site"], byID["site_id"])
	}
}

func TestPhoneUserMissing(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	without := c.phoneless()
	for name, tc := range map[string]struct {
		user         string
		status, code int
		text         string
	}{
		"without phone": {without, http.StatusNotFound, 1001, "User does not exist: " + without + "."},
		"unknown id":    {"AAAAAAAAAAAAAAAAAAAAAA", http.StatusNotFound, 1001, "User does not exist"},
		"unknown email": {"nobody@example.com", http.StatusNotFound, 1001, "User does not exist"},
		"no id":         {"42", http.StatusBadRequest, 300, "Invalid user id."},
	} {
		for _, call := range []struct{ method, path, body string }{
			{http.MethodGet, "", ""},
			{http.MethodPatch, "", `{}`},
			{http.MethodGet, "/settings", ""},
			{http.MethodPost, "/calling_plans", `{"calling_plans":[{"type":200}]}`},
			{http.MethodPut, "/calling_plans", `{"source_type":100,"target_type":200}`},
			{http.MethodDelete, "/calling_plans/200", ""},
			{http.MethodPost, "/phone_numbers", `{"phone_numbers":[{"number":"+15552000000"}]}`},
			{http.MethodDelete, "/phone_numbers/1", ""},
		} {
			t.Run(name+" "+call.method+call.path, func(t *testing.T) {
				t.Parallel()
				c.with(t).do(call.method, path("phone", "users", tc.user)+call.path, call.body).refusal(t, tc.status, tc.code, tc.text)
			})
		}
	}
}

func TestPhoneUserUpdate(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, atOnce)
	sites := c.list("/phone/sites", "sites")
	site, address := id(sites[1]), c.get(path("phone", "sites", id(sites[2])))["default_emergency_address"].(object)
	user := c.newPhoneUser("mover@example.com")
	at := path("phone", "users", user)
	before, main := c.get(at), id(sites[0])
	patch := func(body object) object {
		c.must(http.StatusNoContent, http.MethodPatch, at, jsonText(t, body))
		return c.get(at)
	}
	if got := patch(object{"extension_number": c.fresh(main, 6)}); extension(got) != c.fresh(main, 6) || got["site_id"] != before["site_id"] {
		t.Errorf("site %v, extension %s, want %s", got["site_id"], extension(got), c.fresh(main, 6))
	}
	if got := patch(object{"site_id": site}); got["site_id"] != site || extension(got) != c.fresh(site, 6) {
		t.Errorf("site %v, extension %s after the move, want %s", got["site_id"], extension(got), c.fresh(site, 6))
	}
	if got := patch(object{"extension_number": c.fresh(site, 7)}); extension(got) != c.fresh(site, 7) {
		t.Errorf("extension %s, want %s", extension(got), c.fresh(site, 7))
	}
	if got := patch(object{"site_id": main, "extension_number": c.fresh(main, 8)}); got["site_id"] != main || extension(got) != c.fresh(main, 8) {
		t.Errorf("site %v, extension %s", got["site_id"], extension(got))
	}
	if got := patch(object{"emergency_address_id": address["id"]})["emergency_address"].(object); got["id"] != address["id"] || got["city"] != address["city"] {
		t.Errorf("emergency address %v, want %v", got, address)
	}
	policy := object{"international_calling": false, "sms": object{"enable": false}}
	want := object{"international_calling": false, "sms": object{"enable": false}, "voicemail": object{"enable": true}}
	if diff := cmp.Diff(want, patch(object{"policy": policy})["policy"]); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
	now := c.get(at)
	if diff := cmp.Diff(now, patch(object{"extension_number": extension(now), "site_id": now["site_id"]})); diff != "" {
		t.Errorf("repeating the values changed something (-want +got):\n%s", diff)
	}
}

func TestPhoneUserUpdateRefusals(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	rows := c.phoneUsers("")
	row := rows[0]
	site := row["site"].(object)["id"].(string)
	other := rows[slices.IndexFunc(rows, func(o object) bool { return id(o) != id(row) && o["site"].(object)["id"] == site })]
	elsewhere := id(c.list("/phone/sites", "sites")[slices.IndexFunc(c.list("/phone/sites", "sites"), func(o object) bool { return id(o) != site })])
	receptionist := extension(c.get(path("phone", "sites", site))["main_auto_receptionist"].(object))
	for name, tc := range map[string]struct {
		body         object
		status, code int
		text         string
	}{
		"extension of another user":   {object{"extension_number": extension(other)}, 400, 400, "Extension number " + extension(other) + " is already used."},
		"extension of a receptionist": {object{"extension_number": receptionist}, 400, 400, "is already used."},
		"too short":                   {object{"extension_number": extension(row)[:4]}, 400, 400, "Invalid full extension number length."},
		"too long":                    {object{"extension_number": extension(row) + "1"}, 400, 400, "Invalid full extension number length."},
		"code of another site":        {object{"extension_number": c.fresh(elsewhere, 1)}, 400, 300, "Validation Failed."},
		"old code at a new site":      {object{"extension_number": c.fresh(site, 1), "site_id": elsewhere}, 400, 300, "Validation Failed."},
		"no number":                   {object{"extension_number": "12a456"}, 400, 300, "Validation Failed."},
		"an integer":                  {object{"extension_number": 123456}, 400, 300, "Validation Failed."},
		"unknown site":                {object{"site_id": "nowhere"}, 404, 404, "Site does not exist."},
		"unknown address":             {object{"emergency_address_id": site}, 400, 300, "Validation Failed."},
		"template":                    {object{"template_id": "Dv4YdINdTk"}, 404, 404, "Template is invalid"},
		"desktop clients": {
			object{"policy": object{"zoom_phone_on_desktop": object{"allow_calling_clients": slices.Repeat([]string{"IOS"}, 11)}}},
			400, 405, "The number of items for policy.zoom_phone_on_desktop.allow_calling_clients must not exceed 10.",
		},
		"mobile clients": {
			object{"policy": object{"zoom_phone_on_mobile": object{"allow_sms_mms_clients": slices.Repeat([]string{"IOS"}, 11)}}},
			400, 405, "policy.zoom_phone_on_mobile.allow_sms_mms_clients",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.with(t)
			before := c.get(path("phone", "users", id(row)))
			c.do(http.MethodPatch, path("phone", "users", id(row)), jsonText(t, tc.body)).refusal(t, tc.status, tc.code, tc.text)
			if diff := cmp.Diff(before, c.get(path("phone", "users", id(row)))); diff != "" {
				t.Errorf("the refused update had an effect (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPhoneUserSettings(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	rows := c.phoneUsers("")
	row := rows[slices.IndexFunc(rows, func(o object) bool { return len(numbersOf(o)) == 1 })]
	settings := c.get(path("phone", "users", id(row), "settings"))
	if settings["extension_number"] != row["extension_number"] || settings["area_code"] != numbersOf(row)[0][2:5] {
		t.Errorf("settings %v of %v", settings, row)
	}
	if got := settings["outbound_caller"].(object)["number"]; got != numbersOf(row)[0] {
		t.Errorf("outbound caller %v, want %s", got, numbersOf(row)[0])
	}
}
