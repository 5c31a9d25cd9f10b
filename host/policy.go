package host

import (
	"time"
)

// Restart says what happens when a connector process ends by itself. Zero fields
// have the defaults that are given with them.
type Restart struct {
	// Disabled means that a process that has ended is not started again: the
	// Plugin is broken.
	Disabled bool
	// Backoff is the pause before the first restart, 100 ms by default; it doubles
	// with each crash that follows within Window, up to MaxBackoff, 30 s by
	// default.
	Backoff    time.Duration
	MaxBackoff time.Duration
	// MaxCrashes is how many crashes and failed restarts within Window are too
	// many: the Plugin is broken then. 5 within two minutes by default.
	MaxCrashes int
	Window     time.Duration
}

// Health says how a process that hangs is found. Zero fields have the defaults
// that are given with them.
type Health struct {
	// Disabled means that nobody looks.
	Disabled bool
	// Interval is the time between two pings, 5 s by default. Each may take
	// Spec.PingTimeout.
	Interval time.Duration
	// Failures is how many pings in a row must fail for the process to be killed,
	// 3 by default. After the first that fails they are a second apart, or
	// Interval when that is less.
	Failures int
}

// Defaults of Restart and Health.
const (
	DefaultBackoff        = 100 * time.Millisecond
	DefaultMaxBackoff     = 30 * time.Second
	DefaultMaxCrashes     = 5
	DefaultCrashWindow    = 2 * time.Minute
	DefaultHealthInterval = 5 * time.Second
	DefaultHealthFailures = 3
)

// resolvePolicy fills in defaults.
func (s *Spec) resolvePolicy(fault func(field, format string, args ...any)) {
	resolveTimes(fault, []timeField{
		{"Restart.Backoff", &s.Restart.Backoff, DefaultBackoff},
		{"Restart.MaxBackoff", &s.Restart.MaxBackoff, DefaultMaxBackoff},
		{"Restart.Window", &s.Restart.Window, DefaultCrashWindow},
		{"Health.Interval", &s.Health.Interval, DefaultHealthInterval},
	})
	for _, n := range []struct {
		name  string
		value *int
		def   int
	}{
		{"Restart.MaxCrashes", &s.Restart.MaxCrashes, DefaultMaxCrashes},
		{"Health.Failures", &s.Health.Failures, DefaultHealthFailures},
	} {
		switch {
		case *n.value < 0:
			fault(n.name, "must not be negative")
		case *n.value == 0:
			*n.value = n.def
		}
	}
}

// crashes remembers when a connector crashed. It is used by one goroutine.
type crashes struct {
	policy Restart
	times  []time.Time
}

// note records a crash, and returns how long to wait before the next start and
// whether this was one too many.
func (c *crashes) note(now time.Time) (wait time.Duration, broken bool) {
	c.times = append(c.times, now)
	for now.Sub(c.times[0]) > c.policy.Window {
		c.times = c.times[1:]
	}
	wait = c.policy.Backoff
	for range len(c.times) - 1 {
		wait = min(2*wait, c.policy.MaxBackoff)
	}
	return min(wait, c.policy.MaxBackoff), c.policy.Disabled || len(c.times) >= c.policy.MaxCrashes
}

// count is the number of crashes within the window.
func (c *crashes) count() int { return len(c.times) }
