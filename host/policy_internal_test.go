package host

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCrashes(t *testing.T) {
	t.Parallel()
	const s = time.Second
	tests := map[string]struct {
		policy Restart
		at     []time.Duration
		waits  []time.Duration
		broken []bool
	}{
		"the pause doubles up to its bound": {
			Restart{Backoff: s, MaxBackoff: 5 * s, MaxCrashes: 9, Window: time.Hour},
			[]time.Duration{0, s, 2 * s, 3 * s, 4 * s},
			[]time.Duration{s, 2 * s, 4 * s, 5 * s, 5 * s},
			[]bool{false, false, false, false, false},
		},
		"old crashes are forgotten": {
			Restart{Backoff: s, MaxBackoff: time.Hour, MaxCrashes: 3, Window: 10 * s},
			[]time.Duration{0, 5 * s, 16 * s, 17 * s, 18 * s},
			[]time.Duration{s, 2 * s, s, 2 * s, 4 * s},
			[]bool{false, false, false, false, true},
		},
		"disabled": {
			Restart{Disabled: true, Backoff: s, MaxBackoff: s, MaxCrashes: 3, Window: s},
			[]time.Duration{0},
			[]time.Duration{s},
			[]bool{true},
		},
		"one is too many": {
			Restart{Backoff: s, MaxBackoff: s, MaxCrashes: 1, Window: s},
			[]time.Duration{0},
			[]time.Duration{s},
			[]bool{true},
		},
		"the bound below the first pause": {
			Restart{Backoff: 10 * s, MaxBackoff: s, MaxCrashes: 3, Window: s},
			[]time.Duration{0, 0},
			[]time.Duration{s, s},
			[]bool{false, false},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := crashes{policy: tc.policy}
			var waits []time.Duration
			var broken []bool
			for _, at := range tc.at {
				w, b := c.note(time.Unix(1000, 0).Add(at))
				waits, broken = append(waits, w), append(broken, b)
			}
			if diff := cmp.Diff(tc.waits, waits) + cmp.Diff(tc.broken, broken); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCrashesAreBounded: whatever the times, the pauses keep to their bounds, and
// there are never MaxCrashes within the window without the last being too many.
func TestCrashesAreBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		policy := Restart{
			Backoff:    time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "backoff")),
			MaxBackoff: time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "max")),
			MaxCrashes: rapid.IntRange(1, 10).Draw(t, "crashes"),
			Window:     time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "window")),
		}
		c := crashes{policy: policy}
		var times []time.Time
		now := time.Unix(0, 0)
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "step")))
			times = append(times, now)
			within := 0
			for _, at := range times {
				if now.Sub(at) <= policy.Window {
					within++
				}
			}
			wait, broken := c.note(now)
			if wait <= 0 || wait > policy.MaxBackoff || wait < min(policy.Backoff, policy.MaxBackoff) {
				t.Fatalf("a pause of %v", wait)
			}
			if broken != (within >= policy.MaxCrashes) || c.count() != within {
				t.Fatalf("%d within the window: broken %v, count %d", within, broken, c.count())
			}
		}
	})
}
