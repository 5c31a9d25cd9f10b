package adapter

import (
	"context"
	"io"

	"github.com/igaplugin/igaplugin/shared"
)

// Get reads one object after checking the request.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveGet(schema, orZero(req))
	if err != nil {
		return nil, c.refused(err)
	}
	return call(ctx, c, "get", func(ctx context.Context) (*shared.Object, error) {
		return nonNil(c.inner.Get(ctx, resolved))
	})
}

// Search finds objects after checking the query.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveQuery(schema, orZero(q))
	if err != nil {
		return nil, c.refused(err)
	}
	s, inner, err := open(ctx, c, "search", func(ctx context.Context) (*shared.Results, error) {
		return nonNil(c.inner.Search(ctx, resolved))
	})
	if err != nil {
		return nil, err
	}
	if resolved.Explain == shared.ExplainOnly {
		return c.planOnly(s, inner)
	}
	page := func() (p shared.Page) {
		p.Remaining = -1
		s.quietly(func() { p = inner.Page() })
		return p
	}
	out := shared.NewResults(rowsOf(s, inner.All()), page, func() { s.close(inner.Close) })
	out.AttributeSet, out.Plan = inner.AttributeSet, inner.Plan
	return out, nil
}

// planOnly ends a search that was to tell its plan, whatever the connector would
// return besides.
func (c *connection) planOnly(s *stream, inner *shared.Results) (*shared.Results, error) {
	s.close(inner.Close)
	if inner.Plan == nil {
		return nil, shared.NewError(shared.ErrUnsupported, "connector %s cannot tell how it reads the rows", c.info.Name)
	}
	stats := shared.OperationStats{}
	s.quietly(func() { stats = inner.Page().Stats })
	out := shared.NewResults(func(func(*shared.Object, error) bool) {}, func() shared.Page {
		return shared.Page{Remaining: -1, Stats: stats}
	}, nil)
	out.AttributeSet, out.Plan = inner.AttributeSet, inner.Plan
	return out, nil
}

// Sync reports changes after checking the request.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveSync(schema, orZero(req))
	if err != nil {
		return nil, c.refused(err)
	}
	syncer, ok := c.inner.(shared.Syncer)
	if !ok {
		return nil, c.unsupported(shared.OperationSync)
	}
	s, inner, err := open(ctx, c, "sync", func(ctx context.Context) (*shared.Changes, error) {
		return nonNil(syncer.Sync(ctx, resolved))
	})
	if err != nil {
		return nil, err
	}
	writeToken := func(w io.Writer) error {
		_, err := call(s.ctx, c, "sync", func(context.Context) (struct{}, error) {
			return struct{}{}, inner.WriteToken(w)
		})
		return err
	}
	stats := func() (out shared.OperationStats) {
		s.quietly(func() { out = inner.Stats() })
		return out
	}
	return shared.NewChanges(rowsOf(s, inner.All()), writeToken, stats, func() { s.close(inner.Close) }), nil
}

// refused takes secrets out of the error of a request that was not accepted.
func (c *connection) refused(err error) error { return catalogued(c.hide, err) }

// unsupported is the answer where the connector lacks an operation. It cannot
// happen for an operation that a checked schema lists.
func (c *connection) unsupported(op shared.Operation) error {
	return shared.NewError(shared.ErrUnsupported, "connector %s does not support %s", c.info.Name, op)
}
