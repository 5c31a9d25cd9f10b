package progress

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// Meter is what is known of a search while it runs. Its methods may be used by
// several goroutines at once.
type Meter struct {
	rows     atomic.Int64
	plan     atomic.Pointer[shared.FetchPlan]
	progress shared.Progress
}

// Context returns a context whose search reports to the meter.
func (m *Meter) Context(ctx context.Context) context.Context {
	return shared.WithProgress(ctx, &m.progress)
}

// Row counts a row that has arrived.
func (m *Meter) Row() { m.rows.Add(1) }

// SetPlan says how the rows are read; nil when it is not known.
func (m *Meter) SetPlan(plan *shared.FetchPlan) { m.plan.Store(plan) }

// Stats returns what the search has cost so far.
func (m *Meter) Stats() shared.OperationStats { return m.progress.Stats() }

// State is how far a search has come at one moment.
type State struct {
	// Elapsed is the time since the beginning.
	Elapsed time.Duration
	// Rows is how many have arrived, and Rate how many a second lately.
	Rows int64
	Rate float64
	// Requests is how many were sent, and Predicted how many are expected; 0 when
	// that is not known.
	Requests, Predicted int64
	// Waited is the time spent waiting for rate limits.
	Waited time.Duration
}

// Fraction is the part of the requests that was sent; false when it is not known.
// It does not reach 1 while the search runs.
func (s State) Fraction() (float64, bool) {
	const most = 0.99
	if s.Predicted <= 0 {
		return 0, false
	}
	return min(most, float64(s.Requests)/float64(s.Predicted)), true
}

// Remaining is the time that the rest is likely to take; false when it is too
// early to tell.
func (s State) Remaining() (time.Duration, bool) {
	const (
		leastFraction = 0.02
		leastElapsed  = 2 * time.Second
	)
	f, known := s.Fraction()
	if !known || f < leastFraction || s.Elapsed < leastElapsed {
		return 0, false
	}
	return time.Duration(float64(s.Elapsed) * (1 - f) / f), true
}

// gauge reads a meter from time to time.
type gauge struct {
	meter *Meter
	begun time.Time
	seen  []sample
}

// sample is a number of rows at a moment.
type sample struct {
	at   time.Time
	rows int64
}

// rateWindow is the time over which the rate is measured.
const rateWindow = 10 * time.Second

func newGauge(m *Meter, now time.Time) *gauge {
	return &gauge{meter: m, begun: now, seen: []sample{{at: now, rows: m.rows.Load()}}}
}

// read returns the state at a moment.
func (g *gauge) read(now time.Time) State {
	s := State{Elapsed: now.Sub(g.begun), Rows: g.meter.rows.Load()}
	stats := g.meter.Stats()
	s.Requests, s.Waited = stats.Requests, stats.Waited
	if plan := g.meter.plan.Load(); plan != nil && plan.Requests > 0 {
		s.Predicted = plan.Requests
	}
	g.seen = append(g.seen, sample{at: now, rows: s.Rows})
	for len(g.seen) > 2 && now.Sub(g.seen[1].at) >= rateWindow {
		g.seen = g.seen[1:]
	}
	if first := g.seen[0]; now.After(first.at) {
		s.Rate = float64(s.Rows-first.rows) / now.Sub(first.at).Seconds()
	}
	return s
}
