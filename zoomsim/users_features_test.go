package zoomsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// features makes the body of a bulk call.
func features(kind, value string, ids ...string) string {
	return `{"feature_type":"` + kind + `","feature_value":"` + value + `","users":` +
		strings.TrimSuffix(strings.TrimPrefix(members(ids...), `{"members":`), "}") + `}`
}

func TestBulkFeatures(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{FeaturesInterval: -1, LicensedSeats: 3, BasicSeats: 3, PlanSeats: 1})
	basic, licensed := c.create("autoCreate", "b@example.com", 1), c.create("autoCreate", "l@example.com", 2)
	other, sso := c.create("autoCreate", "o@example.com", 1), c.create("ssoCreate", "s@example.com", 1)
	fail := func(reason string, ids ...any) object { return object{"reason": reason, "user_ids": ids} }
	for _, tc := range []struct { // In this order: each call builds on the ones before.
		kind, value string
		users       []string
		success     []any
		fail        []any
	}{
		{"user_type", "2", []string{basic, licensed, noGroup}, []any{basic}, []any{fail("No need to update", licensed), fail("Users not found", noGroup)}},
		{"user_type", "2", []string{other, sso}, []any{}, []any{fail("Not enough seats", other, sso)}},
		{"user_type", "99", []string{other, sso}, []any{sso}, []any{fail("Can't update for non-SSO users", other)}},
		{"user_type", "1", []string{basic, licensed}, []any{basic, licensed}, []any{}},
		{"user_type", "1", []string{sso}, []any{}, []any{fail("Not allowed to add basic users", sso)}},
		{"webinar", "1", []string{basic}, []any{}, []any{fail("Unpaid user", basic)}},
		{"user_type", "2", []string{basic}, []any{basic}, []any{}},
		{"webinar", "1", []string{basic}, []any{basic}, []any{}},
		{"large_meeting", "256", []string{basic}, []any{basic}, []any{}},
		{"concurrent_meeting", "Plus", []string{basic, other}, []any{basic}, []any{fail("Unpaid user", other)}},
		{"zoom_whiteboard", "true", []string{other}, []any{other}, []any{}},
		{"zoom_iq_for_sales", "true", []string{other}, []any{other}, []any{}},
		{"zoom_clips_plus", "false", []string{other}, []any{}, []any{fail("No need to update", other)}},
		{"zoom_one_type", "16", []string{basic, other}, []any{basic}, []any{fail("Not enough seats", other)}},
		{"user_type", "1", []string{basic}, []any{}, []any{fail("Can't update for Zoom One users", basic)}},
		{"plan_united_type", "1", []string{basic}, []any{}, []any{fail("Can't update for Zoom One users", basic)}},
		{"zoom_one_type", "0", []string{basic}, []any{basic}, []any{}},
		{"plan_united_type", "32", []string{other}, []any{other}, []any{}},
		{"zoom_one_type", "16", []string{other}, []any{}, []any{fail("Can't update for Zoom United users", other)}},
		{"user_type", "2", []string{other}, []any{}, []any{fail("Can't update for Zoom United users", other)}},
		{"plan_united_type", "0", []string{other}, []any{other}, []any{}},
	} {
		got := c.must(http.StatusCreated, http.MethodPost, "/users/features", features(tc.kind, tc.value, tc.users...)).object(t)
		if diff := cmp.Diff(object{"success_user_ids": tc.success, "fail_details": tc.fail}, got); diff != "" {
			t.Fatalf("%s %s (-want +got):\n%s", tc.kind, tc.value, diff)
		}
	}
	feature := c.get(path("users", basic, "settings"))["feature"].(object)
	for key, want := range (object{"webinar": true, "webinar_capacity": 500.0, "large_meeting_capacity": 1000.0, "concurrent_meeting": "Plus"}) {
		if feature[key] != want {
			t.Errorf("%s is %v, want %v", key, feature[key], want)
		}
	}
}

func TestBulkFeaturesRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{FeaturesInterval: -1})
	for name, tc := range map[string]struct{ body, message string }{
		"empty":        {`{}`, "Validation Failed."},
		"no users":     {`{"feature_type":"user_type","feature_value":"2","users":[]}`, "Validation Failed."},
		"too many":     {features("user_type", "2", make([]string, 31)...), "Validation Failed."},
		"phone":        {features("zoom_phone", "true", "x"), "Validation Failed."},
		"on-prem":      {features("user_type", "3", "x"), "On-prem"},
		"value":        {features("webinar", "7", "x"), "Validation Failed."},
		"subscription": {`{"feature_type":"user_type","feature_value":"2","subscription_id":"S","users":[{"id":"x"}]}`, `The subscription "S" you entered does not exist.`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.with(t).do(http.MethodPost, "/users/features", tc.body).refusal(t, 400, 300, tc.message)
		})
	}
}

func TestBulkFeaturesInterval(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := newClient(t, zoomsim.Options{Clock: now.Now})
	body := features("user_type", "2", "x")
	c.must(http.StatusCreated, http.MethodPost, "/users/features", body)
	now.advance(10*time.Second - 1)
	refused := c.do(http.MethodPost, "/users/features", body)
	refused.refusal(t, 429, 429, "per-second rate limit")
	if got := refused.header.Get("X-Ratelimit-Type"); got != "QPS" {
		t.Errorf("X-RateLimit-Type %q, want QPS", got)
	}
	now.advance(1)
	c.must(http.StatusCreated, http.MethodPost, "/users/features", body)
}

