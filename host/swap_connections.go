package host

import (
	"context"
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// upcoming is a version on its way in.
type upcoming struct {
	gen    *generation
	begun  time.Time
	opened map[*connection]opened
}

// discardNew ends a version that does not come in.
func (u *upcoming) discardNew(ctx context.Context) {
	// Its connections end with it; nobody has used them.
	if err := u.gen.stop(ctx, stoppedByHost); err != nil {
		u.gen.release.spec.Logger.Warn("the connector process did not end in order", "error", err)
	}
	u.gen.release.close()
}

// opened is a connection that is open in the new version.
type opened struct {
	inner  shared.FullConnection
	schema *shared.Schema
}

// adopt opens a connection in the new version and compares its schema with the
// last that was seen.
func (u *upcoming) adopt(ctx context.Context, c *connection, report *SwapReport) error {
	inner, err := u.gen.life.connector().Connect(ctx, c.req)
	if err != nil {
		return fmt.Errorf("open a connection in version %s: %w", pluginlog.Escape(report.To), err)
	}
	after, err := inner.Schema(ctx)
	if err != nil {
		return fmt.Errorf("read the schema of version %s: %w", pluginlog.Escape(report.To), err)
	}
	u.opened[c] = opened{inner: inner, schema: after}
	c.mu.Lock()
	before := c.schema
	c.mu.Unlock()
	if before == nil {
		report.NotCompared++
		return nil
	}
	report.Changes = compat.Join(report.Changes, compat.Schemas(before, after))
	return nil
}

// look sees the schema of a connection in a generation. What cannot be seen is
// no failure of a swap.
func (c *connection) look(ctx context.Context, g *generation) {
	inner, err := c.known(g)
	if err != nil || inner == nil {
		return
	}
	if schema, err := inner.Schema(ctx); err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.schema = schema
	}
}

// place puts a connection that is open in a new generation beside the others.
func (c *connection) place(g *generation, o opened) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		// Its owner has closed it meanwhile. Nobody waits for that here.
		go func() { _ = g.close(context.Background(), o.inner) }()
		return
	}
	c.inner[g], c.schema = o.inner, o.schema
}
