package adapter

import (
	"context"
	"sync"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

// connection is an adapted connection.
type connection struct {
	inner  shared.Connection
	info   *shared.Info
	hide   *redactor
	logger hclog.Logger
	life   *life

	mu     sync.Mutex
	schema *shared.Schema // nil until it was fetched and found right
}

var _ shared.FullConnection = (*connection)(nil)

func newConnection(inner shared.Connection, info *shared.Info, hide *redactor, logger hclog.Logger) *connection {
	return &connection{inner: inner, info: info, hide: hide, logger: logger, life: newLife()}
}

// Schema returns the connector's schema. It is fetched and checked once.
func (c *connection) Schema(ctx context.Context) (*shared.Schema, error) {
	c.mu.Lock()
	known := c.schema
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	// Not under the lock: fetching may take long, and fetching twice is harmless.
	schema, err := call(ctx, c, "schema", func(ctx context.Context) (*shared.Schema, error) {
		s, err := c.inner.Schema(ctx)
		if err != nil {
			return nil, err
		}
		if err := shared.CheckSchema(s, c.info); err != nil {
			return nil, err
		}
		return s, c.checkOperations(s)
	})
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.schema == nil {
		c.schema = schema
	}
	return c.schema, nil
}

// checkOperations refuses a schema that promises what the connection does not
// implement.
func (c *connection) checkOperations(s *shared.Schema) error {
	for _, class := range s.Classes {
		for _, o := range class.Operations {
			if !c.implements(o.Operation) {
				return shared.NewError(shared.ErrInternal,
					"defect of the connector: class %s lists %s, which its connection does not implement", class.Name, o.Operation)
			}
		}
	}
	return nil
}

// implements tells whether the connector's connection has the interface of op.
func (c *connection) implements(op shared.Operation) bool {
	var ok bool
	switch op {
	case shared.OperationGet, shared.OperationSearch:
		ok = true
	case shared.OperationCreate:
		_, ok = c.inner.(shared.Creator)
	case shared.OperationUpdate:
		_, ok = c.inner.(shared.Updater)
	case shared.OperationDelete:
		_, ok = c.inner.(shared.Deleter)
	case shared.OperationSync:
		_, ok = c.inner.(shared.Syncer)
	}
	return ok
}

// call runs a call of the connector under protection, within the life of the
// connection.
func call[T any](ctx context.Context, c *connection, op string, do func(context.Context) (T, error)) (out T, err error) {
	if err := c.life.begin(); err != nil {
		return out, err
	}
	defer c.life.calls.Done()
	joined := c.life.join(ctx)
	defer joined.release()
	out, err = protect(joined, c.logger, c.hide, op, func() (T, error) { return do(joined) })
	return out, explain(joined, err)
}

// Test reports what works and what is missing.
func (c *connection) Test(ctx context.Context, req *shared.TestRequest) (*shared.TestReport, error) {
	report, err := call(ctx, c, "test", func(ctx context.Context) (*shared.TestReport, error) {
		return nonNil(c.inner.Test(ctx, orZero(req)))
	})
	if err != nil {
		return nil, err
	}
	return c.hide.report(report), nil
}

// Close cancels the calls that are running, waits for them up to a second, and
// releases the connection. Closing it again is no error. A done context does not
// keep it from closing.
func (c *connection) Close(ctx context.Context) error {
	if !c.life.end() {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	_, err := protect(ctx, c.logger, c.hide, "close", func() (struct{}, error) {
		return struct{}{}, c.inner.Close(ctx)
	})
	return err
}
