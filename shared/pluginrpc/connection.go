package pluginrpc

import (
	"context"
	"time"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// connection is a connection of a connector in another process.
type connection struct {
	link *link
	id   string
	// open ends with Close, and with it the streams that nobody reads: their
	// senders would wait for a reader for ever.
	open  context.Context
	close context.CancelCauseFunc
}

var _ shared.FullConnection = (*connection)(nil)

func newConnection(l *link, id string) *connection {
	// A connection outlives the call that makes it.
	open, cancel := context.WithCancelCause(context.Background())
	return &connection{link: l, id: id, open: open, close: cancel}
}

// openStream prepares a stream that ends with the connection.
func (c *connection) openStream(ctx context.Context) *stream {
	s := c.link.openStream(ctx)
	stop := context.AfterFunc(c.open, func() { s.cancel(context.Cause(c.open)) })
	release := s.release
	s.release = func() {
		stop()
		release()
	}
	return s
}

// Schema describes the object classes.
func (c *connection) Schema(ctx context.Context) (*shared.Schema, error) {
	resp, err := unary(ctx, c.link, c.link.rpc.GetSchema, &connectorv1.GetSchemaRequest{ConnectionId: c.id})
	if err != nil {
		return nil, err
	}
	schema, err := codec.DecodeSchema(resp.GetSchema())
	return answer(schema, err)
}

// Test reports what works and what is missing.
func (c *connection) Test(ctx context.Context, _ *shared.TestRequest) (*shared.TestReport, error) {
	resp, err := unary(ctx, c.link, c.link.rpc.Test, &connectorv1.TestRequest{ConnectionId: c.id})
	if err != nil {
		return nil, err
	}
	report, err := codec.DecodeReport(resp)
	return answer(report, err)
}

// Get reads one object.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	req = orZero(req)
	wire, err := codec.EncodeGet(c.id, req)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveGet(s, req)
			return err
		})
	}
	resp, err := unary(ctx, c.link, c.link.rpc.Get, wire)
	if err != nil {
		return nil, err
	}
	obj, err := decodeRow(resp.GetObject())
	return answer(obj, err)
}

// closeGrace is what a connection has to close when the caller has no time left.
const closeGrace = time.Second

// Close ends the streams of the connection and releases it. A done context does
// not keep it from closing, within a second.
func (c *connection) Close(ctx context.Context) error {
	c.close(adapter.ErrClosed())
	closing := context.WithoutCancel(ctx)
	if limit, ok := ctx.Deadline(); ok {
		if least := time.Now().Add(closeGrace); limit.Before(least) {
			limit = least
		}
		var cancel context.CancelFunc
		closing, cancel = context.WithDeadline(closing, limit)
		defer cancel()
	}
	_, err := unary(closing, c.link, c.link.rpc.Close, &connectorv1.CloseRequest{ConnectionId: c.id})
	return err
}

// refuse explains a request that cannot even be sent, in the words of a
// connector that had received it where there are any.
func (c *connection) refuse(ctx context.Context, fault error, resolve func(*shared.Schema) error) error {
	if schema, err := c.Schema(ctx); err == nil {
		if err := resolve(schema); err != nil {
			return err
		}
	}
	return shared.NewError(shared.ErrInvalidRequest, "%v", fault)
}
