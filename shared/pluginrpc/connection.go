package pluginrpc

import (
	"context"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// connection is a connection of a connector in another process.
type connection struct {
	link *link
	id   string
}

var _ shared.FullConnection = (*connection)(nil)

// Schema describes the object classes.
func (c *connection) Schema(ctx context.Context) (*shared.Schema, error) {
	resp, _, err := unary(ctx, c.link, c.link.rpc.GetSchema, &connectorv1.GetSchemaRequest{ConnectionId: c.id})
	if err != nil {
		return nil, err
	}
	schema, err := codec.DecodeSchema(resp.GetSchema())
	return answer(schema, err)
}

// Test reports what works and what is missing.
func (c *connection) Test(ctx context.Context, _ *shared.TestRequest) (*shared.TestReport, error) {
	resp, _, err := unary(ctx, c.link, c.link.rpc.Test, &connectorv1.TestRequest{ConnectionId: c.id})
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
	resp, _, err := unary(ctx, c.link, c.link.rpc.Get, wire)
	if err != nil {
		return nil, err
	}
	obj, err := decodeRow(resp.GetObject())
	return answer(obj, err)
}

// Close releases the connection.
func (c *connection) Close(ctx context.Context) error {
	_, _, err := unary(ctx, c.link, c.link.rpc.Close, &connectorv1.CloseRequest{ConnectionId: c.id})
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
