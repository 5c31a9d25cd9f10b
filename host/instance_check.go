package host

import (
	"context"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// check makes one health check. Go-plugin's own has no deadline and ignores what
// the answer says.
func (p *instance) check(ctx context.Context) error { return healthCheck(ctx, p.conn, p.name) }

// healthCheck asks the process at the other end of a connection whether it
// serves.
func healthCheck(ctx context.Context, conn *grpc.ClientConn, name string) error {
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(ctx,
		&grpc_health_v1.HealthCheckRequest{Service: goplugin.GRPCServiceName})
	if err != nil {
		return shared.NewError(shared.ErrConnectionFailed, "%s did not answer a health check: %s",
			pluginlog.Escape(name), pluginlog.Escape(err.Error()))
	}
	if answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return shared.NewError(shared.ErrConnectionFailed, "%s answered a health check with %s",
			pluginlog.Escape(name), answer.GetStatus())
	}
	return nil
}
