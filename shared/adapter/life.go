package adapter

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// drainTime is how long Close waits for the calls that it has cancelled: long
// enough to undo or finish a step at the target, and short enough for a process
// that has two seconds to end.
const drainTime = time.Second

// ErrClosed returns the error of calls whose connection was closed: before them,
// or while they ran.
func ErrClosed() *shared.Error {
	return shared.NewError(shared.ErrPreconditionFailed, "the connection was closed")
}

// life is the time of a connection, from Connect to Close.
type life struct {
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	closed bool
	calls  sync.WaitGroup
}

func newLife() *life {
	// A connection outlives the call that makes it.
	ctx, cancel := context.WithCancelCause(context.Background())
	return &life{ctx: ctx, cancel: cancel}
}

// begin counts a call of the connector until calls.Done is called.
func (l *life) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed()
	}
	l.calls.Add(1)
	return nil
}

// end cancels the running calls and waits for them, within drainTime. It returns
// false when the life had ended before.
func (l *life) end() bool {
	l.mu.Lock()
	first := !l.closed
	l.closed = true
	l.mu.Unlock()
	if !first {
		return false
	}
	l.cancel(ErrClosed())
	drained := make(chan struct{})
	go func() {
		l.calls.Wait()
		close(drained)
	}()
	timer := time.NewTimer(drainTime)
	defer timer.Stop()
	select {
	case <-drained:
	case <-timer.C:
	}
	return true
}

// explain turns the cancellation of a call by Close into what it is: the caller
// has not cancelled.
func explain(joined context.Context, err error) error {
	if err == nil || !errors.Is(err, context.Canceled) {
		return err
	}
	if why, ok := errors.AsType[*shared.Error](context.Cause(joined)); ok {
		return why
	}
	return err
}
