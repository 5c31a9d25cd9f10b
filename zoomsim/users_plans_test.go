package zoomsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestOnePlan: the plan that is switched on replaces the other one, and takes
// no second seat.
func TestOnePlan(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{PlanSeats: 1})
	user := c.create("autoCreate", "p@example.com", 1)
	for _, step := range []struct{ body, one, united any }{ // In this order.
		{`{"zoom_one_type":16}`, 16.0, nil},
		{`{"plan_united_type":"1"}`, nil, "1"},
		{`{"zoom_one_type":0}`, nil, "1"},
		{`{"zoom_one_type":32}`, 32.0, nil},
		{`{"plan_united_type":"none"}`, 32.0, nil},
		{`{"zoom_one_type":0}`, nil, nil},
	} {
		c.must(http.StatusNoContent, http.MethodPatch, path("users", user), step.body.(string))
		got := c.get(path("users", user))
		if diff := cmp.Diff([]any{step.one, step.united}, []any{got["zoom_one_type"], got["plan_united_type"]}); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", step.body, diff)
		}
	}
	other := c.create("autoCreate", "o@example.com", 1)
	c.must(http.StatusNoContent, http.MethodPatch, path("users", other), `{"plan_united_type":"1"}`)
}

// TestLeavingLicensed: what Licensed users alone can have goes with the
// licence, by whichever call; the rest stays.
func TestLeavingLicensed(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*client, string){
		"update": func(c *client, user string) {
			c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"type":1}`)
		},
		"bulk": func(c *client, user string) {
			c.must(http.StatusCreated, http.MethodPost, "/users/features", features("user_type", "1", user))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{FeaturesInterval: -1})
			user := c.create("autoCreate", "l@example.com", 2)
			for _, f := range [][2]string{{"webinar", "1"}, {"large_meeting", "256"}, {"concurrent_meeting", "Plus"}, {"zoom_whiteboard", "true"}} {
				c.must(http.StatusCreated, http.MethodPost, "/users/features", features(f[0], f[1], user))
			}
			state := func() []any {
				f := c.get(path("users", user, "settings"))["feature"].(object)
				return []any{
					f["webinar"], f["webinar_capacity"], f["large_meeting"], f["large_meeting_capacity"],
					f["concurrent_meeting"], f["zoom_events"], f["zoom_whiteboard"],
				}
			}
			if diff := cmp.Diff([]any{true, 500.0, true, 1000.0, "Plus", false, true}, state()); diff != "" {
				t.Fatalf("licensed (-want +got):\n%s", diff)
			}
			leave(c, user)
			if diff := cmp.Diff([]any{false, nil, false, nil, "None", false, true}, state()); diff != "" {
				t.Errorf("basic (-want +got):\n%s", diff)
			}
			c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"type":2}`)
			if diff := cmp.Diff([]any{false, nil, false, nil, "None", false, true}, state()); diff != "" {
				t.Errorf("licensed again (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPasswordChanges(t *testing.T) {
	t.Parallel()
	now := newClock()
	c := newClient(t, zoomsim.Options{Clock: now.Now, PasswordChanges: 2})
	user, other := c.create("autoCreate", "p@example.com", 1), c.create("autoCreate", "o@example.com", 1)
	change := func(user, password string) answer {
		return c.do(http.MethodPut, path("users", user, "password"), `{"password":"`+password+`"}`)
	}
	good := func(a answer) {
		t.Helper()
		if a.status != http.StatusNoContent {
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	good(change(user, "Sesame42"))
	change(user, "short").refusal(t, 400, 1124, "8 characters") // Does not count.
	now.advance(time.Hour)
	c.login()
	good(change(user, "Sesame43"))
	change(user, "Sesame44").refusal(t, 400, 300, "maximum number of times over the past 24 hours")
	good(change(other, "Sesame44"))
	now.advance(23 * time.Hour)
	c.login()
	good(change(user, "Sesame45"))
	change(user, "Sesame46").refusal(t, 400, 300, "maximum number of times")
}
