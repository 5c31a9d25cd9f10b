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

// instance is a connector process that this host has started, from its start to
// its end. Its methods are safe for concurrent use.
type instance struct {
	spec     *Spec
	name     string
	versions []int
	dir      *sockdir.Dir
	stderr   *pluginlog.Tail
	runner   *pluginRunner
	client   *goplugin.Client
	conns    conns

	// Set by a successful start, constant afterwards.
	conn   *grpc.ClientConn
	remote shared.FullConnector

	stopOnce sync.Once
	// ending says why the host ends the process, once it does.
	ending  atomic.Pointer[string]
	stopped chan struct{}
	stopErr error
}

var _ life = (*instance)(nil)

func (p *instance) connector() shared.FullConnector { return p.remote }

func (p *instance) pid() int { return p.process().PID() }

func (p *instance) protocolVersion() int { return p.client.NegotiatedVersion() }

func (p *instance) done() <-chan struct{} { return p.process().Done() }

func (p *instance) exit() (status ExitStatus, ended bool) {
	proc := p.process()
	if proc == nil || !closed(proc.Exited()) {
		return ExitStatus{}, false
	}
	return ExitStatus(proc.Status()), true
}

func (p *instance) tail() []string { return p.stderr.Lines() }

func (p *instance) exitReason(ctx context.Context) *shared.Error {
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
	if why := p.ending.Load(); why != nil {
		return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) %s",
			pluginlog.Escape(p.name), proc.PID(), *why)
	}
	return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) %s%s",
		pluginlog.Escape(p.name), proc.PID(), ExitStatus(proc.Status()), lastWords(p.stderr))
}

func (p *instance) process() *process.Process { return p.runner.process() }

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
