package pluginrpc

import (
	"fmt"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// batcher collects the rows of a stream into messages. The first row goes out
// at once, then batches grow, and a timer sends what has waited for longer than
// the delay, so that a producer which waits for its target holds nothing back.
//
// Sending happens under the lock: a consumer that does not read holds up the
// sender, and through it the producer.
type batcher[T any] struct {
	send  func([]T) error
	delay time.Duration

	mu     sync.Mutex
	items  []T
	bytes  int
	target int
	timer  *time.Timer
	closed bool
	err    error
	// count is the number of rows sent or waiting.
	count int64
}

func newBatcher[T any](delay time.Duration, send func([]T) error) *batcher[T] {
	return &batcher[T]{send: send, delay: delay, target: 1}
}

// growth is the factor from one batch to the next: 1, 4, 16, 64.
const growth = 4

// add takes a row of the given size. It returns the error of the last send.
func (b *batcher[T]) add(item T, size int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.items) > 0 && b.bytes+size > MaxBatchBytes {
		b.flushLocked()
	}
	if b.err != nil {
		return b.err
	}
	if b.items == nil {
		b.items = make([]T, 0, b.target)
	}
	b.items = append(b.items, item)
	b.bytes += size
	b.count++
	switch {
	case len(b.items) >= b.target || b.bytes >= MaxBatchBytes:
		b.flushLocked()
		b.target = min(b.target*growth, MaxBatchObjects)
	case len(b.items) == 1:
		b.arm()
	}
	return b.err
}

// arm starts the timer for the first row that waits.
func (b *batcher[T]) arm() {
	if b.timer == nil {
		b.timer = time.AfterFunc(b.delay, b.expire)
		return
	}
	b.timer.Reset(b.delay)
}

// expire runs on the timer's goroutine, where nobody else recovers a panic.
func (b *batcher[T]) expire() {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			b.err = shared.NewError(shared.ErrInternal, "panic while sending rows: %s", fmt.Sprint(r))
		}
	}()
	if !b.closed {
		b.flushLocked()
	}
}

func (b *batcher[T]) flushLocked() {
	if b.timer != nil {
		b.timer.Stop()
	}
	if b.err != nil || len(b.items) == 0 {
		return
	}
	// A message that was sent must not be changed, hence a new slice each time.
	items := b.items
	b.items, b.bytes = nil, 0
	b.err = b.send(items)
}

// close sends what waits and stops the timer; nothing is sent afterwards. It
// must be called before the handler of the stream returns.
func (b *batcher[T]) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.flushLocked()
		b.closed = true
	}
	return b.err
}
