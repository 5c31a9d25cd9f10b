package pluginrpc

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// debugMain serves a connector without a host, for hosts that attach to it, until
// the process is interrupted. Hosts may come and go.
func debugMain(connector shared.Connector) int {
	if err := serveDebug(connector); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[0], err)
		return exitError
	}
	return exitOK
}

func serveDebug(connector shared.Connector) (err error) {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer release()
	// A file that nobody refers to is closed, and another would get its number.
	standard := os.Stdout
	defer runtime.KeepAlive(standard)
	// Standard output is for the record alone.
	out, err := detachStdout()
	if err != nil {
		return fmt.Errorf("take over standard output: %w", err)
	}
	os.Stdout = os.Stderr
	logger := newDebugLogger(os.Stderr, os.Getenv(LogLevelEnv))
	redirectLogs(logger)
	full := adapter.New(connector, logger)
	info, err := full.Info(ctx)
	if err != nil {
		return err
	}
	meeting, err := newMeetingPoint()
	if err != nil {
		return err
	}
	defer func() {
		if removed := meeting.remove(); err == nil {
			err = removed
		}
	}()
	server := newDebugServer(logger, newService(full))
	served := make(chan error, 1)
	go func() { served <- server.serve(meeting.listener) }()
	record := ReattachRecord{
		Connector: info.Name, Version: info.Version, Protocol: "grpc", ProtocolVersion: ProtocolVersion,
		PID: os.Getpid(), Network: "unix", Address: meeting.address(),
	}
	if err = meeting.announce(record); err == nil {
		err = tell(out, os.Stderr, record)
	}
	if err == nil {
		select {
		case err = <-served:
		case <-ctx.Done():
			fmt.Fprintln(os.Stderr, "stopping")
		}
	}
	// From here on a second interrupt ends the process at once.
	release()
	server.stop(logger)
	return err
}

// newDebugLogger makes the log of a connector that serves for debugging: text
// for the person at the terminal, at the level debug where nothing else is said.
func newDebugLogger(w io.Writer, level string) hclog.Logger {
	return loggerAt(level, hclog.Debug, &hclog.LoggerOptions{Output: w})
}

// tell prints the record for programs, and for people what to do with it.
func tell(out, stderr io.Writer, record ReattachRecord) error {
	line, err := record.line()
	if err == nil {
		_, err = out.Write(line)
	}
	if err != nil {
		return fmt.Errorf("print where the connector serves: %w", err)
	}
	fmt.Fprintf(stderr, "The connector %s %s serves for debugging as process %d until it is interrupted. Use it in another terminal:\n\n"+
		"  igahost --reattach %s info\n\n", record.Connector, record.Version, record.PID,
		filepath.Join(filepath.Dir(record.Address), ReattachFile))
	return nil
}
