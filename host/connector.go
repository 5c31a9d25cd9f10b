package host

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// connector is a Plugin as hosts use it.
type connector struct{ p *Plugin }

var _ shared.FullConnector = connector{}

// call makes a read in the current generation. One that is lost with its process
// is repeated once, in the next one.
func call[T any](ctx context.Context, p *Plugin, do func(context.Context, *generation) (T, error)) (T, error) {
	c := p.newCaller(ctx)
	defer c.end()
	for repeated := false; ; repeated = true {
		g, err := c.acquire(reading)
		if err != nil {
			var none T
			return none, err
		}
		answer, err := do(c.ctx, g)
		g.calls.end(reading)
		if err == nil || repeated || !g.lost(ctx, err) {
			return answer, err
		}
		c.repeat(err)
	}
}

// Info describes the connector.
func (c connector) Info(ctx context.Context) (*shared.Info, error) {
	return call(ctx, c.p, func(ctx context.Context, g *generation) (*shared.Info, error) {
		return g.life.connector().Info(ctx)
	})
}

// Validate checks a configuration.
func (c connector) Validate(ctx context.Context, req *shared.ValidateRequest) error {
	_, err := call(ctx, c.p, func(ctx context.Context, g *generation) (struct{}, error) {
		return struct{}{}, g.life.connector().Validate(ctx, req)
	})
	return err
}

// Connect opens a connection that outlives its process.
func (c connector) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.FullConnection, error) {
	// What the caller does with its request afterwards, such as wiping credentials,
	// is no business of later processes.
	kept := &shared.ConnectRequest{}
	if req != nil {
		*kept = *req
		kept.Config = slices.Clone(req.Config)
	}
	return call(ctx, c.p, func(ctx context.Context, g *generation) (shared.FullConnection, error) {
		inner, err := g.life.connector().Connect(ctx, kept)
		if err != nil {
			return nil, err
		}
		conn := &connection{
			plugin: c.p, req: kept, opening: make(chan struct{}, 1),
			inner: make(map[*generation]shared.FullConnection, 1),
		}
		c.p.mu.Lock()
		defer c.p.mu.Unlock()
		if !g.over() {
			conn.inner[g] = inner
		}
		c.p.conns[conn] = struct{}{}
		return conn, nil
	})
}
