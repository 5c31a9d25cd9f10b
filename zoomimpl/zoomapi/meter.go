package zoomapi

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Meter counts what the calls made under one context cost. Put it into a
// context with WithMeter. All methods may be used by several goroutines at once
// and on a nil Meter.
type Meter struct {
	requests atomic.Int64

	mu      sync.Mutex
	waiters int
	since   time.Time // when the first of the waiters began
	waited  time.Duration
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

// Waited returns the time in which a call waited for the rate limit or before a
// repeat, up to now. Calls that wait at once count once, so that it never exceeds
// the time elapsed.
func (m *Meter) Waited() time.Duration {
	if m == nil {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiters > 0 {
		return m.waited + time.Since(m.since)
	}
	return m.waited
}

func (m *Meter) addRequest() {
	if m != nil {
		m.requests.Add(1)
	}
}

// wait counts the time until the function that it returns is called.
func (m *Meter) wait() (done func()) {
	if m == nil {
		return func() {}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiters++; m.waiters == 1 {
		m.since = time.Now()
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.waiters--; m.waiters == 0 {
			m.waited += time.Since(m.since)
		}
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
