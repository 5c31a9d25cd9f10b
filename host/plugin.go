package host

import (
	"context"
	"sync"
	"sync/atomic"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/process"
	"github.com/igaplugin/igaplugin/host/internal/sockdir"
	"github.com/igaplugin/igaplugin/shared"
)

// Plugin is a connector process that was launched. Its methods are safe for
// concurrent use.
type Plugin struct {
	spec     *Spec
	name     string
	versions []int
	dir      *sockdir.Dir
	tail     *pluginlog.Tail
	runner   *pluginRunner
	client   *goplugin.Client
	conns    conns

	// Set by a successful start, constant afterwards.
	conn      *grpc.ClientConn
	connector shared.FullConnector

	stopOnce sync.Once
	stopping atomic.Bool
	stopped  chan struct{}
	stopErr  error
}

// Connector returns the connector in the process. Calls fail with
// ErrPluginCrashed when the process ends before they do.
func (p *Plugin) Connector() shared.FullConnector { return p.connector }

// Info describes the connector.
func (p *Plugin) Info(ctx context.Context) (*shared.Info, error) { return p.connector.Info(ctx) }

// Validate checks a configuration, as the user wrote it, without network. It
// returns ErrInvalidConfiguration with all faults.
func (p *Plugin) Validate(ctx context.Context, config shared.Attributes) error {
	return p.connector.Validate(ctx, &shared.ValidateRequest{Config: config})
}

// Connect binds a configuration, as the user wrote it, to a connection, without
// network. The connection must be closed.
func (p *Plugin) Connect(ctx context.Context, config shared.Attributes) (shared.FullConnection, error) {
	return p.connector.Connect(ctx, &shared.ConnectRequest{Config: config})
}

// Path returns the absolute path of the connector.
func (p *Plugin) Path() string { return p.spec.Path }

// PID returns the id of the process. It may be in use by another process once
// Done is closed.
func (p *Plugin) PID() int { return p.process().PID() }

// ProtocolVersion returns the version of the contract that host and connector
// agreed on. The version of the connector itself is in its Info.
func (p *Plugin) ProtocolVersion() int { return p.client.NegotiatedVersion() }

// Done is closed when the process has ended, for whatever reason, and its last
// output was read.
func (p *Plugin) Done() <-chan struct{} { return p.process().Done() }

// ExitStatus returns how the process ended; ended is false while it runs.
func (p *Plugin) ExitStatus() (status ExitStatus, ended bool) {
	proc := p.process()
	if proc == nil {
		return ExitStatus{}, false
	}
	if !closed(proc.Exited()) {
		return ExitStatus{}, false
	}
	return ExitStatus(proc.Status()), true
}

// StderrTail returns the last lines that the connector wrote to standard error,
// oldest first and safe to print, at most Spec.StderrLines.
func (p *Plugin) StderrTail() []string { return p.tail.Lines() }

// exitReason waits for the end of the process, within ctx, and tells how it
// ended; it returns nil when ctx ends first.
func (p *Plugin) exitReason(ctx context.Context) *shared.Error {
	proc := p.process()
	if proc == nil {
		return nil
	}
	select {
	case <-proc.Done():
	case <-ctx.Done():
		// Both may be true, and then the end of the process is the news.
		if !closed(proc.Done()) {
			return nil
		}
	}
	if p.stopping.Load() {
		return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) was stopped by the host",
			pluginlog.Escape(p.name), proc.PID())
	}
	return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) %s%s",
		pluginlog.Escape(p.name), proc.PID(), ExitStatus(proc.Status()), lastWords(p.tail))
}

func (p *Plugin) process() *process.Process { return p.runner.process() }

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
