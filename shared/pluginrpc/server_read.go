package pluginrpc

import (
	"context"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// GetSchema describes the object classes.
func (s *service) GetSchema(ctx context.Context, req *connectorv1.GetSchemaRequest) (*connectorv1.GetSchemaResponse, error) {
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	schema, err := conn.Schema(ctx)
	if err != nil {
		return nil, err
	}
	wire, err := codec.EncodeSchema(schema)
	return &connectorv1.GetSchemaResponse{Schema: wire}, err
}

// Test reports what works.
func (s *service) Test(ctx context.Context, req *connectorv1.TestRequest) (*connectorv1.TestResponse, error) {
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	report, err := conn.Test(ctx, &shared.TestRequest{})
	if err != nil {
		return nil, err
	}
	return codec.EncodeReport(report)
}

// Get reads one object.
func (s *service) Get(ctx context.Context, req *connectorv1.GetRequest) (*connectorv1.GetResponse, error) {
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	r, err := codec.DecodeGet(req)
	if err != nil {
		return nil, invalid(err)
	}
	obj, err := conn.Get(ctx, r)
	if err != nil {
		return nil, err
	}
	wire, size, err := new(codec.RowEncoder).Object(obj, MaxObjectBytes)
	if err != nil {
		return nil, err
	}
	resp := &connectorv1.GetResponse{Object: wire}
	if size > MaxObjectBytes {
		// What stands around the object is much less than the rest.
		err = checkAnswerSize(resp)
	}
	return resp, err
}
