package host

import (
	"context"
	"time"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// endGrace is how long a broken connection may precede the end of the process.
const endGrace = time.Second

// Ping asks the process whether it serves, within Spec.PingTimeout. It returns
// ErrPluginCrashed when the process has ended, ErrTimeout when there was no
// answer in time, ErrCancelled when ctx was cancelled, and ErrConnectionFailed
// when it does not serve.
func (p *Plugin) Ping(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, p.spec.PingTimeout)
	defer cancel()
	err := p.check(bounded)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return shared.AsError(ctx.Err())
	case bounded.Err() != nil && !closed(p.Done()):
		return shared.NewError(shared.ErrTimeout, "%s (process %d) did not answer a ping within %v",
			pluginlog.Escape(p.name), p.PID(), p.spec.PingTimeout)
	}
	grace, cancel := context.WithTimeout(ctx, endGrace)
	defer cancel()
	if reason := p.exitReason(grace); reason != nil {
		return reason
	}
	return err
}

// check makes one health check. Go-plugin's own has no deadline and ignores what
// the answer says.
func (p *Plugin) check(ctx context.Context) error {
	answer, err := grpc_health_v1.NewHealthClient(p.conn).Check(ctx,
		&grpc_health_v1.HealthCheckRequest{Service: goplugin.GRPCServiceName})
	if err != nil {
		return shared.NewError(shared.ErrConnectionFailed, "%s did not answer a health check: %s",
			pluginlog.Escape(p.name), pluginlog.Escape(err.Error()))
	}
	if answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return shared.NewError(shared.ErrConnectionFailed, "%s answered a health check with %s",
			pluginlog.Escape(p.name), answer.GetStatus())
	}
	return nil
}
