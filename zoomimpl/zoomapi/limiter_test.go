package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Operations of each kind of quota.
var (
	lightOp  = zoomapi.Operation{Method: http.MethodGet, Route: "/users/{userId}", Label: zoomapi.LabelLight}
	mediumOp = zoomapi.Operation{Method: http.MethodGet, Route: "/users", Label: zoomapi.LabelMedium}
	heavyOp  = zoomapi.Operation{Method: http.MethodGet, Route: "/report", Label: zoomapi.LabelHeavy}
	costlyOp = zoomapi.Operation{Method: http.MethodGet, Route: "/export", Label: zoomapi.LabelResourceIntensive}
	phoneOp  = zoomapi.Operation{Method: http.MethodGet, Route: "/phone/users/{userId}", Label: zoomapi.LabelLight, Phone: true}
	numberOp = zoomapi.Operation{Method: http.MethodGet, Route: "/number_management/numbers", Label: zoomapi.LabelLight, Phone: true}
)

func limiterOf(t *testing.T, limiters *zoomapi.Limiters, o zoomapi.LimiterOptions) *zoomapi.AccountLimiter {
	t.Helper()
	limiter, err := limiters.Get(zoomapi.LimiterKey{Host: "api.zoom.test", AccountID: "acc"}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(limiter.Close)
	return limiter
}

func newLimiter(t *testing.T, o zoomapi.LimiterOptions) *zoomapi.AccountLimiter {
	t.Helper()
	return limiterOf(t, &zoomapi.Limiters{}, o)
}

// permits records when permits were given.
type permits struct {
	mu    sync.Mutex
	times []time.Time
}

func (p *permits) add() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.times = append(p.times, time.Now())
}

// most returns the greatest number of permits in any window, both ends included.
func (p *permits) most(window time.Duration) int {
	slices.SortFunc(p.times, time.Time.Compare)
	most, first := 0, 0
	for last, at := range p.times {
		for at.Sub(p.times[first]) > window {
			first++
		}
		most = max(most, last-first+1)
	}
	return most
}

// saturate asks for permits from many goroutines for the given time.
func saturate(t *testing.T, limiter zoomapi.Limiter, op zoomapi.Operation, d time.Duration) *permits {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var got permits
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			for limiter.Wait(ctx, op) == nil {
				got.add()
			}
		})
	}
	group.Wait()
	return &got
}

func TestRatesAreKeptAndUsed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options zoomapi.LimiterOptions
		op      zoomapi.Operation
		window  time.Duration
		limit   int
	}{
		"free light":        {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, lightOp, time.Second, 4},
		"free medium":       {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, mediumOp, time.Second, 2},
		"free heavy":        {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, heavyOp, time.Second, 1},
		"free costly":       {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, costlyOp, time.Minute, 10},
		"default is pro":    {zoomapi.LimiterOptions{}, lightOp, time.Second, 30},
		"pro light":         {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, lightOp, time.Second, 30},
		"pro medium":        {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, mediumOp, time.Second, 20},
		"pro heavy":         {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, heavyOp, time.Second, 10},
		"pro costly":        {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, costlyOp, time.Minute, 10},
		"pro phone":         {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, phoneOp, time.Second, 20},
		"pro numbers":       {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, numberOp, time.Second, 20},
		"business light":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, lightOp, time.Second, 80},
		"business medium":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, mediumOp, time.Second, 60},
		"business heavy":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, heavyOp, time.Second, 40},
		"business costly":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, costlyOp, time.Minute, 20},
		"business phone":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, phoneOp, time.Second, 40},
		"share":             {zoomapi.LimiterOptions{Share: 0.5}, lightOp, time.Second, 15},
		"share cut off":     {zoomapi.LimiterOptions{Share: 0.25}, lightOp, time.Second, 7},
		"share of a tenth":  {zoomapi.LimiterOptions{Share: 0.1}, lightOp, time.Second, 3},
		"share of a minute": {zoomapi.LimiterOptions{Share: 0.5}, costlyOp, time.Minute, 5},
		"rate":              {zoomapi.LimiterOptions{Rates: map[string]float64{"light": 200}}, lightOp, time.Second, 200},
		"rate and share":    {zoomapi.LimiterOptions{Rates: map[string]float64{"light": 200}, Share: 0.5}, lightOp, time.Second, 100},
		"phone rate":        {zoomapi.LimiterOptions{Rates: map[string]float64{"phone.light": 3, "light": 9}}, phoneOp, time.Second, 3},
		"slow rate":         {zoomapi.LimiterOptions{Rates: map[string]float64{"heavy": 0.25}}, heavyOp, 4 * time.Second, 1},
		"only this rate":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanUnlimited, Rates: map[string]float64{"light": 5}}, lightOp, time.Second, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const windows = 60
				got := saturate(t, newLimiter(t, tc.options), tc.op, windows*tc.window)
				if most := got.most(tc.window); most > tc.limit || float64(most) < 0.95*float64(tc.limit) {
					t.Errorf("%d permits in %s, allowed are %d", most, tc.window, tc.limit)
				}
				if want := 0.95 * windows * float64(tc.limit); float64(len(got.times)) < want {
					t.Errorf("%d permits in %d windows, want at least %.0f", len(got.times), windows, want)
				}
			})
		})
	}
}

