package host

import (
	"context"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// stoppedByHost is what calls are told that Stop interrupts.
const stoppedByHost = "was stopped by the host"

// State is what a Plugin is doing.
type State uint8

// The states of a Plugin.
const (
	// StateRunning: a process takes calls.
	StateRunning State = iota + 1
	// StateRestarting: the process has ended and the next is about to be started;
	// calls wait for it.
	StateRestarting
	// StateBroken: the process has ended and no other is started; calls fail. Swap
	// and Launch are ways out.
	StateBroken
	// StateStopped: Stop or Shutdown was called.
	StateStopped
)

// String returns the name of the state.
func (s State) String() string {
	switch s {
	case StateRunning:
		return "running"
	case StateRestarting:
		return "restarting"
	case StateBroken:
		return "broken"
	case StateStopped:
		return "stopped"
	default:
		return "invalid"
	}
}

// Plugin is a connector that was launched, and is kept running: a process that
// ends by itself, or hangs, is replaced by another one, in which the connections
// are opened again. Reads that were interrupted are repeated once; writes end
// with ErrUnknownOutcome. Its methods are safe for concurrent use.
type Plugin struct {
	// spec has what is decided at Launch for good: restarts, health, events, log.
	spec   *Spec
	events *events
	// ctx ends with Stop.
	ctx    context.Context
	cancel context.CancelFunc
	// background are the goroutines that look after the process.
	background sync.WaitGroup
	// swapping is held by the swap in progress.
	swapping chan struct{}

	mu      sync.Mutex
	state   State
	release *release
	// current takes new calls; nil unless running.
	current *generation
	// draining is the generation before, while its calls come to their ends after
	// a swap.
	draining *generation
	// last is the generation that ran last.
	last *generation
	// broken is why, in StateBroken and, of the last crash, in StateRestarting.
	broken error
	// restarting is the last restart; nil when there was none.
	restarting *restart
	// changed is closed and replaced whenever one of the above changes.
	changed chan struct{}
	// done is closed in StateBroken and at the end of Stop, and replaced when a
	// swap revives the Plugin.
	done     chan struct{}
	restarts int
	conns    map[*connection]struct{}

	stopOnce sync.Once
	stopped  chan struct{}
	stopErr  error
}

// Launch starts a connector and returns when it answers. The connector is kept
// running until Stop is called, which must be done also when it is broken; ctx
// bounds the start alone, as Spec.StartTimeout does.
//
// It returns ErrInvalidRequest with all faults of the Spec, ErrChecksumMismatch
// before anything is executed when the file is not the pinned one, or not signed
// by a trusted key, or when its folder is not as Spec.Checksums lists it,
// ErrIncompatibleVersion when host and connector have no version of the contract
// in common, and otherwise ErrStartFailed with how the process ended, its last
// lines of standard error and what to do. When ctx ended, the error matches that
// of ctx as well. A first start that fails is not repeated.
func Launch(ctx context.Context, spec Spec) (*Plugin, error) { return launch(ctx, spec, nil) }

// launch is Launch with a change of the release for tests.
func launch(ctx context.Context, spec Spec, edit func(*release)) (*Plugin, error) {
	s, err := spec.resolve()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, startError(s, failure{what: "the start was given up", cause: err})
	}
	r, err := openRelease(s)
	if err != nil {
		return nil, err
	}
	if edit != nil {
		edit(r)
	}
	g, err := r.begin(ctx)
	if err != nil {
		r.close()
		return nil, err
	}
	p := &Plugin{
		spec: s, events: &events{logger: s.Logger, notify: s.OnEvent},
		swapping: make(chan struct{}, 1),
		state:    StateRunning, release: r, current: g, last: g,
		changed: make(chan struct{}), done: make(chan struct{}), stopped: make(chan struct{}),
		conns: make(map[*connection]struct{}),
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.events.emit(g.event(EventStarted))
	p.watch(g)
	return p, nil
}

// Connector returns the connector as an interface. Its calls wait while the
// connector is restarted, within their time limits.
func (p *Plugin) Connector() shared.FullConnector { return connector{p} }

// Info describes the connector.
func (p *Plugin) Info(ctx context.Context) (*shared.Info, error) { return connector{p}.Info(ctx) }

// Validate checks a configuration, as the user wrote it, without network. It
// returns ErrInvalidConfiguration with all faults.
func (p *Plugin) Validate(ctx context.Context, config shared.Attributes) error {
	return connector{p}.Validate(ctx, &shared.ValidateRequest{Config: config})
}

// Connect binds a configuration, as the user wrote it, to a connection, without
// network. The connection must be closed. It outlives crashes and swaps of the
// connector: the host keeps the configuration and opens it again.
func (p *Plugin) Connect(ctx context.Context, config shared.Attributes) (shared.FullConnection, error) {
	return connector{p}.Connect(ctx, &shared.ConnectRequest{Config: config})
}

// Status is what a Plugin is doing.
type Status struct {
	State State
	// Connector and Version are what the connector says of itself, and Path is its
	// file.
	Connector string
	Version   string
	Path      string
	// PID is the process that runs, or ran last.
	PID int
	// Restarts is how often a process was replaced after a crash.
	Restarts int
	// Err is why it is broken or restarting.
	Err error
}

// Status tells what the Plugin is doing.
func (p *Plugin) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Status{
		State: p.state, Connector: p.last.info.Name, Version: p.last.info.Version, Path: p.release.spec.Path,
		PID: p.last.life.pid(), Restarts: p.restarts, Err: p.broken,
	}
}

