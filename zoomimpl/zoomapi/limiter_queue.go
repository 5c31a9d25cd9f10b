package zoomapi

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"time"
)

// waiter is a request in the queue of a budget.
type waiter struct {
	op       Operation
	deadline time.Time // zero for none
	// wake is filled when the waiter has to look again.
	wake chan struct{}
	// refusal is set when it is out of the queue for good.
	refusal *LimitError
}

// queueUp waits for the turn of w, and then for the pace. Only the first of a
// queue watches the clock; it wakes the next one when it leaves.
func (a *account) queueUp(ctx context.Context, own *budget, place *list.Element, w *waiter) error {
	for {
		delay, done, err := a.turn(own, place, w)
		if done {
			return err
		}
		timer := time.NewTimer(delay)
		select {
		case <-timer.C:
		case <-w.wake:
		case <-ctx.Done():
			timer.Stop()
			a.mu.Lock()
			own.leave(place)
			a.mu.Unlock()
			return fmt.Errorf("waiting for the rate limit: %w", ctx.Err())
		}
		timer.Stop()
	}
}

// turn looks whether w is through; if not, it tells when to look again.
func (a *account) turn(own *budget, place *list.Element, w *waiter) (delay time.Duration, done bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if w.refusal != nil {
		return 0, true, w.refusal
	}
	if own.queue.Front() != place {
		return math.MaxInt64, false, nil
	}
	now := time.Now()
	a.begin(now)
	delay, refusal := a.look(w.op, now, w.deadline, 0)
	switch {
	case refusal != nil:
		err = refusal
	case delay > 0:
		return delay, false, nil
	default:
		first, besides := a.budgetsOf(w.op)
		spend(first, besides, now)
	}
	own.leave(place)
	return 0, true, err
}

// refuseLate takes those out of a queue who will not get through in time now
// that the budget lets less through.
func (a *account) refuseLate(b *budget, now time.Time) {
	others := 0
	for place := b.queue.Front(); place != nil; {
		w, ok := place.Value.(*waiter)
		next := place.Next()
		if ok {
			_, w.refusal = a.look(w.op, now, w.deadline, others)
		}
		if ok && w.refusal != nil {
			b.leave(place)
			w.notify()
		} else {
			others++
		}
		place = next
	}
}

// leave takes a waiter out of the queue. The one who is first then has to know.
func (b *budget) leave(place *list.Element) {
	b.queue.Remove(place)
	if first := b.queue.Front(); first != nil {
		if w, ok := first.Value.(*waiter); ok {
			w.notify()
		}
	}
}

func (w *waiter) notify() {
	select {
	case w.wake <- struct{}{}:
	default: // It has been told already.
	}
}
