package adapter_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// slow is a connection whose Create undoes its work, for a while, when it is
// cancelled, and which notes when Close came.
type slow struct {
	readOnly
	undo   time.Duration
	undone atomic.Bool
	closed []bool // for each Close, whether the work was undone before
}

func (s *slow) Create(ctx context.Context, _ *shared.CreateRequest) (*shared.WriteResult, error) {
	<-ctx.Done()
	time.Sleep(s.undo) //nolint:forbidigo // the work that takes its time, by the clock of the test
	s.undone.Store(true)
	return nil, ctx.Err()
}

func (s *slow) Close(context.Context) error {
	s.closed = append(s.closed, s.undone.Load())
	return nil
}

var create = &shared.CreateRequest{Class: "User", CallID: "c-1", Attributes: shared.Attributes{shared.NewAttribute("name", shared.StringValue("a"))}}

func TestCloseWaitsForCallsAndCancelsThem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		undo   time.Duration
		undone bool
		took   time.Duration
	}{
		"quick": {200 * time.Millisecond, true, 200 * time.Millisecond},
		"slow":  {time.Hour, false, time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				inner := &slow{undo: tt.undo, readOnly: readOnly{operations: append([]shared.Operation{shared.OperationCreate}, reads...)}}
				conn := open(t, inner, io.Discard)
				failed := make(chan error, 1)
				go func() {
					_, err := conn.Create(context.WithoutCancel(t.Context()), create)
					failed <- err
				}()
				synctest.Wait()
				start := time.Now()
				ctx, cancel := context.WithCancel(t.Context())
				cancel() // a caller who is interrupted closes all the same
				for range 2 {
					if err := conn.Close(ctx); err != nil {
						t.Error(err)
					}
				}
				if took := time.Since(start); took != tt.took || len(inner.closed) != 1 || inner.closed[0] != tt.undone {
					t.Errorf("closed after %s, calls of Close after the undoing: %v", took, inner.closed)
				}
				err := <-failed
				if !errors.Is(err, shared.ErrUnknownOutcome) || !errors.Is(err, shared.ErrPreconditionFailed) || errors.Is(err, context.Canceled) {
					t.Errorf("the write ended with %v, want an unknown outcome because of the close", err)
				}
				if _, err := conn.Create(t.Context(), create); !errors.Is(err, shared.ErrPreconditionFailed) {
					t.Errorf("a write afterwards: %v, want precondition failed", err)
				}
				if err := getUser(t.Context(), conn); !errors.Is(err, shared.ErrPreconditionFailed) {
					t.Errorf("a read afterwards: %v, want precondition failed", err)
				}
			})
		})
	}
}

func TestCloseEndsASearch(t *testing.T) {
	t.Parallel()
	released := 0
	inner := &readOnly{operations: reads, search: func() (*shared.Results, error) {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			for yield(shared.NewObject("User", "1", "ada").Build(), nil) {
			}
		}, nil, func() { released++ }), nil
	}}
	conn := open(t, inner, io.Discard)
	results, err := conn.Search(t.Context(), &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	for _, err = range results.All() {
		if !closed {
			closed = true
			go func() { _ = conn.Close(t.Context()) }()
		}
	}
	if !errors.Is(err, shared.ErrPreconditionFailed) || errors.Is(err, context.Canceled) || released != 1 {
		t.Errorf("the search ended with %v and was released %d times", err, released)
	}
}
