package zoomimpl

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// future is the result of something that runs on a goroutine of its own.
type future[T any] struct {
	done  chan struct{}
	value T
	err   error
	// panicked is what it panicked with, if it did.
	panicked any
}

// begin runs do on a goroutine of the group.
func begin[T any](group *sync.WaitGroup, do func() (T, error)) *future[T] {
	f := &future[T]{done: make(chan struct{})}
	group.Go(func() {
		defer close(f.done)
		defer func() {
			if p := recover(); p != nil {
				f.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
			}
		}()
		f.value, f.err = do()
	})
	return f
}

// settled is the future of what is known already.
func settled[T any](value T, err error) *future[T] {
	f := &future[T]{done: make(chan struct{}), value: value, err: err}
	close(f.done)
	return f
}

// wait returns the result once it is there. A panic goes on with the caller,
// whom the adapter guards.
func (f *future[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-f.done:
		if f.panicked != nil {
			panic(f.panicked) //nolint:forbidigo // It goes on where the adapter guards it.
		}
		return f.value, f.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
