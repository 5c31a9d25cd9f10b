package pluginrpc

import (
	"context"
	"fmt"
	"net"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
)

// debugServer serves what go-plugin's server does, but for the services that
// belong to the one host that has started a process: none of the hosts here can
// end it.
type debugServer struct {
	server  *grpc.Server
	service *service
}

func newDebugServer(logger hclog.Logger, svc *service) *debugServer {
	server := grpc.NewServer(serverOptions(logger, func() {})...)
	connectorv1.RegisterConnectorServiceServer(server, svc)
	status := health.NewServer()
	status.SetServingStatus(plugin.GRPCServiceName, grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(server, status)
	return &debugServer{server: server, service: svc}
}

// serve serves until stop.
func (s *debugServer) serve(listener net.Listener) error {
	if err := s.server.Serve(listener); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// stop ends the server with its calls, and closes what is open.
func (s *debugServer) stop(logger hclog.Logger) {
	s.server.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if err := s.service.connections.closeAll(ctx); err != nil {
		logger.Warn("connections did not close in order", "error", err)
	}
}
