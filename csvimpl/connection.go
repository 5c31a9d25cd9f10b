package csvimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// connection is the files of one configuration. It holds nothing open between
// calls.
type connection struct {
	tables []*table
}

var _ shared.FullConnection = (*connection)(nil)

func newConnection(s *settings) *connection {
	c := &connection{}
	for _, t := range s.tables {
		c.tables = append(c.tables, newTable(s, t))
	}
	return c
}

// table returns the table of a class. Requests name classes of the schema only.
func (c *connection) table(class string) (*table, error) {
	for _, t := range c.tables {
		if t.class == class {
			return t, nil
		}
	}
	return nil, shared.NewError(shared.ErrNotFound, "no object class %s", class)
}

// open opens the file of a class.
func (c *connection) open(ctx context.Context, class string) (*source, error) {
	t, err := c.table(class)
	if err != nil {
		return nil, err
	}
	return t.open(ctx)
}

// Schema describes the columns of the files, and makes missing files where the
// configuration says so.
func (c *connection) Schema(ctx context.Context) (*shared.Schema, error) {
	schema := &shared.Schema{}
	for _, t := range c.tables {
		src, err := t.open(ctx)
		if err != nil {
			return nil, err
		}
		if err := src.close(); err != nil {
			return nil, t.ioFault("closing", err)
		}
		schema.Classes = append(schema.Classes, src.layout.class)
	}
	return schema, nil
}

// Close has nothing to release: every call closes what it opens.
func (c *connection) Close(context.Context) error { return nil }
