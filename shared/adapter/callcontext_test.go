package adapter

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

type keyType struct{}

// TestCallContext ends contexts in each way, with and without somebody who waits
// for it meanwhile.
func TestCallContext(t *testing.T) {
	t.Parallel()
	errCaller := errors.New("of the caller")
	tests := map[string]struct {
		end   func(l *life, cancel context.CancelCauseFunc, c *callContext)
		err   error
		cause error
	}{
		"by nothing":        {func(*life, context.CancelCauseFunc, *callContext) {}, nil, nil},
		"by the caller":     {func(_ *life, cancel context.CancelCauseFunc, _ *callContext) { cancel(errCaller) }, context.Canceled, errCaller},
		"by its deadline":   {func(*life, context.CancelCauseFunc, *callContext) { time.Sleep(time.Hour) }, context.DeadlineExceeded, context.DeadlineExceeded}, //nolint:forbidigo // by the clock of the test
		"by the connection": {func(l *life, _ context.CancelCauseFunc, _ *callContext) { l.end() }, context.Canceled, shared.ErrPreconditionFailed},
		"by the call":       {func(_ *life, _ context.CancelCauseFunc, c *callContext) { c.release() }, context.Canceled, context.Canceled},
	}
	for name, tt := range tests {
		for _, awaited := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					parent, cancel := context.WithCancelCause(context.WithValue(t.Context(), keyType{}, "v"))
					defer cancel(nil)
					parent, stop := context.WithTimeout(parent, time.Minute)
					defer stop()
					l := newLife()
					defer l.cancel(nil)
					c := l.join(parent)
					child, dropped := context.Context(c), context.CancelFunc(func() {})
					if awaited {
						child, dropped = context.WithCancel(c)
					}
					defer dropped()
					tt.end(l, cancel, c)
					synctest.Wait()
					for _, ctx := range []context.Context{c, child} {
						if err := ctx.Err(); !errors.Is(err, tt.err) {
							t.Errorf("error %v, want %v", err, tt.err)
						}
						if err := context.Cause(ctx); !errors.Is(err, tt.cause) {
							t.Errorf("cause %v, want %v", err, tt.cause)
						}
						if isDone(ctx) != (tt.err != nil) {
							t.Errorf("done: %v", isDone(ctx))
						}
					}
					if _, ok := c.Deadline(); !ok || c.Value(keyType{}) != "v" {
						t.Error("the deadline or the value of the caller is lost")
					}
					c.release()
					l.end()
					synctest.Wait()
					if err := c.Err(); err == nil || tt.err != nil && !errors.Is(err, tt.err) || !isDone(c) {
						t.Errorf("after the call: error %v, done %v", err, isDone(c))
					}
				})
			})
		}
	}
}

func isDone(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}
