package zoomapi_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestThrottledPausesTheQuotaForAll(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		said zoomapi.Throttling
		want time.Duration
	}{
		"no time":    {zoomapi.Throttling{}, time.Second},
		"a time":     {zoomapi.Throttling{RetryAfter: 7 * time.Second}, 7 * time.Second},
		"short time": {zoomapi.Throttling{RetryAfter: time.Millisecond}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiters := &zoomapi.Limiters{}
				first, second := limiterOf(t, limiters, zoomapi.LimiterOptions{}), limiterOf(t, limiters, zoomapi.LimiterOptions{})
				start := time.Now()
				var group sync.WaitGroup
				for range 5 {
					group.Go(func() {
						// The first permit is free, the others are being waited for.
						if err := second.Wait(t.Context(), lightOp); err != nil || (time.Since(start) != 0 && time.Since(start) < tc.want) {
							t.Errorf("%v after %s", err, time.Since(start))
						}
					})
				}
				synctest.Wait()
				first.Throttled(lightOp, start, tc.said)
				for _, op := range []zoomapi.Operation{mediumOp, phoneOp} {
					if err := first.Wait(t.Context(), op); err != nil || time.Since(start) != 0 {
						t.Errorf("%s: %v after %s, want another quota untouched", op.Route, err, time.Since(start))
					}
				}
				group.Wait()
			})
		})
	}
}

func TestPauseRefusesWhoCannotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
		start := time.Now()
		if err := limiter.Wait(t.Context(), lightOp); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				err := limiter.Wait(ctx, lightOp)
				refusal, ok := errors.AsType[*zoomapi.LimitError](err)
				if !ok || time.Since(start) != 100*time.Millisecond || refusal.RetryAfter < 20*time.Second {
					t.Errorf("got %v after %s, want a LimitError at once", err, time.Since(start))
				}
			})
		}
		<-time.After(100 * time.Millisecond)
		limiter.Throttled(lightOp, start, zoomapi.Throttling{RetryAfter: 20 * time.Second})
		group.Wait()
		// Nobody waits for longer than a call would.
		limiter.Throttled(mediumOp, start, zoomapi.Throttling{RetryAfter: time.Hour})
		if refusal, ok := errors.AsType[*zoomapi.LimitError](limiter.Wait(t.Context(), mediumOp)); !ok || refusal.RetryAfter != time.Hour {
			t.Errorf("got %v", refusal)
		}
	})
}

func TestRateIsLoweredAndRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiter := newLimiter(t, zoomapi.LimiterOptions{})
		// Those that were sent before the first refusal was known count once.
		for range 10 {
			limiter.Throttled(lightOp, time.Now(), zoomapi.Throttling{})
		}
		<-time.After(time.Second)
		if most := saturate(t, limiter, lightOp, 10*time.Second).most(time.Second); most != 21 {
			t.Errorf("%d permits in a second, want 21", most)
		}
		limiter.Throttled(lightOp, time.Now(), zoomapi.Throttling{})
		<-time.After(time.Second)
		if most := saturate(t, limiter, lightOp, 10*time.Second).most(time.Second); most != 15 {
			t.Errorf("%d permits in a second, want 15", most)
		}
		<-time.After(40 * time.Second)
		if most := saturate(t, limiter, lightOp, 2*time.Second).most(time.Second); most < 20 || most > 25 {
			t.Errorf("%d permits in a second, want some of the rate back", most)
		}
		<-time.After(40 * time.Second)
		if most := saturate(t, limiter, lightOp, 2*time.Second).most(time.Second); most != 30 {
			t.Errorf("%d permits in a second, want 30 again", most)
		}
		for range 100 {
			limiter.Throttled(lightOp, time.Now(), zoomapi.Throttling{})
			<-time.After(time.Second)
		}
		if got := saturate(t, limiter, lightOp, 10*time.Second); len(got.times) < 10 {
			t.Errorf("%d permits: the rate fell without end", len(got.times))
		}
	})
}

func TestLowerQuotaIsLearnt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options zoomapi.LimiterOptions
		op      zoomapi.Operation
		limit   int
		window  time.Duration
		want    int
	}{
		"lower":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, lightOp, 30, time.Second, 30},
		"share":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness, Share: 0.5}, lightOp, 30, time.Second, 15},
		"same":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, lightOp, 80, time.Second, 56},
		"higher":  {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, lightOp, 80, time.Second, 21},
		"minutes": {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, costlyOp, 10, time.Minute, 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := newLimiter(t, tc.options)
				limiter.Throttled(tc.op, time.Now(), zoomapi.Throttling{Limit: tc.limit})
				<-time.After(time.Second)
				if most := saturate(t, limiter, tc.op, tc.window*9/2).most(tc.window); most > tc.want || most < tc.want-1 {
					t.Errorf("%d permits in %s, want %d", most, tc.window, tc.want)
				}
				<-time.After(time.Hour)
				if most := saturate(t, limiter, tc.op, 2*tc.window).most(tc.window); most <= tc.want {
					t.Errorf("%d permits in %s an hour later", most, tc.window)
				}
			})
		})
	}
}

