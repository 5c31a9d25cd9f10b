package zoomapi

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// account holds the limits of one Zoom account, for all connections to it.
type account struct {
	mu       sync.Mutex
	budgets  [products][labelCount]*budget
	daily    []dailyRule
	share    float64
	members  map[*AccountLimiter]struct{}
	day      int64 // days since 1970, of the daily counts
	lastUsed time.Time
}

func newAccount(now time.Time) *account {
	a := &account{members: map[*AccountLimiter]struct{}{}, day: now.Unix() / secondsPerDay, lastUsed: now, share: 1}
	for product := range a.budgets {
		for label := range a.budgets[product] {
			a.budgets[product][label] = newBudget(product, label, now)
		}
	}
	return a
}

// budgetsOf returns the budget in whose queue the operation waits, and one that
// it counts in besides, or nil. Number management counts in both tables, since
// Zoom does not say which one it belongs to.
func (a *account) budgetsOf(op Operation) (own, besides *budget) {
	label := labelIndex(op.Label)
	if !op.Phone {
		return a.budgets[productCore][label], nil
	}
	if strings.HasPrefix(op.Route, "/number_management/") {
		besides = a.budgets[productCore][label]
	}
	return a.budgets[productPhone][label], besides
}

// wait lets a request through or tells why not.
func (a *account) wait(ctx context.Context, op Operation) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("waiting for the rate limit: %w", err)
	}
	deadline, _ := ctx.Deadline()
	a.mu.Lock()
	started := time.Now()
	a.begin(started)
	own, besides := a.budgetsOf(op)
	delay, refusal := a.look(op, started, deadline, own.queue.Len())
	if refusal != nil {
		a.mu.Unlock()
		return refusal
	}
	if delay == 0 && own.queue.Len() == 0 {
		spend(own, besides, started)
		a.mu.Unlock()
		return nil
	}
	w := &waiter{op: op, deadline: deadline, wake: make(chan struct{}, 1)}
	place := own.queue.PushBack(w)
	a.mu.Unlock()
	waited := meterFrom(ctx).wait()
	defer waited()
	return a.queueUp(ctx, own, place, w)
}

// look returns how long a request has to wait that has others before it, or
// refuses it: the day is used up, the deadline would pass, or Zoom asked for a
// longer time than a call waits.
func (a *account) look(op Operation, now, deadline time.Time, others int) (time.Duration, *LimitError) {
	own, besides := a.budgetsOf(op)
	wait := own.readyAfter(now, others)
	paused := own.pausedUntil.Sub(now)
	closed := a.closed(own, now)
	if besides != nil {
		wait = max(wait, besides.ready(now))
		paused = max(paused, besides.pausedUntil.Sub(now))
		closed = max(closed, a.closed(besides, now))
	}
	switch {
	case closed > 0:
		return 0, refuse(op, closed, true)
	case paused > maxThrottle, !deadline.IsZero() && now.Add(wait).After(deadline):
		return 0, refuse(op, wait, false)
	default:
		return wait, nil
	}
}

func refuse(op Operation, retryAfter time.Duration, daily bool) *LimitError {
	return &LimitError{
		Method: op.Method, Route: op.Route, Label: op.Label, Phone: op.Phone, RetryAfter: retryAfter, DailyLimit: daily,
	}
}

// throttled takes over what a 429 says. About number management it says nothing
// of the table that the operation is counted in besides: were that one closed in
// vain, much would stand still.
func (a *account) throttled(op Operation, sent time.Time, t Throttling) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.begin(now)
	own, _ := a.budgetsOf(op)
	if t.DailyLimit {
		a.close(own, op, now, t)
	} else {
		own.throttled(now, sent, t, a.share)
	}
	a.refuseLate(own, now)
}

func spend(own, besides *budget, now time.Time) {
	own.spend(now)
	if besides != nil {
		besides.spend(now)
	}
}
