package zoomsim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestPhoneRecorded: phone calls are recorded with their templates and labels.
func TestPhoneRecorded(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	type recorded struct {
		Method, Template string
		Label            zoomsim.Label
	}
	const person = "/phone/users/{userId}"
	want := []recorded{
		{http.MethodGet, "/phone/users", zoomsim.Medium},
		{http.MethodPost, "/phone/users/batch", zoomsim.Medium},
		{http.MethodPut, "/phone/users/batch", zoomsim.Light},
		{http.MethodGet, person, zoomsim.Light},
		{http.MethodPatch, person, zoomsim.Light},
		{http.MethodGet, person + "/settings", zoomsim.Light},
		{http.MethodPost, person + "/calling_plans", zoomsim.Light},
		{http.MethodPut, person + "/calling_plans", zoomsim.Light},
		{http.MethodDelete, person + "/calling_plans/{planType}", zoomsim.Light},
		{http.MethodPost, person + "/phone_numbers", zoomsim.Light},
		{http.MethodDelete, person + "/phone_numbers/{phoneNumberId}", zoomsim.Light},
		{http.MethodGet, "/phone/sites", zoomsim.Medium},
		{http.MethodGet, "/phone/sites/{siteId}", zoomsim.Light},
		{http.MethodGet, "/phone/numbers", zoomsim.Medium},
		{http.MethodGet, "/phone/numbers/{phoneNumberId}", zoomsim.Light},
		{http.MethodGet, "/phone/calling_plans", zoomsim.Medium},
		{http.MethodGet, "/phone/plans", zoomsim.Medium},
		{http.MethodGet, "/number_management/numbers", zoomsim.Light},
		{http.MethodGet, "/number_management/numbers/{phoneNumberId}", zoomsim.Light},
		{http.MethodGet, "/number_management/plan", zoomsim.Light},
	}
	c.sim.ResetRecord()
	for _, call := range want {
		// What stands for an id is no id: only the route matters here.
		c.do(call.Method, path(splitTemplate(call.Template)...), `{}`)
	}
	var got []recorded
	for _, r := range c.sim.Requests() {
		got = append(got, recorded{r.Method, r.Template, r.Label})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// TestPhoneHasItsOwnLimits: a used-up phone quota leaves the users alone.
func TestPhoneHasItsOwnLimits(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Plan, o.Clock = zoomsim.PlanPro, clock.Now })
	clock.advance(time.Minute)
	throttled := 0
	for range 15 {
		if a := c.do(http.MethodGet, "/phone/users", ""); a.status == http.StatusTooManyRequests {
			throttled++
		}
	}
	if throttled != 5 {
		t.Errorf("%d of 15 phone lists in one second were throttled, want 5 with a quota of 10", throttled)
	}
	c.get("/users")
	c.get("/number_management/numbers")
}
