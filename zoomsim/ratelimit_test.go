package zoomsim_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	textPerSecond = "You have reached the maximum per-second rate limit for this API. Try again later."
	textDaily     = "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."
)

// rateClient is a client of a simulator with a clock that stands still.
func rateClient(t testing.TB, o zoomsim.Options) (*client, *clock) {
	clock := newClock()
	o.Clock = clock.Now
	return newClient(t, o), clock
}

// passes counts how many of n calls are not throttled.
func (c *client) passes(n int, path string) int {
	c.t.Helper()
	passed := 0
	for range n {
		if a := c.raw(http.MethodGet, path, ""); a.status != http.StatusTooManyRequests {
			passed++
		}
	}
	return passed
}

func TestPlanQuotas(t *testing.T) {
	t.Parallel()
	for plan, want := range map[zoomsim.Plan][]string{
		"":                    nil,
		zoomsim.PlanUnlimited: nil,
		zoomsim.PlanFree: {
			"core Light 4 4 6000", "core Medium 2 2 2000", "core Heavy 1 1 1000", "core Resource-intensive 0.1667 10 30000",
			"phone Light 4 4 6000", "phone Medium 2 2 2000", "phone Heavy 1 1 1000", "phone Resource-intensive 0.1667 10 30000",
		},
		zoomsim.PlanPro: {
			"core Light 30 30 0", "core Medium 20 20 0", "core Heavy 10 10 30000", "core Resource-intensive 0.1667 10 30000",
			"phone Light 20 20 0", "phone Medium 10 10 0", "phone Heavy 5 5 15000", "phone Resource-intensive 0.08333 5 15000",
		},
		zoomsim.PlanBusiness: {
			"core Light 80 80 0", "core Medium 60 60 0", "core Heavy 40 40 60000", "core Resource-intensive 0.3333 20 60000",
			"phone Light 40 40 0", "phone Medium 20 20 0", "phone Heavy 10 10 30000", "phone Resource-intensive 0.1667 10 30000",
		},
	} {
		t.Run(string(plan), func(t *testing.T) {
			t.Parallel()
			for _, algorithm := range []zoomsim.RateAlgorithm{zoomsim.TokenBucket, zoomsim.SlidingWindow} {
				c, _ := rateClient(t, zoomsim.Options{Plan: plan, RateAlgorithm: algorithm})
				var got []string
				for _, g := range c.sim.RateGauges() {
					got = append(got, fmt.Sprintf("%s %s %.4g %d %d", g.Product, g.Label, g.PerSecond, g.Limit, g.DailyLimit))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", algorithm, diff)
				}
			}
		})
	}
}

func TestPerSecondLimit(t *testing.T) {
	t.Parallel()
	c, clock := rateClient(t, zoomsim.Options{Plan: zoomsim.PlanPro})
	first := c.do(http.MethodGet, "/users", "")
	if got := rateHeaders(first); got != "Medium" {
		t.Errorf("headers of a success: %q", got)
	}
	if got := 1 + c.passes(30, "/users"); got != 20 {
		t.Errorf("%d medium calls at once passed, want 20", got)
	}
	a := c.do(http.MethodGet, "/users", "")
	a.refusal(t, http.StatusTooManyRequests, 429, textPerSecond)
	if got := rateHeaders(a); got != "Medium QPS 20 0" {
		t.Errorf("headers of a throttled call: %q", got)
	}
	if got := c.passes(40, "/users/me"); got != 30 {
		t.Errorf("%d light calls passed beside them, want 30", got)
	}
	clock.advance(50 * time.Millisecond)
	if got := c.passes(5, "/users"); got != 1 {
		t.Errorf("%d passed after the time of one, want 1", got)
	}
	clock.advance(time.Minute)
	if got := c.passes(50, "/groups"); got != 20 {
		t.Errorf("%d passed after a minute, want 20", got)
	}
	gauge := c.sim.RateGauges()[1]
	want := zoomsim.RateGauge{Product: "core", Label: zoomsim.Medium, PerSecond: 20, Limit: 20, Used: 20, Throttled: 11 + 1 + 4 + 30}
	if diff := cmp.Diff(want, gauge); diff != "" {
		t.Errorf("gauge (-want +got):\n%s", diff)
	}
	if got := c.sim.Stats(); got.Throttled != 56 || got.Rates[0].Throttled != 10 {
		t.Errorf("stats count %d throttled and %d light ones, want 56 and 10", got.Throttled, got.Rates[0].Throttled)
	}
	c.sim.ResetRecord()
	if got := c.sim.RateGauges()[1]; got.Throttled != 0 || got.Used != 20 {
		t.Errorf("gauge after a reset of the record: %+v", got)
	}
}

// rateHeaders joins the values of the headers about rate limits.
func rateHeaders(a answer) string {
	var values []string
	for _, name := range []string{"X-RateLimit-Category", "X-RateLimit-Type", "X-RateLimit-Limit", "X-RateLimit-Remaining", "Retry-After"} {
		if value := a.header.Get(name); value != "" {
			values = append(values, value)
		}
	}
	return strings.Join(values, " ")
}