// Whenever requests come, and whatever becomes of those who wait, no second
// holds more than allowed.
func TestNoSecondHoldsMoreThanAllowed(t *testing.T) {
	t.Parallel()
	type arrival struct{ at, patience time.Duration }
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.IntRange(1, 120).Draw(rt, "limit")
		milliseconds := func(most int) *rapid.Generator[time.Duration] {
			return rapid.Map(rapid.IntRange(0, most), func(n int) time.Duration { return time.Duration(n) * time.Millisecond })
		}
		arrivals := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) arrival {
			return arrival{milliseconds(4000).Draw(rt, "at"), milliseconds(9000).Draw(rt, "patience")}
		}), 1, 300).Draw(rt, "arrivals")
		throttled := milliseconds(4000).Draw(rt, "throttled")
		var got permits
		synctest.Test(t, func(t *testing.T) {
			limiter := newLimiter(t, zoomapi.LimiterOptions{Rates: map[string]float64{"light": float64(limit)}})
			var group sync.WaitGroup
			for i, a := range arrivals {
				group.Go(func() {
					<-time.After(a.at)
					ctx, cancel := context.WithTimeout(t.Context(), a.patience)
					defer cancel()
					if i%3 == 0 {
						ctx, cancel = context.WithCancel(t.Context())
						time.AfterFunc(a.patience, cancel)
					}
					if limiter.Wait(ctx, lightOp) == nil {
						got.add()
					}
				})
			}
			<-time.After(throttled)
			limiter.Throttled(lightOp, time.Now(), zoomapi.Throttling{})
			group.Wait()
		})
		if most := got.most(time.Second); most > limit {
			rt.Fatalf("%d permits in a second, allowed are %d", most, limit)
		}
	})
}

func TestQuotasAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		start := time.Now()
		for _, op := range []zoomapi.Operation{lightOp, mediumOp, heavyOp, costlyOp, phoneOp} {
			if err := limiter.Wait(t.Context(), op); err != nil || time.Since(start) != 0 {
				t.Errorf("%s: %v after %s", op.Route, err, time.Since(start))
			}
		}
		// Number management counts in both tables, which have been used above.
		if err := limiter.Wait(t.Context(), numberOp); err != nil || time.Since(start) < time.Second/4 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		before := time.Now()
		if err := limiter.Wait(t.Context(), lightOp); err != nil || time.Since(before) < time.Second/4 {
			t.Errorf("%v after %s", err, time.Since(before))
		}
	})
}

func TestUnlimitedDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanUnlimited})
		start := time.Now()
		for range 10_000 {
			if err := limiter.Wait(t.Context(), costlyOp); err != nil {
				t.Fatal(err)
			}
		}
		if time.Since(start) != 0 {
			t.Errorf("waited %s", time.Since(start))
		}
		// What Zoom says is obeyed all the same: a pause, and a quota it names.
		<-time.After(1)
		limiter.Throttled(lightOp, time.Now(), zoomapi.Throttling{Limit: 5})
		if got := saturate(t, limiter, lightOp, 11*time.Second); got.most(time.Second) != 5 || len(got.times) < 48 {
			t.Errorf("%d permits, %d in a second; want 5", len(got.times), got.most(time.Second))
		}
	})
}

func TestWaitersAreServedInTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		var mu sync.Mutex
		var order []int
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				if err := limiter.Wait(t.Context(), lightOp); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
			synctest.Wait()
		}
		group.Wait()
		if !slices.IsSorted(order) {
			t.Errorf("served in the order %v", order)
		}
	})
}

func TestDeadlineIsNotSleptPast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		start := time.Now()
		var served, refused atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				meter := &zoomapi.Meter{}
				ctx, cancel := context.WithTimeout(zoomapi.WithMeter(t.Context(), meter), 2*time.Second)
				defer cancel()
				err := limiter.Wait(ctx, lightOp)
				if err == nil {
					served.Add(1)
					if meter.Waited() != time.Since(start) {
						t.Errorf("metered %s of %s", meter.Waited(), time.Since(start))
					}
					return
				}
				refused.Add(1)
				refusal, ok := errors.AsType[*zoomapi.LimitError](err)
				if !ok || refusal.RetryAfter <= 2*time.Second || refusal.DailyLimit || refusal.Route != lightOp.Route || time.Since(start) != 0 {
					t.Errorf("got %v after %s, want a LimitError at once", err, time.Since(start))
				}
			})
			synctest.Wait()
		}
		group.Wait()
		if served.Load() != 8 || refused.Load() != 12 {
			t.Errorf("%d served, %d refused", served.Load(), refused.Load())
		}
	})
}

func TestCancelledWaiterLeavesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		errs := make([]error, 3)
		var group sync.WaitGroup
		for i, ctx := range []context.Context{t.Context(), ctx, t.Context()} {
			group.Go(func() {
				errs[i] = limiter.Wait(ctx, heavyOp)
				if errs[i] != nil && time.Since(start) != 100*time.Millisecond {
					t.Errorf("the cancelled one left after %s", time.Since(start))
				}
			})
			synctest.Wait()
		}
		time.AfterFunc(100*time.Millisecond, cancel)
		group.Wait()
		if errs[0] != nil || !errors.Is(errs[1], context.Canceled) || errs[2] != nil {
			t.Errorf("got %v", errs)
		}
		// The one behind moved up: one interval, not two.
		if elapsed := time.Since(start); elapsed > 1100*time.Millisecond {
			t.Errorf("the last one waited %s", elapsed)
		}
		if err := limiter.Wait(ctx, heavyOp); !errors.Is(err, context.Canceled) {
			t.Errorf("with an ended context: %v", err)
		}
	})
}
