package host

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// attached is a connector process that somebody else has started, for the time
// that this host speaks to it. It is never killed: whose process it is, who knows
// by then. Its methods are safe for concurrent use.
type attached struct {
	spec   *Spec
	record pluginrpc.ReattachRecord
	conn   *grpc.ClientConn
	remote shared.FullConnector

	// ctx ends, and over is closed, with the process and with stop.
	ctx     context.Context
	cancel  context.CancelFunc
	over    chan struct{}
	once    sync.Once
	gone    atomic.Bool
	watcher sync.WaitGroup
}

var _ life = (*attached)(nil)

// attach begins to speak to the connector that the record of s leads to, and
// returns when it answers. ctx bounds that alone, as Spec.StartTimeout does.
func attach(ctx context.Context, s *Spec) (*attached, error) {
	record, err := readRecord(s.Reattach)
	if err != nil {
		return nil, startError(s, recordFailure(err))
	}
	a := &attached{spec: s, record: record, over: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	startCtx, cancel := context.WithTimeout(ctx, s.StartTimeout)
	defer cancel()
	if err := a.connect(startCtx); err != nil {
		a.end(false)
		return nil, a.explainStart(ctx, startCtx, err)
	}
	a.watcher.Go(a.watch)
	return a, nil
}

// connect makes the connection and gets a first answer.
func (a *attached) connect(ctx context.Context) error {
	sets := pluginrpc.Plugins(pluginrpc.ClientOptions{
		ExitReason:        a.exitReason,
		UnaryTimeout:      a.spec.CallTimeout,
		StreamIdleTimeout: a.spec.StreamIdleTimeout,
		Logger:            a.spec.Logger.Named(a.record.Connector),
	})
	set, ok := sets[a.record.ProtocolVersion]
	if !ok {
		return contractError(a.spec.Path, versionsOf(sets), a.record.ProtocolVersion)
	}
	maker, ok := set[pluginrpc.PluginName].(goplugin.GRPCPlugin)
	if !ok {
		return fmt.Errorf("there is no client for version %d of the contract", a.record.ProtocolVersion)
	}
	// What gRPC says of a connection that fails is not fit for people.
	probe, err := a.dial(ctx, a.record.Address)
	if err != nil {
		return err
	}
	// Nothing was written to it.
	_ = probe.Close()
	a.conn, err = grpc.NewClient("passthrough:///"+a.record.Address, append(pluginrpc.AttachOptions(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithAuthority("localhost"),
		grpc.WithContextDialer(a.dial),
		grpc.WithIdleTimeout(0),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 2, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: attachConnectTimeout,
		}),
	)...)
	if err != nil {
		return err
	}
	raw, err := maker.GRPCClient(a.ctx, nil, a.conn)
	if err != nil {
		return err
	}
	if a.remote, ok = raw.(shared.FullConnector); !ok {
		return fmt.Errorf("the client is a %T instead of a connector", raw)
	}
	return a.check(ctx)
}

// attachConnectTimeout is how long a process that stands at a breakpoint may take
// to greet a connection before it is given another.
const attachConnectTimeout = time.Minute

// watch makes a new connection as soon as one breaks, so that the end of the
// process is noticed: then nobody listens any more.
func (a *attached) watch() {
	for {
		state := a.conn.GetState()
		if state == connectivity.Idle {
			a.conn.Connect()
		}
		if !a.conn.WaitForStateChange(a.ctx, state) {
			return
		}
	}
}

// end ends the life, once; gone tells that the process has ended.
func (a *attached) end(gone bool) {
	a.once.Do(func() {
		a.gone.Store(gone)
		close(a.over)
		a.cancel()
	})
}

func (a *attached) connector() shared.FullConnector { return a.remote }

func (a *attached) check(ctx context.Context) error {
	return healthCheck(ctx, a.conn, a.record.Connector)
}

func (a *attached) done() <-chan struct{} { return a.over }

// exit knows no status: that is for the parent of the process.
func (a *attached) exit() (status ExitStatus, ended bool) {
	if !a.gone.Load() {
		return ExitStatus{}, false
	}
	return ExitStatus{Code: -1}, true
}

func (a *attached) exitReason(ctx context.Context) *shared.Error {
	select {
	case <-a.over:
	case <-ctx.Done():
		if !closed(a.over) {
			return nil
		}
	}
	how := "was detached from by the host"
	if a.gone.Load() {
		how = "has ended"
	}
	return shared.NewError(shared.ErrPluginCrashed, "%s (process %d) %s",
		pluginlog.Escape(a.record.Connector), a.record.PID, how)
}

// stop closes the connection. The process goes on.
func (a *attached) stop(context.Context, string) error {
	a.end(false)
	if a.conn != nil {
		// It may have been closed before, which is the only possible failure.
		_ = a.conn.Close()
	}
	a.watcher.Wait()
	return nil
}

// kill does nothing: it is not this host's process.
func (a *attached) kill(string) {}

func (a *attached) pid() int { return a.record.PID }

func (a *attached) protocolVersion() int { return a.record.ProtocolVersion }

// tail is empty: standard error is read by whoever has started the process.
func (a *attached) tail() []string { return nil }
