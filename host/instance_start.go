package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/runner"
	"google.golang.org/grpc"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/sockdir"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// killTimeout is how long the host waits for a process that was sent SIGKILL,
// and for the reading of its last output.
const killTimeout = 3 * time.Second

// startInstance starts a process of a release and returns when it answers. ctx
// bounds the start alone, as limit does. A start that fails leaves nothing behind.
func startInstance(ctx context.Context, r *release, limit time.Time) (*instance, error) {
	s := r.spec
	if err := ctx.Err(); err != nil {
		return nil, startError(s, failure{what: "the start was given up", cause: err})
	}
	dir, err := newSocketDir(s)
	if err != nil {
		return nil, startError(s, failure{what: err.Error(), remedy: "give a folder that can be written to as SocketDir"})
	}
	if err := r.prepare(ctx, dir.Path(), limit); err != nil {
		return nil, errors.Join(err, dir.Remove())
	}
	p := newInstance(r, dir)
	if err := p.start(ctx, limit); err != nil {
		return nil, err
	}
	return p, nil
}

// newSocketDir makes the private folder in the first base that takes it.
func newSocketDir(s *Spec) (*sockdir.Dir, error) {
	var failed error
	for _, base := range s.socketBases {
		dir, err := sockdir.New(base)
		if err == nil {
			return dir, nil
		}
		failed = errors.Join(failed, err)
	}
	return nil, failed
}

func newInstance(r *release, dir *sockdir.Dir) *instance {
	s := r.spec
	name := filepath.Base(s.Path)
	p := &instance{
		spec: s, name: name, dir: dir,
		stderr:  pluginlog.NewTail(s.StderrLines),
		stopped: make(chan struct{}),
	}
	bridge := pluginlog.NewBridge(s.Logger.Named(name), p.stderr)
	p.runner = newRunner(s, r.exec, dir.Path(), bridge)
	versions := pluginrpc.Plugins(pluginrpc.ClientOptions{
		ExitReason:        p.exitReason,
		UnaryTimeout:      s.CallTimeout,
		StreamIdleTimeout: s.StreamIdleTimeout,
		Logger:            s.Logger.Named(name),
	})
	for version := range versions {
		p.versions = append(p.versions, version)
	}
	p.client = goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig:  pluginrpc.Handshake(),
		VersionedPlugins: versions,
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		RunnerFunc:       p.runnerFunc,
		SkipHostEnv:      true,
		AutoMTLS:         true,
		// The start is bounded here; go-plugin's own bound knows no context.
		StartTimeout:     s.StartTimeout + killTimeout,
		UnixSocketConfig: &goplugin.UnixSocketConfig{TempDir: dir.Path()},
		SyncStdout:       bridge.Lines(pluginlog.Stdout),
		SyncStderr:       bridge.Lines(pluginlog.Stderr),
		// Whatever it has to say is said by the errors here.
		Logger:          hclog.New(&hclog.LoggerOptions{Level: hclog.Off}),
		GRPCDialOptions: append(pluginrpc.DialOptions(), grpc.WithChainStreamInterceptor(p.conns.intercept)),
	})
	return p
}

// runnerFunc completes the environment that go-plugin has made.
func (p *instance) runnerFunc(_ hclog.Logger, cmd *exec.Cmd, _ string) (runner.Runner, error) {
	p.runner.env = append(pluginEnv(p.spec, os.Environ()), cmd.Env...)
	// Instead of a folder in the folder, which would make the path longer. The
	// last entry counts.
	p.runner.env = append(p.runner.env, goplugin.EnvUnixSocketDir+"="+p.dir.Path())
	return p.runner, nil
}

// start brings the connector up, or leaves nothing of it behind.
func (p *instance) start(ctx context.Context, limit time.Time) error {
	startCtx, cancel := context.WithDeadline(ctx, limit)
	defer cancel()
	var err error
	connected := make(chan struct{})
	go func() {
		defer close(connected)
		err = p.connect(startCtx)
	}()
	select {
	case <-connected:
		if err == nil {
			return nil
		}
		p.abandon()
	case <-startCtx.Done():
		// Go-plugin's start cannot be cancelled and holds a lock that its Kill
		// wants: only the end of the process ends it.
		p.runner.kill()
		select {
		case <-connected:
			p.abandon()
		case <-time.After(killTimeout):
			go func() {
				<-connected
				p.abandon()
			}()
			return p.explainStart(ctx, startCtx, startCtx.Err())
		}
	}
	return p.explainStart(ctx, startCtx, err)
}

// connect performs the start: process, handshake, connection, first answer.
func (p *instance) connect(ctx context.Context) error {
	protocol, err := p.client.Client()
	if err != nil {
		return err
	}
	grpcClient, ok := protocol.(*goplugin.GRPCClient)
	if !ok {
		return fmt.Errorf("go-plugin made a %T instead of a gRPC client", protocol)
	}
	p.conn = grpcClient.Conn
	raw, err := grpcClient.Dispense(pluginrpc.PluginName)
	if err != nil {
		return err
	}
	if p.remote, ok = raw.(shared.FullConnector); !ok {
		return fmt.Errorf("go-plugin dispensed a %T instead of a connector", raw)
	}
	return p.check(ctx)
}

// abandon ends a start that failed and cleans up after it.
func (p *instance) abandon() {
	p.beginStop(stoppedByHost)
	p.runner.kill()
	select {
	case <-p.stopped:
	case <-time.After(killTimeout):
	}
}
