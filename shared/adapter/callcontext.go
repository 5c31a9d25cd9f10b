package adapter

import (
	"context"
	"sync"
)

// callContext is the context of a call: that of its caller, which ends with the
// connection as well.
//
// The two are joined when somebody first waits for the end. A connector that has
// its answer at hand never does, and then the calls of a connection share nothing
// that they would have to lock.
type callContext struct {
	context.Context //nolint:containedctx // It is one, and adds to it.

	life *life

	mu     sync.Mutex
	joined context.Context // nil until it is needed
	cancel context.CancelCauseFunc
	stop   func() bool
	over   bool
}

var _ context.Context = (*callContext)(nil)

// join returns a context that also ends with the connection. It must be released.
func (l *life) join(ctx context.Context) *callContext { return &callContext{Context: ctx, life: l} }

// Done returns a channel that is closed with the end of the caller's context, of
// the connection or of the call.
func (c *callContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.joinLocked().Done()
}

// Err returns why the context has ended, or nil.
func (c *callContext) Err() error { return c.now().Err() }

// Value returns a value of the caller's context.
func (c *callContext) Value(key any) any { return c.now().Value(key) }

// now returns a context that is in the state of this one. What has ended must be
// joined, for what the error was once it stays.
func (c *callContext) now() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.joined == nil && !c.over && c.life.ctx.Err() == nil {
		return c.Context
	}
	return c.joinLocked()
}

func (c *callContext) joinLocked() context.Context {
	if c.joined != nil {
		return c.joined
	}
	c.joined, c.cancel = context.WithCancelCause(c.Context)
	switch {
	case c.over:
		c.cancel(context.Canceled)
	case c.life.ctx.Err() != nil:
		c.cancel(context.Cause(c.life.ctx))
	default:
		c.stop = context.AfterFunc(c.life.ctx, func() { c.cancel(context.Cause(c.life.ctx)) })
	}
	return c.joined
}

// release ends the context with its call.
func (c *callContext) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.stop != nil {
		c.stop()
	}
	if c.cancel != nil {
		c.cancel(context.Canceled)
	}
}
