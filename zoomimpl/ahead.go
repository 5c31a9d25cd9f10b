package zoomimpl

import (
	"context"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// maxAhead bounds the rows of one search that are built at once. It uses up the 80
// light requests a second of the largest plan as long as Zoom answers within
// 0.8 seconds; the limiter sees to it that the limits are kept.
const maxAhead = 64

// fewAhead is how many are built at once before the first was taken.
const fewAhead = 16

// ahead builds rows at once and returns them in their order. It starts nothing by
// itself: what is not asked for is not read.
type ahead struct {
	queue []building
	group sync.WaitGroup
	// reading counts the rows in the queue that take requests, given those that
	// were returned.
	reading, given int
}

// building is a row in the queue.
type building struct {
	row   *future[*shared.Object]
	reads bool
}

func (a *ahead) len() int { return len(a.queue) }

// wants tells whether a further row is to be started: the first, and others while
// some are being read. There are more the more were taken: who stops early has not
// caused many requests for nothing.
func (a *ahead) wants() bool {
	return len(a.queue) == 0 || (a.reading > 0 && len(a.queue) < min(maxAhead, fewAhead+a.given))
}

// start builds a row.
func (a *ahead) start(ctx context.Context, row *candidate) {
	if !row.reads {
		a.queue = append(a.queue, building{row: settled(row.build(ctx))})
		return
	}
	a.reading++
	a.queue = append(a.queue, building{reads: true, row: begin(&a.group, func() (*shared.Object, error) { return row.build(ctx) })})
}

// fail puts an error in the place of a row.
func (a *ahead) fail(err error) {
	a.queue = append(a.queue, building{row: settled[*shared.Object](nil, err)})
}

// next returns the next row in order, nil when it is none after all.
func (a *ahead) next(ctx context.Context) (*shared.Object, error) {
	head := a.queue[0]
	a.queue = a.queue[1:]
	a.given++
	if head.reads {
		a.reading--
	}
	return head.row.wait(ctx)
}

// wait returns once nothing is being built.
func (a *ahead) wait() { a.group.Wait() }
