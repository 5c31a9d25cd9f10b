package zoomsim_test

import (
	"errors"
	"math"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestClock(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.FixedZone("", 3600))
	c := zoomsim.NewClock(start)
	if got := c.Now(); !got.Equal(start) || got.Location() != time.UTC {
		t.Errorf("a new clock shows %s, want %s in UTC", got, start)
	}
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if err := c.Advance(time.Minute); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want := start.Add(100 * time.Minute)
	for _, d := range []time.Duration{-1, math.MinInt64, math.MaxInt64, 101 * 366 * 24 * time.Hour} {
		if err := c.Advance(d); !errors.Is(err, zoomsim.ErrClockStep) {
			t.Errorf("advance by %d: %v", d, err)
		}
	}
	if got := c.Now(); !got.Equal(want) {
		t.Errorf("the clock shows %s, want %s", got, want)
	}
}

// TestSimClock: moving the simulator's clock ends tokens and fills buckets,
// whatever clock it was given.
func TestSimClock(t *testing.T) {
	t.Parallel()
	own := zoomsim.NewClock(time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC))
	for name, clock := range map[string]func() time.Time{"machine": nil, "given": own.Now} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, zoomsim.Options{Clock: clock, Plan: zoomsim.PlanFree})
			advance := func(d time.Duration) {
				if err := c.sim.Clock().Advance(d); err != nil {
					t.Fatal(err)
				}
			}
			c.passes(2, "/users")
			advance(30 * time.Minute)
			if got := c.passes(3, "/users"); got != 2 {
				t.Errorf("%d passed half an hour later, want 2", got)
			}
			advance(31 * time.Minute)
			c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Access token is expired.")
		})
	}
}
