package pluginrpc

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// service answers the calls of a host. Its methods return errors of the
// catalogue; the interceptors make statuses of them.
type service struct {
	connectorv1.UnimplementedConnectorServiceServer

	connector   shared.FullConnector
	connections *connectionTable
	flushDelay  time.Duration
	// progressInterval is how often a search tells its progress.
	progressInterval time.Duration
}

var _ connectorv1.ConnectorServiceServer = (*service)(nil)

func newService(connector shared.FullConnector) *service {
	return &service{connector: connector, connections: newConnectionTable(), flushDelay: FlushDelay, progressInterval: ProgressInterval}
}

// serverOptions are those of every server of the contract; before is called
// before every call of any service. WaitForHandlers is not among them: go-plugin's shutdown is itself a handler, which would wait
// for itself.
func serverOptions(logger hclog.Logger, before func()) []grpc.ServerOption {
	i := interceptors{logger: logger, before: before}
	return []grpc.ServerOption{
		grpc.MaxRecvMsgSize(MaxMessageBytes),
		grpc.MaxSendMsgSize(MaxMessageBytes),
		grpc.StaticStreamWindowSize(StreamWindowBytes),
		grpc.StaticConnWindowSize(ConnectionWindowBytes),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second, PermitWithoutStream: true}),
		grpc.UnaryInterceptor(i.unary),
		grpc.StreamInterceptor(i.stream),
	}
}

// GetInfo names the connector.
func (s *service) GetInfo(ctx context.Context, _ *connectorv1.GetInfoRequest) (*connectorv1.GetInfoResponse, error) {
	info, err := s.connector.Info(ctx)
	if err != nil {
		return nil, err
	}
	return codec.EncodeInfo(info)
}

// ValidateConfig checks a configuration.
func (s *service) ValidateConfig(ctx context.Context, req *connectorv1.ValidateConfigRequest) (*connectorv1.ValidateConfigResponse, error) {
	r, err := codec.DecodeValidate(req)
	if err != nil {
		return nil, invalid(err)
	}
	return &connectorv1.ValidateConfigResponse{}, s.connector.Validate(ctx, r)
}

// Connect makes a connection.
func (s *service) Connect(ctx context.Context, req *connectorv1.ConnectRequest) (*connectorv1.ConnectResponse, error) {
	r, err := codec.DecodeConnect(req)
	if err != nil {
		return nil, invalid(err)
	}
	conn, err := s.connector.Connect(ctx, r)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		// Nobody is left to whom its id could be told.
		return nil, errors.Join(shared.AsError(ctx.Err()), conn.Close(ctx))
	}
	return &connectorv1.ConnectResponse{ConnectionId: s.connections.add(conn)}, nil
}

// Close forgets a connection and cancels its calls.
func (s *service) Close(ctx context.Context, req *connectorv1.CloseRequest) (*connectorv1.CloseResponse, error) {
	return &connectorv1.CloseResponse{}, s.connections.close(ctx, req.GetConnectionId())
}

// invalid is the error of a request that makes no sense.
func invalid(fault error) error {
	return shared.NewError(shared.ErrInvalidRequest, "the request is malformed: %v", fault)
}
