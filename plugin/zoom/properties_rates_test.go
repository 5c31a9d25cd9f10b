package main_test

import (
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func rateRows() rows {
	return rows{
		"plan":             plan,
		"rate_limits":      rateLimits,
		"rate_limit_share": rateLimitShare,
	}
}

// paced reads every user of an account one by one, with a configuration that has
// none but the given properties about rates. It returns what that took.
func paced(t *testing.T, o zoomsim.Options, config ...shared.Attribute) (tn *tenant, took time.Duration, page shared.Page, err error) {
	t.Helper()
	tn = simulate(t, o)
	tn.conn = tn.open(process, append(append(tn.credentials(), set("io_error_retries", num(0))), config...))
	watch := stopwatch()
	_, page, err = searchAll(t.Context(), tn.conn, &shared.Query{Class: user, Attributes: []string{"job_title"}})
	return tn, watch(), page, err
}

// A connector that knows the plan is never throttled; one that does not is. Pro
// is the default.
func plan(t *testing.T) {
	declared(t, "plan", "pro")
	account := zoomsim.Options{Seed: 101, Users: 60, Plan: zoomsim.PlanPro}
	t.Run("pro by default", func(t *testing.T) {
		t.Parallel()
		tn, _, _, err := paced(t, account)
		if n := tn.sim.Stats().Throttled; err != nil || n != 0 {
			t.Errorf("%d requests were throttled: %v", n, err)
		}
	})
	t.Run("business", func(t *testing.T) {
		t.Parallel()
		o := account
		o.Seed, o.Plan = 102, zoomsim.PlanBusiness
		tn, _, _, err := paced(t, o, set("PLAN", str("business")))
		if n := tn.sim.Stats().Throttled; err != nil || n != 0 {
			t.Errorf("%d requests were throttled: %v", n, err)
		}
	})
	t.Run("free", func(t *testing.T) {
		t.Parallel()
		// A free account makes no users and has no groups; its owner can be read.
		tn := simulate(t, zoomsim.Options{Seed: 103, Plan: zoomsim.PlanFree})
		tn.conn = tn.open(process, append(tn.credentials(), set("io_error_retries", num(0)), set("plan", str("free"))))
		owner := tn.find(user, `email pr`, "email")
		watch := stopwatch()
		for range 5 {
			tn.get(user, owner[0])
		}
		if took := watch(); took < 900*time.Millisecond || tn.sim.Stats().Throttled != 0 {
			t.Errorf("five requests took %s, %d were throttled", took, tn.sim.Stats().Throttled)
		}
	})
	t.Run("unlimited", func(t *testing.T) {
		t.Parallel()
		o := account
		o.Seed = 104
		// The account is far slower than the plan that is said to be its own.
		o.RateScale = 0.1
		tn, _, _, err := paced(t, o, set("plan", str("unlimited")))
		if n := tn.sim.Stats().Throttled; n == 0 {
			t.Error("no request was throttled: the other cases prove nothing")
		}
		wantError(t, err, shared.ErrRateLimited)
	})
}

// Rates that are given replace those of the plan.
func rateLimits(t *testing.T) {
	declared(t, "rate_limits", "", "rateLimits")
	o := zoomsim.Options{Seed: 105, Users: 15, RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Light: {PerSecond: 10}}}
	tn, took, page, err := paced(t, o, set("rateLimits", str("light=10"), str("medium=100")))
	if n := tn.sim.Stats().Throttled; err != nil || n != 0 {
		t.Errorf("%d requests were throttled: %v", n, err)
	}
	// 14 intervals of a tenth of a second lie between 15 requests.
	if took < 1300*time.Millisecond || page.Stats.Waited == 0 {
		t.Errorf("15 requests took %s, waited %s", took, page.Stats.Waited)
	}
	tn.faulty(tn.config(set("rate_limits", str("lite=10"))), "rate_limits")
}

// Half of the rates are left to others.
func rateLimitShare(t *testing.T) {
	declared(t, "rate_limit_share", "1", "rateLimitShare")
	o := zoomsim.Options{Seed: 106, Users: 15, RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Light: {PerSecond: 10}}}
	tn, took, _, err := paced(t, o, set("rate_limits", str("light=20")), set("rateLimitShare", shared.FloatValue(0.5)))
	if n := tn.sim.Stats().Throttled; err != nil || n != 0 {
		t.Errorf("%d requests were throttled: %v", n, err)
	}
	if took < 1300*time.Millisecond {
		t.Errorf("15 requests took %s", took)
	}
	tn.faulty(tn.config(set("rate_limit_share", num(0))), "rate_limit_share")
}
