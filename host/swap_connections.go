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
	opened map[*connection]shared.FullConnection
}

// discardNew ends a version that does not come in.
func (u *upcoming) discardNew(ctx context.Context) {
	// Its connections end with it; nobody has used them.
	if err := u.gen.stop(ctx, stoppedByHost); err != nil {
		u.gen.release.spec.Logger.Warn("the connector process did not end in order", "error", err)
	}
	u.gen.release.close()
}

// adopt opens a connection in the new version and compares the schemas.
func (u *upcoming) adopt(ctx context.Context, c *connection, old *generation, report *SwapReport) error {
	before := c.schemaOf(ctx, old)
	inner, err := u.gen.life.connector().Connect(ctx, c.req)
	if err != nil {
		return fmt.Errorf("open a connection in version %s: %w", pluginlog.Escape(report.To), err)
	}
	u.opened[c] = inner
	after, err := inner.Schema(ctx)
	if err != nil {
		return fmt.Errorf("read the schema of version %s: %w", pluginlog.Escape(report.To), err)
	}
	if before == nil {
		report.NotCompared++
		return nil
	}
	report.Changes = compat.Join(report.Changes, compat.Schemas(before, after))
	return nil
}

// schemaOf returns the schema of a connection in a generation, or the last that
// was seen when there is nobody to ask or the answer is an error: the new version
// may be the cure of that. It returns nil when none was seen.
func (c *connection) schemaOf(ctx context.Context, g *generation) *shared.Schema {
	inner, err := c.known(g)
	if err == nil && inner != nil && !g.over() {
		if schema, err := inner.Schema(ctx); err == nil {
			return schema
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.schema
}

// place puts a connection that is open in a new generation beside the others. One
// that its owner has closed meanwhile ends with its process.
func (c *connection) place(g *generation, inner shared.FullConnection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.inner[g] = inner
	}
}
