package pluginrpc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// ServeConfig says what to serve.
type ServeConfig struct {
	// Connector is the connector; it is adapted here.
	Connector shared.Connector
	// Logger is the log of the process. When nil it is made: JSON lines for the
	// host on the original standard error, at the level of LogLevelEnv.
	Logger hclog.Logger
}

// closeWait is how long open connections may take to close at the end. A host
// kills the process two seconds after it has asked it to stop.
const closeWait = 1500 * time.Millisecond

// ErrNotStartedByHost is returned by [Serve] in a process that no host has
// started.
var ErrNotStartedByHost = errors.New("not started by a host")

// Serve serves a connector to the host that has started the process. It returns
// when the host has asked for the end, or on SIGTERM or SIGHUP. It takes over
// standard input, output and error and the default loggers of the process, so it
// is called once, from main; [Main] does that.
//
// A process does not outlive its host. When the host is gone, however it ended,
// connections are closed as usual; then, where there are process groups and the
// process leads its own, Serve does not return but kills the group, so that
// nothing stays behind that the connector has started. Whether the host is gone
// or a signal came: 3.5 seconds later the process is killed whatever it is doing.
//
// It returns ErrNotStartedByHost, or another error when it could not serve.
func Serve(cfg ServeConfig) error {
	if !startedByHost() {
		return ErrNotStartedByHost
	}
	// A file that nobody refers to is closed, and another would get its number.
	standard := [...]*os.File{os.Stdin, os.Stdout, os.Stderr}
	defer runtime.KeepAlive(standard)
	signals, release := catchSignals()
	defer release()
	surviveBrokenPipes()
	lifeline, err := takeStdin()
	if err != nil {
		return fmt.Errorf("take over standard input: %w", err)
	}
	stderr, err := takeStdout()
	if err != nil {
		return fmt.Errorf("take over standard output: %w", err)
	}
	logger := cfg.Logger
	if logger == nil {
		logger = newLogger(stderr, os.Getenv(LogLevelEnv))
	}
	redirectLogs(logger)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stop := &stopper{}
	end := newEnding(logger, stop.stop)
	go watchSignals(ctx, signals, end.begin)
	go watchParent(ctx, end.abandoned)
	if lifeline != nil {
		go watchLifeline(lifeline, end.abandoned)
	}
	err = serveUntilStopped(cfg.Connector, logger, stderr, stop)
	end.finish()
	return err
}

// serveUntilStopped serves, and closes what is open at the end.
func serveUntilStopped(connector shared.Connector, logger hclog.Logger, stderr *os.File, stop *stopper) error {
	svc := newService(adapter.New(connector, logger))
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig:  Handshake(),
		VersionedPlugins: map[int]plugin.PluginSet{ProtocolVersion: {PluginName: &servedPlugin{service: svc}}},
		Logger:           logger.Named("go-plugin"),
		GRPCServer: func(opts []grpc.ServerOption) *grpc.Server {
			restorer := &stdioRestorer{file: stderr}
			opts = append(opts, serverOptions(logger, restorer.restore)...)
			return stop.watch(grpc.NewServer(opts...))
		},
	})
	if !stop.served() {
		// go-plugin has logged the cause and returns as if all were well.
		return errors.New("the plugin could not be served; see the log on standard error")
	}
	closeCtx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if err := svc.connections.closeAll(closeCtx); err != nil {
		logger.Warn("connections did not close in order", "error", err)
	}
	return nil
}

// startedByHost tells whether the magic cookie is there.
func startedByHost() bool { return os.Getenv(MagicCookieKey) == MagicCookieValue }
