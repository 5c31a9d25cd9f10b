package adapter

import (
	"context"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
)

// Get reads one object after checking the request.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveGet(schema, req)
	if err != nil {
		return nil, c.refused(err)
	}
	return protect(ctx, c.logger, c.hide, "get", func() (*shared.Object, error) {
		return nonNil(c.inner.Get(ctx, resolved))
	})
}

// Search finds objects after checking the query.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveQuery(schema, q)
	if err != nil {
		return nil, c.refused(err)
	}
	inner, err := protect(ctx, c.logger, c.hide, "search", func() (*shared.Results, error) {
		return nonNil(c.inner.Search(ctx, resolved))
	})
	if err != nil {
		return nil, err
	}
	out := shared.NewResults(guarded(ctx, c, "search", inner.All()), inner.Page, inner.Close)
	out.AttributeSet = inner.AttributeSet
	return out, nil
}

// Sync reports changes after checking the request.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveSync(schema, req)
	if err != nil {
		return nil, c.refused(err)
	}
	syncer, ok := c.inner.(shared.Syncer)
	if !ok {
		return nil, c.unsupported(shared.OperationSync)
	}
	inner, err := protect(ctx, c.logger, c.hide, "sync", func() (*shared.Changes, error) {
		return nonNil(syncer.Sync(ctx, resolved))
	})
	if err != nil {
		return nil, err
	}
	return shared.NewChanges(guarded(ctx, c, "sync", inner.All()), c.tokenWriter(ctx, inner), inner.Stats, inner.Close), nil
}

// refused takes secrets out of the error of a request that was not accepted.
func (c *connection) refused(err error) error { return catalogued(c.hide, err) }

// unsupported is the answer where the connector lacks an operation. It cannot
// happen for an operation that a checked schema lists.
func (c *connection) unsupported(op shared.Operation) error {
	return shared.NewError(shared.ErrUnsupported, "connector %s does not support %s", c.info.Name, op)
}

// guarded passes rows on. The first error ends them and becomes one of the
// catalogue; a done context ends them with its error; a panic of the producer
// becomes ErrInternal, whereas one of the consumer is left alone.
func guarded[T any](ctx context.Context, c *connection, op string, seq iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		inConsumer := false
		pass := func(row *T, err error) bool {
			inConsumer = true
			more := yield(row, err)
			inConsumer = false
			return more
		}
		defer func() {
			if inConsumer {
				return
			}
			if r := recover(); r != nil {
				yield(nil, panicError(c.logger, c.hide, op, r))
			}
		}()
		for row, err := range seq {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil && row == nil {
				_, err = nonNil[T](nil, nil)
			}
			if err != nil {
				pass(nil, catalogued(c.hide, err))
				return
			}
			if !pass(row, nil) {
				return
			}
		}
		// A connector that stops quietly when its context ends must not look
		// complete.
		if err := ctx.Err(); err != nil {
			pass(nil, catalogued(c.hide, err))
		}
	}
}
