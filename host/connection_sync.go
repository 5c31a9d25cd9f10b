package host

import (
	"context"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// Sync reports changes. It is not repeated when it is lost with its process: the
// token was read already.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	who := c.plugin.newCaller(ctx)
	defer who.end()
	g, err := who.acquire(reading)
	if err != nil {
		return nil, err
	}
	end := sync.OnceFunc(func() { g.calls.end(reading) })
	begun := false
	defer func() {
		// Also when the reader of the token panics, which is the host's.
		if !begun {
			end()
		}
	}()
	conn, err := c.on(ctx, g)
	if err != nil {
		return nil, err
	}
	inner, err := conn.Sync(ctx, req)
	if err != nil {
		return nil, err
	}
	begun = true
	return shared.NewChanges(inner.All(), inner.WriteToken, inner.Stats, func() {
		inner.Close()
		end()
	}), nil
}
