package zoomsim

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// ErrClockStep means that a clock was asked to go back, or too far ahead.
var ErrClockStep = errors.New("zoomsim: clock step out of range")

// maxAhead is how far a clock can be moved in all: a hundred years.
const maxAhead = 100 * 365 * 24 * time.Hour

// Clock is a clock that can be moved ahead. It is safe for concurrent use.
type Clock struct {
	base  func() time.Time
	ahead atomic.Int64 // nanoseconds
}

// NewClock makes a clock that stands at start and moves by Advance alone; its
// Now is meant for Options.Clock.
func NewClock(start time.Time) *Clock {
	return clockOver(func() time.Time { return start })
}

// clockOver makes a clock that runs with another one.
func clockOver(base func() time.Time) *Clock { return &Clock{base: base} }

// Now is the time, in UTC.
func (c *Clock) Now() time.Time { return c.base().Add(time.Duration(c.ahead.Load())).UTC() }

// Advance moves the clock ahead by d. It returns ErrClockStep when d is
// negative or would bring the clock more than a hundred years ahead.
func (c *Clock) Advance(d time.Duration) error {
	for {
		have := c.ahead.Load()
		if d < 0 || d > maxAhead-time.Duration(have) {
			return fmt.Errorf("advance by %s: %w", d, ErrClockStep)
		}
		if c.ahead.CompareAndSwap(have, have+int64(d)) {
			return nil
		}
	}
}

// Clock is the simulator's own clock: that of Options.Clock, and what it has
// been moved ahead since.
func (s *Sim) Clock() *Clock { return s.clock }
