package zoomapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestConnectionsShareOneBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiters := &zoomapi.Limiters{}
		get := func(host, account string) *zoomapi.AccountLimiter {
			limiter, err := limiters.Get(zoomapi.LimiterKey{Host: host, AccountID: account}, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree})
			if err != nil {
				t.Fatal(err)
			}
			return limiter
		}
		for _, tc := range []struct {
			host, account string
			shared        bool
		}{{"a", "x", false}, {"A", "x", true}, {"a", "X", false}, {"b", "x", false}} {
			start := time.Now()
			if err := get(tc.host, tc.account).Wait(t.Context(), heavyOp); err != nil || (time.Since(start) != 0) != tc.shared {
				t.Errorf("%+v: %v after %s", tc, err, time.Since(start))
			}
		}
	})
}

func TestLowestLimitsHoldForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		limiters := &zoomapi.Limiters{Logger: slog.New(slog.NewTextHandler(&log, nil))}
		high := limiterOf(t, limiters, zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness})
		limiterOf(t, limiters, zoomapi.LimiterOptions{Plan: zoomapi.PlanBusiness})
		if log.Len() > 0 {
			t.Errorf("warned although all agree: %s", &log)
		}
		most := func() int {
			<-time.After(2 * time.Second)
			return saturate(t, high, lightOp, 5*time.Second).most(time.Second)
		}
		if got := most(); got < 76 || got > 80 {
			t.Errorf("%d a second, want nearly 80", got)
		}
		low := limiterOf(t, limiters, zoomapi.LimiterOptions{Plan: zoomapi.PlanPro, Share: 0.5})
		if strings.Count(log.String(), "level=WARN") != 1 {
			t.Errorf("log: %s", &log)
		}
		limiterOf(t, limiters, zoomapi.LimiterOptions{Plan: zoomapi.PlanUnlimited})
		if got := most(); got != 15 {
			t.Errorf("%d a second, want 15", got)
		}
		low.Close()
		low.Close()
		if got := most(); got < 76 || got > 80 {
			t.Errorf("%d a second after the lowest left, want nearly 80", got)
		}
		limiterOf(t, limiters, zoomapi.LimiterOptions{Plan: zoomapi.PlanFree, Rates: map[string]float64{"heavy": 1e6}})
		if got, refusal := spend(t, high, heavyOp); got != 1000 || !refusal.DailyLimit {
			t.Errorf("%d heavy requests, want the daily limit of the free plan", got)
		}
	})
}

func TestLimiterOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options zoomapi.LimiterOptions
		want    string
	}{
		"plan":        {zoomapi.LimiterOptions{Plan: "gold"}, `plan "gold"`},
		"label":       {zoomapi.LimiterOptions{Rates: map[string]float64{"lite": 1}}, `"lite"`},
		"phone label": {zoomapi.LimiterOptions{Rates: map[string]float64{"phone.": 1}}, `"phone."`},
		"zero":        {zoomapi.LimiterOptions{Rates: map[string]float64{"light": 0}}, `"light"`},
		"negative":    {zoomapi.LimiterOptions{Rates: map[string]float64{"light": -1}}, `"light"`},
		"no number":   {zoomapi.LimiterOptions{Rates: map[string]float64{"light": math.NaN()}}, `"light"`},
		"infinite":    {zoomapi.LimiterOptions{Rates: map[string]float64{"light": math.Inf(1)}}, `"light"`},
		"share":       {zoomapi.LimiterOptions{Share: 1.1}, "share 1.1"},
		"share below": {zoomapi.LimiterOptions{Share: -0.1}, "share -0.1"},
		"share NaN":   {zoomapi.LimiterOptions{Share: math.NaN()}, "share NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var limiters zoomapi.Limiters
			if _, err := limiters.Get(zoomapi.LimiterKey{}, tc.options); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %s", err, tc.want)
			}
		})
	}
}

func TestUnusedAccountsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiters := &zoomapi.Limiters{}
		use := func(account string, plan zoomapi.Plan) *zoomapi.AccountLimiter {
			limiter, err := limiters.Get(zoomapi.LimiterKey{AccountID: account}, zoomapi.LimiterOptions{Plan: plan})
			if err == nil {
				err = limiter.Wait(t.Context(), lightOp)
			}
			if err != nil {
				t.Fatal(err)
			}
			return limiter
		}
		use("open", zoomapi.PlanPro)
		use("counted", zoomapi.PlanFree).Close() // It has used some of its day.
		paused := use("paused", zoomapi.PlanPro)
		paused.Throttled(lightOp, time.Now(), zoomapi.Throttling{RetryAfter: time.Hour})
		paused.Close()
		for i := range 10_000 {
			use(fmt.Sprint(i), zoomapi.PlanPro).Close()
			<-time.After(time.Second)
		}
		if n := limiters.Len(); n > 300 {
			t.Errorf("%d accounts are remembered", n)
		}
		// The counts of a day outlive the connection.
		<-time.After(untilMidnight())
		<-time.After(time.Hour)
		use("x", zoomapi.PlanPro)
		if n := limiters.Len(); n != 2 {
			t.Errorf("%d accounts are remembered, want the two in use", n)
		}
	})
}

func TestCountsOutliveTheConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limiters := &zoomapi.Limiters{}
		options := zoomapi.LimiterOptions{Plan: zoomapi.PlanFree, Rates: map[string]float64{"heavy": 1e6}}
		first := limiterOf(t, limiters, options)
		if got, _ := spend(t, first, heavyOp); got != 1000 {
			t.Errorf("%d permits", got)
		}
		first.Close()
		<-time.After(time.Hour)
		err := limiterOf(t, limiters, options).Wait(t.Context(), heavyOp)
		if refusal, ok := errors.AsType[*zoomapi.LimitError](err); !ok || !refusal.DailyLimit {
			t.Errorf("got %v, want the day still used up", err)
		}
	})
}

func BenchmarkPermit(b *testing.B) {
	var limiters zoomapi.Limiters
	limiter, err := limiters.Get(zoomapi.LimiterKey{}, zoomapi.LimiterOptions{Rates: map[string]float64{"light": 1 << 30}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := limiter.Wait(b.Context(), lightOp); err != nil {
			b.Fatal(err)
		}
	}
}
