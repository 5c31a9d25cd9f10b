package zoomapi

import (
	"context"
	"sync/atomic"
	"time"
)

// Meter counts what the calls made under one context cost. Put it into a
// context with WithMeter. All methods may be used by several goroutines at once
// and on a nil Meter.
type Meter struct {
	// OnChange, if set before the first call, is told of every change. It is called
	// by several goroutines at once.
	OnChange func(*Meter)

	requests atomic.Int64
	waited   atomic.Int64
}

// Requests returns how many HTTP requests to the REST API were started, repeats
// included. Requests to the token endpoint are not counted: the token is shared
// between operations.
func (m *Meter) Requests() int64 {
	if m == nil {
		return 0
	}
	return m.requests.Load()
}

// Waited returns the time spent waiting for the rate limit and between repeats.
// It is the sum over concurrent calls and so may exceed the elapsed time.
func (m *Meter) Waited() time.Duration {
	if m == nil {
		return 0
	}
	return time.Duration(m.waited.Load())
}

func (m *Meter) addRequest() {
	if m != nil {
		m.requests.Add(1)
		m.changed()
	}
}

func (m *Meter) addWait(d time.Duration) {
	if m != nil && d > 0 {
		m.waited.Add(int64(d))
		m.changed()
	}
}

func (m *Meter) changed() {
	if m.OnChange != nil {
		m.OnChange(m)
	}
}

type meterKey struct{}

// WithMeter returns a context under which every call of any Client is counted
// by m.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// meterFrom returns the Meter of ctx, or nil.
func meterFrom(ctx context.Context) *Meter {
	m, ok := ctx.Value(meterKey{}).(*Meter)
	if !ok {
		return nil
	}
	return m
}
