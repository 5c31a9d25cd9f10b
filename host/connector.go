package host

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// connector is a Plugin as hosts use it.
type connector struct{ p *Plugin }

var _ shared.FullConnector = connector{}

// call makes a call in the current generation. A read that is lost with its
// process is repeated once, in the next one.
func call[T any](ctx context.Context, p *Plugin, kind callKind, do func(context.Context, *generation) (T, error)) (T, error) {
	for repeated := kind == writing; ; repeated = true {
		g, err := p.acquire(ctx, kind)
		if err != nil {
			var none T
			return none, err
		}
		answer, err := do(ctx, g)
		g.calls.end(kind)
		if err == nil || repeated || !g.lost(ctx, err) {
			return answer, err
		}
		p.spec.Logger.Info("a read is repeated, because its process has ended", "error", err)
	}
}

// Info describes the connector.
func (c connector) Info(ctx context.Context) (*shared.Info, error) {
	return call(ctx, c.p, reading, func(ctx context.Context, g *generation) (*shared.Info, error) {
		return g.life.connector().Info(ctx)
	})
}

// Validate checks a configuration.
func (c connector) Validate(ctx context.Context, req *shared.ValidateRequest) error {
	_, err := call(ctx, c.p, reading, func(ctx context.Context, g *generation) (struct{}, error) {
		return struct{}{}, g.life.connector().Validate(ctx, req)
	})
	return err
}

// Connect opens a connection that outlives its process.
func (c connector) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.FullConnection, error) {
	return call(ctx, c.p, reading, func(ctx context.Context, g *generation) (shared.FullConnection, error) {
		inner, err := g.life.connector().Connect(ctx, req)
		if err != nil {
			return nil, err
		}
		conn := &connection{
			plugin: c.p, req: req, opening: make(chan struct{}, 1),
			inner: map[*generation]shared.FullConnection{g: inner},
		}
		c.p.mu.Lock()
		defer c.p.mu.Unlock()
		c.p.conns[conn] = struct{}{}
		return conn, nil
	})
}