func TestSettings(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{ProfileDelay: -1})
	user := c.create("autoCreate", "a@example.com", 2)
	settings := path("users", user, "settings")
	c.must(http.StatusNoContent, http.MethodPatch, settings,
		`{"feature":{"webinar":true,"webinar_capacity":1000,"zoom_phone":true},"schedule_meeting":{"host_video":true,"participants_video":false},"unknown":{"x":1}}`)
	c.must(http.StatusNoContent, http.MethodPatch, settings, `{"schedule_meeting":{"participants_video":true}}`)
	c.must(http.StatusNoContent, http.MethodPatch, settings+"?option=meeting_security", `{"meeting_security":{"waiting_room":true},"feature":{"zoom_phone":false}}`)
	got := c.get(settings)
	feature := got["feature"].(object)
	if feature["webinar"] != true || feature["webinar_capacity"] != 1000.0 || feature["zoom_phone"] != true || feature["concurrent_meeting"] != "None" {
		t.Errorf("feature %v", feature)
	}
	if diff := cmp.Diff(object{"schedule_meeting": object{"host_video": true, "participants_video": true}}, without(got, "feature")); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	want := object{"schedule_meeting": object{"host_video": true}, "feature": object{"zoom_phone": true}}
	if diff := cmp.Diff(want, c.get(settings+"?custom_query_fields=host_video,zoom_phone")); diff != "" {
		t.Errorf("selected settings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(object{"meeting_security": object{"waiting_room": true}}, c.get(settings+"?option=meeting_security")); diff != "" {
		t.Errorf("security settings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(object{"authentication_options": object{}}, c.get(settings+"?option=recording_authentication")); diff != "" {
		t.Errorf("authentication settings (-want +got):\n%s", diff)
	}
	c.get(path("phone", "users", user))
	c.must(http.StatusNoContent, http.MethodPatch, settings, `{"feature":{"zoom_phone":false,"webinar":false}}`)
	c.do(http.MethodGet, path("phone", "users", user), "").refusal(t, 404, 1001, "")
	if feature := c.get(settings)["feature"].(object); feature["webinar_capacity"] != nil || feature["zoom_phone"] != false {
		t.Errorf("feature after switching off %v", feature)
	}
	// Deactivation takes every licence.
	c.must(http.StatusNoContent, http.MethodPatch, settings, `{"feature":{"zoom_workforce_management":true}}`)
	if n := len(c.list("/users?page_size=300&license=zoom_workforce_management", "users")); n != 1 {
		t.Errorf("%d users with the licence, want 1", n)
	}
	c.must(http.StatusNoContent, http.MethodPut, path("users", user, "status"), `{"action":"deactivate"}`)
	if feature := c.get(settings)["feature"].(object); feature["zoom_workforce_management"] != false {
		t.Errorf("feature after the deactivation %v", feature)
	}
}

func TestSettingsRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{NoPhone: true})
	basic, licensed := c.create("autoCreate", "b@example.com", 1), c.create("autoCreate", "l@example.com", 2)
	webinar, events := c.create("autoCreate", "w@example.com", 2), c.create("autoCreate", "e@example.com", 2)
	gone := c.create("autoCreate", "g@example.com", 1)
	c.create("create", "p@example.com", 1)
	c.must(http.StatusNoContent, http.MethodPut, path("users", gone, "status"), `{"action":"deactivate"}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", webinar, "settings"), `{"feature":{"webinar":true}}`)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", events, "settings"), `{"feature":{"zoom_events":true}}`)
	for name, tc := range map[string]struct {
		user, feature string
		status, code  int
		message       string
	}{
		"unknown user":     {"x@y.z", `{}`, 404, 1001, "x@y.z"},
		"pending":          {"p@example.com", `{}`, 400, 1000, "You can not access settings of users that are still in pending state."},
		"inactive":         {gone, `{}`, 400, 200, "deactivated"},
		"large, basic":     {basic, `{"large_meeting":true}`, 400, 1108, "large meeting"},
		"webinar, basic":   {basic, `{"webinar":true}`, 400, 1122, "Webinar feature"},
		"events, basic":    {basic, `{"zoom_events":true}`, 400, 1206, "Zoom Events"},
		"concurrent":       {basic, `{"concurrent_meeting":"Plus"}`, 400, 1207, "Concurrent Meeting"},
		"webinar on top":   {events, `{"webinar":true}`, 400, 1204, "already have the Zoom Events"},
		"events on top":    {webinar, `{"zoom_events":true}`, 400, 1205, "already have the Webinar"},
		"two whiteboards":  {licensed, `{"zoom_whiteboard":true,"zoom_whiteboard_plus":true}`, 400, 1242, "same time"},
		"managed key":      {licensed, `{"zoom_customer_managed_key":true}`, 400, 300, "Customer Managed Key"},
		"webinar size":     {licensed, `{"webinar_capacity":7}`, 400, 300, "Validation Failed."},
		"large size":       {licensed, `{"large_meeting_capacity":7}`, 400, 300, "Validation Failed."},
		"events size":      {licensed, `{"zoom_events_capacity":7}`, 400, 300, "Validation Failed."},
		"meeting size":     {licensed, `{"meeting_capacity":-1}`, 400, 300, "Validation Failed."},
		"concurrent value": {licensed, `{"concurrent_meeting":"Some"}`, 400, 300, "Validation Failed."},
		"no object":        {licensed, `7`, 400, 300, "Validation Failed."},
		"no phone licence": {licensed, `{"zoom_phone":true}`, 404, 1102, "Zoom Phone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := fmt.Sprintf(`{"feature":%s}`, tc.feature)
			c.with(t).do(http.MethodPatch, path("users", tc.user, "settings"), body).refusal(t, tc.status, tc.code, tc.message)
		})
	}
	c.do(http.MethodPatch, path("users", licensed, "settings"), `{"schedule_meeting":7}`).refusal(t, 400, 300, "Validation Failed.")
}
