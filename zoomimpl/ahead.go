package zoomimpl

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// maxAhead bounds the rows of one search that are built at once. With the answer
// times that Zoom is known for it is enough to use up the rate limits of every
// plan; the limiter sees to it that they are kept.
const maxAhead = 32

// ahead builds rows at once and returns them in their order. It starts nothing by
// itself: what is not asked for is not read.
type ahead struct {
	queue []building
	group sync.WaitGroup
	// reading counts the rows in the queue that take requests.
	reading int
}

// building is a row in the queue.
type building struct {
	done  chan built
	reads bool
}

// built is a row that was built.
type built struct {
	obj *shared.Object
	err error
	// panicked is what the building panicked with, if it did.
	panicked any
}

func (a *ahead) len() int { return len(a.queue) }

// wants tells whether a further row is to be started: the first, and others while
// some are being read.
func (a *ahead) wants() bool {
	return len(a.queue) == 0 || (a.reading > 0 && len(a.queue) < maxAhead)
}

// push adds a row to the queue.
func (a *ahead) push(reads bool) chan built {
	done := make(chan built, 1)
	a.queue = append(a.queue, building{done, reads})
	if reads {
		a.reading++
	}
	return done
}

// start builds a row.
func (a *ahead) start(ctx context.Context, row *candidate) {
	done := a.push(row.reads)
	if !row.reads {
		obj, err := row.build(ctx)
		done <- built{obj: obj, err: err}
		return
	}
	a.group.Go(func() {
		var b built
		defer func() {
			if p := recover(); p != nil {
				b.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
			}
			done <- b
		}()
		b.obj, b.err = row.build(ctx)
	})
}

// fail puts an error in the place of a row.
func (a *ahead) fail(err error) {
	a.push(false) <- built{err: err}
}

// next returns the next row in order, nil when it is none after all.
func (a *ahead) next(ctx context.Context) (*shared.Object, error) {
	head := a.queue[0]
	a.queue = a.queue[1:]
	if head.reads {
		a.reading--
	}
	select {
	case b := <-head.done:
		if b.panicked != nil {
			panic(b.panicked) //nolint:forbidigo // It goes on where the adapter guards it.
		}
		return b.obj, b.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// wait returns once nothing is being built.
func (a *ahead) wait() { a.group.Wait() }
