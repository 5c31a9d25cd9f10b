package host

import (
	"context"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// Sync reports changes. It is not repeated when it is lost with its process: the
// token was read already.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	g, err := c.plugin.acquire(ctx, reading)
	if err != nil {
		return nil, err
	}
	end := sync.OnceFunc(func() { g.calls.end(reading) })
	conn, err := c.on(ctx, g)
	if err != nil {
		end()
		return nil, err
	}
	inner, err := conn.Sync(ctx, req)
	if err != nil {
		end()
		return nil, err
	}
	return shared.NewChanges(inner.All(), inner.WriteToken, inner.Stats, func() {
		inner.Close()
		end()
	}), nil
}
