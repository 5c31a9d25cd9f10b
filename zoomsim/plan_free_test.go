package zoomsim_test

import (
	"net/http"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestFreePlan: groups, roles and new users are for paid accounts.
func TestFreePlan(t *testing.T) {
	t.Parallel()
	const newUser = `{"action":"autoCreate","user_info":{"email":"n@example.com","type":1}}`
	free := zoomsim.Options{Plan: zoomsim.PlanFree, RateScale: 1e6, Users: 3, Groups: 1}
	with := func(status int) zoomsim.Options {
		o := free
		o.PaidOnlyStatus = status
		return o
	}
	pro := free
	pro.Plan = zoomsim.PlanPro
	for name, tc := range map[string]struct {
		options zoomsim.Options
		status  int // of a refusal; 0 for none
	}{
		"default":   {free, http.StatusBadRequest},
		"bad":       {with(http.StatusBadRequest), http.StatusBadRequest},
		"ok":        {with(http.StatusOK), http.StatusOK},
		"permitted": {with(-1), 0},
		"pro":       {pro, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, tc.options)
			for _, r := range []struct {
				method, path, body string
				success            int
			}{
				{http.MethodGet, "/groups", "", 200},
				{http.MethodPost, "/groups", `{"name":"New"}`, 201},
				{http.MethodGet, "/roles", "", 200},
				{http.MethodGet, "/roles/1/members", "", 200},
				{http.MethodPost, "/users", newUser, 201},
			} {
				// Not held against Zoom's documents, which do not know an error with status 200.
				a := c.raw(r.method, r.path, r.body)
				if tc.status != 0 {
					a.refusal(t, tc.status, 200, "Only available for Paid account")
				} else if a.status != r.success {
					t.Errorf("%s %s: %d %s", r.method, r.path, a.status, a.text)
				}
			}
			c.must(http.StatusOK, http.MethodGet, "/users", "")
		})
	}
	if _, err := zoomsim.New(with(204)); err == nil {
		t.Error("PaidOnlyStatus 204 is accepted")
	}
}
