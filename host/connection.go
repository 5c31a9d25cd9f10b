package host

import (
	"context"
	"errors"
	"maps"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// connection is a connection that outlives the process behind it.
type connection struct {
	plugin *Plugin
	req    *shared.ConnectRequest
	// opening is held by the one who opens it in another process.
	opening chan struct{}

	mu     sync.Mutex
	inner  map[*generation]shared.FullConnection
	closed bool
	// schema is the last that was seen, for comparison when there is nobody to
	// ask.
	schema *shared.Schema
}

var _ shared.FullConnection = (*connection)(nil)

// known returns the connection in a generation, or nil.
func (c *connection) known(g *generation) (shared.FullConnection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, adapter.ErrClosed()
	}
	return c.inner[g], nil
}

// on returns the connection in a generation, and opens it there when it is not
// open yet.
func (c *connection) on(ctx context.Context, g *generation) (shared.FullConnection, error) {
	if inner, err := c.known(g); inner != nil || err != nil {
		return inner, err
	}
	select {
	case c.opening <- struct{}{}:
		defer func() { <-c.opening }()
	case <-ctx.Done():
		return nil, shared.AsError(ctx.Err())
	}
	if inner, err := c.known(g); inner != nil || err != nil {
		return inner, err
	}
	inner, err := g.life.connector().Connect(ctx, c.req)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		// Its owner has closed it meanwhile. Nobody waits for that here.
		go func() { _ = g.close(context.WithoutCancel(ctx), inner) }()
		return nil, adapter.ErrClosed()
	}
	if !g.over() {
		c.inner[g] = inner
	}
	return inner, nil
}

// forget drops the connection in a generation that is over.
func (c *connection) forget(g *generation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.inner, g)
}

// use makes a call on a connection. One that is lost with its process is made
// once more in the next one: a read, and a write that was certainly not sent.
func use[T any](ctx context.Context, c *connection, kind callKind, do func(context.Context, shared.FullConnection) (T, error)) (T, error) {
	who := c.plugin.newCaller(ctx)
	defer who.end()
	for repeated := false; ; repeated = true {
		g, err := who.acquire(kind)
		if err != nil {
			var none T
			return none, err
		}
		answer, err := useIn(&who, c, g, do)
		if errors.Is(err, shared.ErrUnknownOutcome) {
			g.unsettled.Store(true)
		}
		g.calls.end(kind)
		if err == nil || repeated || !g.lost(ctx, err) || (kind == writing && !neverSent(err)) {
			return answer, err
		}
		who.repeat(err)
	}
}

// useIn makes a call in a generation.
func useIn[T any](who *caller, c *connection, g *generation, do func(context.Context, shared.FullConnection) (T, error)) (T, error) {
	inner, err := c.known(g)
	if inner == nil && err == nil {
		who.limit()
		inner, err = c.on(who.ctx, g)
	}
	if err != nil {
		var none T
		return none, err
	}
	return do(who.ctx, inner)
}

// neverSent tells whether a write that is lost with its process has not even
// reached it; see pluginrpc, which knows what went out.
func neverSent(err error) bool {
	return errors.Is(err, shared.ErrPluginCrashed) &&
		!errors.Is(err, shared.ErrUnknownOutcome) && !errors.Is(err, shared.ErrPartial)
}

// Close closes the connection in every process in which it is open.
func (c *connection) Close(ctx context.Context) error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	inner := maps.Clone(c.inner)
	c.mu.Unlock()
	c.plugin.mu.Lock()
	delete(c.plugin.conns, c)
	c.plugin.mu.Unlock()
	var errs []error
	for g, conn := range inner {
		errs = append(errs, g.close(ctx, conn))
	}
	return errors.Join(errs...)
}

// Schema describes the object classes.
func (c *connection) Schema(ctx context.Context) (*shared.Schema, error) {
	schema, err := use(ctx, c, reading, func(ctx context.Context, conn shared.FullConnection) (*shared.Schema, error) {
		return conn.Schema(ctx)
	})
	if err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.schema = schema
	}
	return schema, err
}

// Test reports what works and what is missing.
func (c *connection) Test(ctx context.Context, req *shared.TestRequest) (*shared.TestReport, error) {
	return use(ctx, c, reading, func(ctx context.Context, conn shared.FullConnection) (*shared.TestReport, error) {
		return conn.Test(ctx, req)
	})
}

// Get reads one object.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	return use(ctx, c, reading, func(ctx context.Context, conn shared.FullConnection) (*shared.Object, error) {
		return conn.Get(ctx, req)
	})
}

// Create makes one object.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	return use(ctx, c, writing, func(ctx context.Context, conn shared.FullConnection) (*shared.WriteResult, error) {
		return conn.Create(ctx, req)
	})
}

// Update changes one object.
func (c *connection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	return use(ctx, c, writing, func(ctx context.Context, conn shared.FullConnection) (*shared.WriteResult, error) {
		return conn.Update(ctx, req)
	})
}

// Delete removes one object.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	return use(ctx, c, writing, func(ctx context.Context, conn shared.FullConnection) (*shared.WriteResult, error) {
		return conn.Delete(ctx, req)
	})
}
