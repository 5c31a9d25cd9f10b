package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin/runner"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/process"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

const (
	// ownEndGrace is how long a process that did not shake hands may take to end
	// by itself, so that its own exit status and last words can be reported.
	ownEndGrace = 250 * time.Millisecond
	// busyRetry and busyLimit are for a file that was written a moment ago.
	busyRetry = 10 * time.Millisecond
	busyLimit = time.Second
)

// errKilled says that the start was given up before there was a process.
var errKilled = errors.New("the start was given up")

// pluginRunner runs the connector for go-plugin. It implements runner.Runner.
type pluginRunner struct {
	spec *Spec
	// execPath returns the path to execute, right before it is.
	execPath  func() (string, error)
	socketDir string
	env       []string
	bridge    *pluginlog.Bridge
	handshake handshake

	// What go-plugin reads: the handshake line, and of standard error nothing
	// but its end, because its parser of log lines can be made to panic.
	stdoutR, stderrR *io.PipeReader
	stdoutW, stderrW *io.PipeWriter

	mu     sync.Mutex
	proc   *process.Process
	killed bool
	// grace, once a graceful stop has begun, is when it is over.
	grace time.Time
}

var _ runner.Runner = (*pluginRunner)(nil)

func newRunner(spec *Spec, execPath func() (string, error), socketDir string, bridge *pluginlog.Bridge) *pluginRunner {
	r := &pluginRunner{spec: spec, execPath: execPath, socketDir: socketDir, bridge: bridge}
	r.stdoutR, r.stdoutW = io.Pipe()
	r.stderrR, r.stderrW = io.Pipe()
	return r
}

// Start starts the process; go-plugin calls it once.
func (r *pluginRunner) Start(ctx context.Context) error {
	err := r.start()
	// A file that was open for writing a moment ago, in this process or in a
	// child that another goroutine was just forking, cannot be executed yet:
	// https://go.dev/issue/22315.
	ctx, cancel := context.WithTimeout(ctx, busyLimit)
	defer cancel()
	for errors.Is(err, syscall.ETXTBSY) && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(busyRetry):
			err = r.start()
		}
	}
	if err != nil {
		// Nobody else ends what go-plugin might read.
		_ = r.stdoutW.Close()
		_ = r.stderrW.Close()
	}
	return err
}

func (r *pluginRunner) start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.killed {
		return errKilled
	}
	path, err := r.execPath()
	if err != nil {
		return err
	}
	r.proc, err = process.Start(process.Config{
		Path: path,
		Args: append([]string{r.spec.Path}, r.spec.Args...),
		Env:  append(slices.Clip(r.env), pluginrpc.LifelineEnv+"="+pluginrpc.LifelineStdin),
		Dir:  r.spec.Dir,
		// The connector ends by itself when this program is gone.
		Lifeline: true,
		Stdout: func(src io.Reader) {
			pumpStdout(src, &r.handshake, r.stdoutW, r.bridge.Lines(pluginlog.Stdout))
		},
		Stderr: func(src io.Reader) {
			lines := r.bridge.Lines(pluginlog.Stderr)
			// The end is the end however it came; there is nobody to tell.
			_, _ = io.Copy(lines, src)
			lines.Flush()
			_ = r.stderrW.Close()
		},
	})
	return err
}

// process returns the process, or nil before the start.
func (r *pluginRunner) process() *process.Process {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.proc
}

// kill ends the process group at once; before the start it prevents the start.
func (r *pluginRunner) kill() {
	r.mu.Lock()
	r.killed = true
	proc := r.proc
	r.mu.Unlock()
	if proc != nil {
		proc.Kill()
	}
}

// stopping notes until when a graceful stop may take.
func (r *pluginRunner) stopping(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.grace = until
}

// patience is how long the process may still take to end by itself. Go-plugin
// loses its own two seconds after it has asked for the end.
func (r *pluginRunner) patience() time.Duration {
	if _, ok := r.handshake.parse(); !ok {
		return ownEndGrace
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Until(r.grace)
}

// Kill ends the process group. Go-plugin calls it after a failed handshake and
// when it holds that a graceful stop took too long.
func (r *pluginRunner) Kill(context.Context) error {
	if proc := r.process(); proc != nil {
		select {
		case <-proc.Exited():
		case <-time.After(r.patience()):
		}
	}
	r.kill()
	return nil
}

// Wait waits for the end of the process and logs it.
func (r *pluginRunner) Wait(context.Context) error {
	proc := r.process()
	<-proc.Done()
	status := ExitStatus(proc.Status())
	level := hclog.Debug
	if status.Code != 0 && !status.ByHost {
		level = hclog.Warn
	}
	r.spec.Logger.Log(level, "the connector process has ended", "path", r.spec.Path, "pid", proc.PID(), "status", status.String())
	if status.Code != 0 {
		return errors.New(status.String())
	}
	return nil
}

// Stdout returns what go-plugin looks for the handshake in.
func (r *pluginRunner) Stdout() io.ReadCloser { return r.stdoutR }

// Stderr returns a stream that is empty and ends with standard error.
func (r *pluginRunner) Stderr() io.ReadCloser { return r.stderrR }

// Name returns the path of the connector.
func (r *pluginRunner) Name() string { return r.spec.Path }

// ID returns the process id, or nothing before the start.
func (r *pluginRunner) ID() string {
	proc := r.process()
	if proc == nil {
		return ""
	}
	return strconv.Itoa(proc.PID())
}

// Diagnose returns nothing: Launch explains a failed start itself.
func (r *pluginRunner) Diagnose(context.Context) string { return "" }

// PluginToHost accepts only addresses where a connector of this host can be: a
// socket in the private folder, or a port of this machine.
func (r *pluginRunner) PluginToHost(network, address string) (hostNetwork, hostAddress string, err error) {
	switch network {
	case "unix":
		if filepath.Dir(filepath.Clean(address)) == r.socketDir {
			return network, address, nil
		}
	case "tcp":
		name, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(name); err == nil && ip != nil && ip.IsLoopback() {
			return network, address, nil
		}
	}
	return "", "", fmt.Errorf("the connector listens at %s %q, which is neither in its folder for sockets nor on the loopback interface", network, address)
}

// HostToPlugin returns the address as it is: both sides see the same machine.
func (r *pluginRunner) HostToPlugin(network, address string) (pluginNetwork, pluginAddress string, err error) {
	return network, address, nil
}
