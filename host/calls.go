package host

import (
	"context"
	"sync"
)

// callKind tells reads from writes.
type callKind uint8

const (
	// reading may be repeated after a crash.
	reading callKind = iota
	// writing may not: nobody knows what was done.
	writing
)

// calls counts the calls that run in one generation. A search counts until its
// results are closed.
type calls struct {
	mu      sync.Mutex
	running [2]int
	// changed, when somebody waits, is closed with the end of the next call.
	changed chan struct{}
}

func (c *calls) begin(kind callKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running[kind]++
}

func (c *calls) end(kind callKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running[kind]--
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// next returns how many calls run, and a channel that is closed when one of them
// has ended.
func (c *calls) next() (reads, writes int, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.running[reading], c.running[writing], c.changed
}

// drained waits until no call runs, within ctx and until gone is closed, and
// returns how many still run.
func (c *calls) drained(ctx context.Context, gone <-chan struct{}) int {
	for {
		reads, writes, changed := c.next()
		if reads+writes == 0 {
			return 0
		}
		select {
		case <-changed:
			continue
		case <-gone:
		case <-ctx.Done():
		}
		reads, writes, _ = c.next()
		return reads + writes
	}
}
