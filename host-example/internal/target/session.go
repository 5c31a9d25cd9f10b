package target

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// DefaultTimeout is the time limit of calls that the design of the contract
// names.
const DefaultTimeout = 60 * time.Second

// closeTimeout bounds the end of a session; the host library bounds the end of
// the process by itself.
const closeTimeout = 15 * time.Second

// unlimited stands for no time limit where 0 would mean the default.
const unlimited = math.MaxInt64 / 4 * time.Nanosecond

// Plugin is a connector process, as *host.Plugin is.
type Plugin interface {
	Info(ctx context.Context) (*shared.Info, error)
	Connect(ctx context.Context, config shared.Attributes) (shared.FullConnection, error)
	Stop(ctx context.Context) error
}

// Launcher starts a connector process.
type Launcher func(ctx context.Context, spec host.Spec) (Plugin, error)

// Launch starts a connector process with the host library.
func Launch(ctx context.Context, spec host.Spec) (Plugin, error) {
	p, err := host.Launch(ctx, spec)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Options say what to load and how.
type Options struct {
	// Plugin is the file of the connector.
	Plugin string
	// Checksums is the checksum file of a connector of several files, or empty.
	Checksums string
	// SHA256 pins it, or its checksum file, when not empty.
	SHA256 string
	// PublicKeys, when there are any, are minisign keys one of which must have
	// signed it.
	PublicKeys []string
	// Reattach, when not empty, leads to a connector that runs already; instead of
	// Plugin.
	Reattach string
	// Connector and Version, when not empty, are what it must say of itself.
	Connector, Version string
	// ConfigFile is the connector's configuration, or empty.
	ConfigFile string
	// Timeout bounds every call, and the time between two rows of a search; 0
	// means no limit.
	Timeout time.Duration
	// TimeoutGiven says that somebody has chosen Timeout. It then bounds the first
	// answer of a connector that runs already, too, which otherwise has the limit
	// of a start.
	TimeoutGiven bool
	// Logger takes the log of the connector.
	Logger hclog.Logger
	// Launch starts the process.
	Launch Launcher
	// LookupEnv finds environment variables.
	LookupEnv func(name string) (string, bool)
	// Warn is told what the user should know; it is never nil.
	Warn func(text string)
}

// Session is a loaded connector, and a connection once Connect was called. It
// is used by one goroutine.
type Session struct {
	// Info is what the connector says of itself.
	Info *shared.Info
	// Target is what the connection works on; set by Connect.
	Target Target

	options Options
	plugin  Plugin
	conn    shared.FullConnection
	sim     *zoomsim.Server
}

// Open loads the connector. The session must be closed.
func Open(ctx context.Context, o Options) (*Session, error) {
	timeout := o.Timeout
	if timeout == 0 {
		timeout = unlimited
	}
	start := min(timeout, host.DefaultStartTimeout)
	if o.Reattach != "" && o.TimeoutGiven {
		start = timeout
	}
	spec := host.Spec{
		Path: o.Plugin, Checksums: o.Checksums, SHA256: o.SHA256, PublicKeys: o.PublicKeys, Reattach: o.Reattach, Logger: o.Logger,
		Connector: o.Connector, Version: o.Version,
		StartTimeout: start, CallTimeout: timeout, StreamIdleTimeout: timeout,
	}
	if o.Reattach == "" {
		spec.LogLevel = o.Logger.GetLevel()
	}
	plugin, err := o.Launch(ctx, spec)
	if err != nil {
		return nil, err
	}
	s := &Session{options: o, plugin: plugin}
	s.Info, err = plugin.Info(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close(ctx))
	}
	return s, nil
}

// Connect chooses the target and binds the connector to it.
func (s *Session) Connect(ctx context.Context) (shared.FullConnection, error) {
	config, kind, err := s.choose(ctx)
	if err != nil {
		return nil, err
	}
	s.Target = describe(s.Info, config, kind)
	s.conn, err = s.plugin.Connect(ctx, config)
	return s.conn, err
}

// Close ends the connection, the process and the simulator, also when ctx is
// done already.
func (s *Session) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close(ctx))
	}
	errs = append(errs, s.plugin.Stop(ctx))
	if s.sim != nil {
		errs = append(errs, s.sim.Close(ctx))
	}
	return errors.Join(errs...)
}
