package scenario

import (
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/importrun"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Result is what a scenario showed.
type Result struct {
	Scenario
	importrun.Measured
	// PhoneUsers is how many users have Zoom Phone.
	PhoneUsers int
	// Stats are what the simulator counted.
	Stats zoomsim.Stats
	// Bound is the least time for these requests.
	Bound bound.Bound
}

// Requests are all that the simulator was asked, tokens included.
func (r Result) Requests() int64 {
	var n int64
	for _, count := range r.Stats.Requests {
		n += count
	}
	return n
}

// OverBound is the wall time as a multiple of the bound; 0 when there is none.
func (r Result) OverBound() float64 {
	if r.Bound.Least == 0 {
		return 0
	}
	return float64(r.Wall) / float64(r.Bound.Least)
}

// PhoneListEnd is the time from the start to the last answer of the list of
// phone users; false when it was not read.
func (r Result) PhoneListEnd() (time.Duration, bool) {
	span, ok := r.Stats.Spans[phoneList]
	if !ok {
		return 0, false
	}
	// Two clocks of one machine: without the monotonic reading of this one.
	return span.Answered.Sub(r.Began.Round(0)), true
}

// Sustained is the rate of single gets of users, and what is permitted.
func (r Result) Sustained() (sustained, permitted float64) {
	return bound.Sustained(r.Stats, "core", zoomsim.Light)
}