// Path returns the absolute path of the connector.
func (p *Plugin) Path() string { return p.Status().Path }

// PID returns the id of the process that runs, or ran last. It may be in use by
// another process once that one has ended.
func (p *Plugin) PID() int { return p.lastLife().pid() }

// ProtocolVersion returns the version of the contract that host and connector
// agreed on. The version of the connector itself is in its Info.
func (p *Plugin) ProtocolVersion() int { return p.lastLife().protocolVersion() }

// Done is closed when no process runs and none will be started, unless by Swap:
// when the Plugin is broken, and at the end of Stop.
func (p *Plugin) Done() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

// ExitStatus returns how the process that ran last has ended; ended is false
// while it runs.
func (p *Plugin) ExitStatus() (status ExitStatus, ended bool) { return p.lastLife().exit() }

// StderrTail returns the last lines that the process wrote to standard error,
// oldest first and safe to print, at most Spec.StderrLines.
func (p *Plugin) StderrTail() []string { return p.lastLife().tail() }

func (p *Plugin) lastLife() life {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last.life
}

// Ping asks the process whether it serves, within Spec.PingTimeout. It does not
// wait for a restart. It returns ErrPluginCrashed when the process has ended,
// ErrTimeout when there was no answer in time, ErrCancelled when ctx was
// cancelled, and ErrConnectionFailed when it does not serve.
func (p *Plugin) Ping(ctx context.Context) error {
	p.mu.Lock()
	g := p.last
	p.mu.Unlock()
	return g.ping(ctx)
}

// endGrace is how long a broken connection may precede the end of the process.
const endGrace = time.Second

// ping makes one health check within its time limit.
func (g *generation) ping(ctx context.Context) error {
	limit := g.release.spec.PingTimeout
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := g.life.check(bounded)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return shared.AsError(ctx.Err())
	case bounded.Err() != nil && !closed(g.life.done()):
		return shared.NewError(shared.ErrTimeout, "%s (process %d) did not answer a ping within %v",
			pluginlog.Escape(g.info.Name), g.life.pid(), limit)
	}
	grace, cancel := context.WithTimeout(ctx, endGrace)
	defer cancel()
	if reason := g.life.exitReason(grace); reason != nil {
		return reason
	}
	return err
}