// spend takes permits of an operation until it is refused.
func spend(t *testing.T, limiter zoomapi.Limiter, op zoomapi.Operation) (permits int, refusal *zoomapi.LimitError) {
	t.Helper()
	for {
		err := limiter.Wait(t.Context(), op)
		if err == nil {
			permits++
			continue
		}
		refusal, ok := errors.AsType[*zoomapi.LimitError](err)
		if !ok {
			t.Fatal(err)
		}
		return permits, refusal
	}
}

func untilMidnight() time.Duration {
	now := time.Now().UTC()
	return now.Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now)
}

func TestDailyLimits(t *testing.T) {
	t.Parallel()
	fast := map[string]float64{"light": 1e6, "medium": 1e6, "heavy": 1e6, "resource-intensive": 1e6, "phone.heavy": 1e6}
	phoneHeavy := heavyOp
	phoneHeavy.Phone = true
	for name, tc := range map[string]struct {
		options zoomapi.LimiterOptions
		op      zoomapi.Operation
		want    int
		closes  zoomapi.Operation // used up with it
		open    zoomapi.Operation // not touched
	}{
		"free light":  {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, lightOp, 6000, lightOp, mediumOp},
		"free medium": {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, mediumOp, 2000, mediumOp, lightOp},
		"free heavy":  {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree}, heavyOp, 1000, heavyOp, costlyOp},
		"share":       {zoomapi.LimiterOptions{Plan: zoomapi.PlanFree, Share: 0.1}, heavyOp, 100, heavyOp, costlyOp},
		"pro heavy":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, heavyOp, 30_000, costlyOp, phoneHeavy},
		"pro phone":   {zoomapi.LimiterOptions{Plan: zoomapi.PlanPro}, phoneHeavy, 15_000, phoneHeavy, heavyOp},
		"business":    {zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness}, costlyOp, 60_000, heavyOp, lightOp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tc.options.Rates = fast
				limiter := newLimiter(t, tc.options)
				<-time.After(5 * time.Hour)
				got, refusal := spend(t, limiter, tc.op)
				if got != tc.want || !refusal.DailyLimit || refusal.RetryAfter != untilMidnight() {
					t.Errorf("%d permits, then %v; want %d until midnight", got, refusal, tc.want)
				}
				if _, ok := errors.AsType[*zoomapi.LimitError](limiter.Wait(t.Context(), tc.closes)); !ok {
					t.Error("the label that shares the limit is still open")
				}
				if err := limiter.Wait(t.Context(), tc.open); err != nil {
					t.Errorf("another label: %v", err)
				}
				<-time.After(untilMidnight() - 1)
				if limiter.Wait(t.Context(), tc.op) == nil {
					t.Error("the limit ended before midnight")
				}
				<-time.After(1)
				if got, _ := spend(t, limiter, tc.op); got != tc.want {
					t.Errorf("%d permits the next day", got)
				}
			})
		})
	}
}

func TestDailyLimitIsLearnt(t *testing.T) {
	t.Parallel()
	write := zoomapi.Operation{Method: http.MethodPost, Route: "/users", Label: zoomapi.LabelLight}
	for name, tc := range map[string]struct {
		plan    zoomapi.Plan
		refused zoomapi.Operation
		limit   int
		closed  []zoomapi.Operation
		open    []zoomapi.Operation
	}{
		"a read":                 {zoomapi.PlanPro, lightOp, 0, []zoomapi.Operation{lightOp, write}, []zoomapi.Operation{mediumOp, phoneOp}},
		"shared":                 {zoomapi.PlanPro, heavyOp, 0, []zoomapi.Operation{heavyOp, costlyOp}, []zoomapi.Operation{lightOp}},
		"not shared":             {zoomapi.PlanFree, heavyOp, 1000, []zoomapi.Operation{heavyOp}, []zoomapi.Operation{costlyOp}},
		"cap on creating users":  {zoomapi.PlanPro, write, 1500, nil, []zoomapi.Operation{lightOp, write}},
		"the same, free":         {zoomapi.PlanFree, write, 50, nil, []zoomapi.Operation{lightOp, write}},
		"a write at the day's":   {zoomapi.PlanFree, write, 6000, []zoomapi.Operation{lightOp, write}, []zoomapi.Operation{mediumOp}},
		"a write, nothing known": {zoomapi.PlanFree, write, 0, nil, []zoomapi.Operation{lightOp}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limiter := newLimiter(t, zoomapi.LimiterOptions{Plan: tc.plan})
				limiter.Throttled(tc.refused, time.Now(), zoomapi.Throttling{RetryAfter: 3 * time.Hour, DailyLimit: true, Limit: tc.limit})
				for _, op := range tc.closed {
					refusal, ok := errors.AsType[*zoomapi.LimitError](limiter.Wait(t.Context(), op))
					if !ok || !refusal.DailyLimit || refusal.RetryAfter != 3*time.Hour {
						t.Errorf("%s %s: got %v", op.Method, op.Route, refusal)
					}
				}
				for _, op := range tc.open {
					if err := limiter.Wait(t.Context(), op); err != nil {
						t.Errorf("%s %s: %v", op.Method, op.Route, err)
					}
				}
				<-time.After(3 * time.Hour)
				for _, op := range tc.closed {
					if err := limiter.Wait(t.Context(), op); err != nil {
						t.Errorf("%s %s afterwards: %v", op.Method, op.Route, err)
					}
				}
			})
		})
	}
}