// TestPhoneHasItsOwnTable: phone calls neither use up core quotas nor share
// their numbers; heavy calls have a bucket of their own, and a daily cap.
func TestPhoneHasItsOwnTable(t *testing.T) {
	t.Parallel()
	c, _ := rateClient(t, zoomsim.Options{Plan: zoomsim.PlanPro})
	for _, tc := range []struct {
		path string
		want int
	}{
		{"/phone/users", 10},
		{"/users", 20},
		{"/phone/sites", 0}, // Medium like /phone/users.
		{"/phone/users/me", 20},
		{"/users/me", 30},
		{"/report/operationlogs?from=2026-11-01&to=2026-11-02", 10},
	} {
		if got := c.passes(50, tc.path); got != tc.want {
			t.Errorf("%s: %d of 50 passed, want %d", tc.path, got, tc.want)
		}
	}
	if got := rateHeaders(c.do(http.MethodGet, "/phone/sites", "")); got != "Medium QPS 10 0" {
		t.Errorf("headers of a throttled phone call: %q", got)
	}
	gauges := c.sim.RateGauges()
	if core, phone := gauges[2], gauges[6]; core.DailyUsed != 10 || phone.DailyUsed != 0 {
		t.Errorf("daily use %+v and %+v, want 10 and 0", core, phone)
	}
}

func TestDailyCap(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sparse                 bool
		good, second, throttle string
	}{
		"documented": {false, "Medium 5 4", "Medium QPS 2 0", "Medium Daily-limit 5 0 2026-11-24T00:00:00Z"},
		"sparse":     {true, "Medium", "Medium", "Medium"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, clock := rateClient(t, zoomsim.Options{
				SparseRateHeaders: tc.sparse, TokenLifetime: 24 * time.Hour,
				RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Medium: {PerSecond: 2, PerDay: 5}},
			})
			if got := rateHeaders(c.do(http.MethodGet, "/users", "")); got != tc.good {
				t.Errorf("headers of a success: %q, want %q", got, tc.good)
			}
			c.passes(1, "/users")
			// Throttled calls are free, or the day would be used up here.
			a := c.do(http.MethodGet, "/users", "")
			a.refusal(t, http.StatusTooManyRequests, 429, textPerSecond)
			if got := rateHeaders(a); got != tc.second {
				t.Errorf("headers per second: %q, want %q", got, tc.second)
			}
			c.passes(10, "/users")
			clock.advance(time.Second)
			c.passes(2, "/users")
			clock.advance(12*time.Hour - 2*time.Second)
			if got := c.passes(2, "/users"); got != 1 {
				t.Errorf("%d passed late in the day, want 1", got)
			}
			a = c.do(http.MethodGet, "/users", "")
			a.refusal(t, http.StatusTooManyRequests, 429, textDaily)
			if got := rateHeaders(a); got != tc.throttle {
				t.Errorf("headers of the day: %q, want %q", got, tc.throttle)
			}
			clock.advance(time.Second)
			if got := c.passes(3, "/users"); got != 2 {
				t.Errorf("%d passed after midnight, want 2", got)
			}
		})
	}
}

func TestUncounted(t *testing.T) {
	t.Parallel()
	c, _ := rateClient(t, zoomsim.Options{Plan: zoomsim.PlanFree, Scopes: []string{"user:read:admin"}})
	for range 10 {
		c.do(http.MethodGet, "/nothing", "")
		c.do(http.MethodGet, "/groups", "").refusal(t, http.StatusBadRequest, 4711, "scopes")
		wrong := c.with(t)
		wrong.token = "wrong"
		wrong.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "")
		c.login()
	}
	if got := c.passes(3, "/users"); got != 2 {
		t.Errorf("%d passed, want 2: what is refused for its token or path must not count", got)
	}
}

func TestRateScaleAndBurst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o    zoomsim.Options
		want int
	}{
		"scaled up":       {zoomsim.Options{Plan: zoomsim.PlanPro, RateScale: 2}, 40},
		"scaled down":     {zoomsim.Options{Plan: zoomsim.PlanPro, RateScale: 0.25}, 5},
		"burst":           {zoomsim.Options{Plan: zoomsim.PlanPro, RateBurst: 3}, 60},
		"small burst":     {zoomsim.Options{Plan: zoomsim.PlanPro, RateBurst: 0.1}, 2},
		"less than one":   {zoomsim.Options{RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Medium: {PerSecond: 0.5}}}, 1},
		"other label":     {zoomsim.Options{RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Light: {PerSecond: 1}}}, 100},
		"own rate":        {zoomsim.Options{Plan: zoomsim.PlanFree, RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Medium: {PerSecond: 7}}}, 7},
		"phone table":     {zoomsim.Options{Plan: zoomsim.PlanPro, PhoneRateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Medium: {PerSecond: 7}}}, 20},
		"unlimited, x10":  {zoomsim.Options{RateScale: 10}, 100},
		"sliding, scaled": {zoomsim.Options{Plan: zoomsim.PlanPro, RateScale: 2, RateAlgorithm: zoomsim.SlidingWindow}, 40},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := rateClient(t, tc.o)
			if got := c.passes(100, "/users"); got != tc.want {
				t.Errorf("%d of 100 passed at once, want %d", got, tc.want)
			}
		})
	}
}

// TestRateIsKept sends requests at random times and holds what passes against
// what each algorithm promises.
func TestRateIsKept(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []zoomsim.RateAlgorithm{zoomsim.TokenBucket, zoomsim.SlidingWindow} {
		t.Run(string(algorithm), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) {
				rate := rapid.SampledFrom([]float64{0.5, 1, 2.5, 7}).Draw(r, "rate")
				c, clock := rateClient(t, zoomsim.Options{
					RateAlgorithm: algorithm, RateLimits: map[zoomsim.Label]zoomsim.Rate{zoomsim.Medium: {PerSecond: rate}},
				})
				var passed []time.Time
				for i := range rapid.IntRange(1, 40).Draw(r, "requests") {
					clock.advance(time.Duration(rapid.IntRange(0, 900).Draw(r, fmt.Sprint("gap", i))) * time.Millisecond)
					if c.passes(1, "/users") == 1 {
						passed = append(passed, clock.Now())
					}
				}
				checkRate(r, algorithm, rate, passed)
			})
		})
	}
}

// checkRate looks at every stretch of the requests that passed.
func checkRate(r *rapid.T, algorithm zoomsim.RateAlgorithm, rate float64, passed []time.Time) {
	for i := range passed {
		for j := i; j < len(passed); j++ {
			n, span := float64(j-i+1), passed[j].Sub(passed[i]).Seconds()
			allowed := max(1, rate) + span*rate
			if algorithm == zoomsim.SlidingWindow {
				size := math.Floor(max(1, rate))
				allowed = size * (math.Floor(span*rate/size+1e-9) + 1)
			}
			if n > allowed+1e-6 {
				r.Fatalf("%v requests passed in %v s at %v a second, allowed are %v", n, span, rate, allowed)
			}
		}
	}
}

func TestSlidingWindow(t *testing.T) {
	t.Parallel()
	c, clock := rateClient(t, zoomsim.Options{Plan: zoomsim.PlanPro, RateAlgorithm: zoomsim.SlidingWindow})
	for i, step := range []struct {
		wait        time.Duration
		calls, want int
	}{
		{0, 15, 15},
		{500 * time.Millisecond, 10, 5},
		{499 * time.Millisecond, 10, 0},
		{time.Millisecond, 20, 15},
		{500 * time.Millisecond, 10, 5},
		{time.Minute, 30, 20},
	} {
		clock.advance(step.wait)
		if got := c.passes(step.calls, "/users"); got != step.want {
			t.Errorf("step %d: %d of %d passed, want %d", i, got, step.calls, step.want)
		}
	}
	if g := c.sim.RateGauges()[1]; g.Used != 20 || g.Remaining != 0 {
		t.Errorf("gauge %+v, want 20 used", g)
	}
}

// TestRateUnderConcurrency: however many ask at once, the quota passes.
func TestRateUnderConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, zoomsim.Options{Plan: zoomsim.PlanBusiness})
		var passed atomic.Int64
		ask := func() {
			done := make(chan struct{})
			for range 20 {
				go func() {
					passed.Add(int64(c.passes(10, "/users")))
					done <- struct{}{}
				}()
			}
			for range 20 {
				<-done
			}
		}
		ask()
		if got := passed.Swap(0); got != 60 {
			t.Errorf("%d of 200 calls passed, want 60", got)
		}
		<-time.After(250 * time.Millisecond)
		ask()
		if got := passed.Load(); got != 15 {
			t.Errorf("%d passed after a quarter of a second, want 15", got)
		}
	})
}

func TestRateOptionsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o    zoomsim.Options
		want string
	}{
		"plan":         {zoomsim.Options{Plan: "gold"}, `Plan is "gold"`},
		"algorithm":    {zoomsim.Options{RateAlgorithm: "leaky"}, `RateAlgorithm is "leaky"`},
		"scale":        {zoomsim.Options{RateScale: -1}, "RateScale is -1"},
		"burst":        {zoomsim.Options{RateBurst: 5000}, "RateBurst is 5000"},
		"label":        {zoomsim.Options{RateLimits: map[zoomsim.Label]zoomsim.Rate{"Huge": {PerSecond: 1}}}, `names the label "Huge"`},
		"zero rate":    {zoomsim.Options{RateLimits: map[zoomsim.Label]zoomsim.Rate{"Light": {}}}, "RateLimits[Light].PerSecond is 0"},
		"negative day": {zoomsim.Options{PhoneRateLimits: map[zoomsim.Label]zoomsim.Rate{"Light": {PerSecond: 1, PerDay: -1}}}, "PhoneRateLimits[Light].PerDay is -1"},
		"scope code":   {zoomsim.Options{ScopeErrorCode: 5}, "ScopeErrorCode is 5"},
		"client":       {zoomsim.Options{WrongClientStatus: 403}, "WrongClientStatus is 403"},
		"fault":        {zoomsim.Options{Faults: []zoomsim.Fault{{}}}, "fault 0: effect: kind"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := zoomsim.New(tc.o); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
