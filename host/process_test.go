//go:build unix

package host_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

func newLogger(w io.Writer) hclog.Logger {
	return hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: w})
}

func TestCrashInCall(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		action string
		parts  []string
		status string
	}{
		"exit":   {"exit-7", []string{"exited with status 7", "the disk is full"}, "exited with status 7"},
		"panic":  {"panic-elsewhere", []string{"exited with status 2", "panic: boom elsewhere"}, "exited with status 2"},
		"signal": {"abort", []string{"exited with status 2", "SIGABRT"}, "exited with status 2"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := launch(t, specFor(t, "ok"))
			ctx := testContext(t)
			err := do(ctx, p, tc.action, "")
			if !errors.Is(err, shared.ErrPluginCrashed) {
				t.Fatalf("got %v, want ErrPluginCrashed", err)
			}
			wantContains(t, err.Error(), tc.parts...)
			if !closedWithin(ctx, p.Done()) {
				t.Fatal("not done")
			}
			if status, ended := p.ExitStatus(); !ended || status.String() != tc.status {
				t.Errorf("exit status: %v, ended %v", status, ended)
			}
			// Later calls say the same.
			if _, err := p.Info(ctx); !errors.Is(err, shared.ErrPluginCrashed) {
				t.Errorf("Info after the crash: %v", err)
			}
			if err := p.Ping(ctx); !errors.Is(err, shared.ErrPluginCrashed) {
				t.Errorf("Ping after the crash: %v", err)
			}
		})
	}
}

func TestKilledFromOutside(t *testing.T) {
	t.Parallel()
	p := launch(t, specFor(t, "ok"))
	ctx := testContext(t)
	if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if !closedWithin(ctx, p.Done()) {
		t.Fatal("not done")
	}
	err := do(ctx, p, "env", "")
	if !errors.Is(err, shared.ErrPluginCrashed) {
		t.Fatalf("got %v, want ErrPluginCrashed", err)
	}
	wantContains(t, err.Error(), "was killed by signal 9 (killed)")
}

func TestCrashIsReportedSoon(t *testing.T) {
	t.Parallel()
	p := launch(t, specFor(t, "ok"))
	ctx, cancel := context.WithTimeout(testContext(t), 2*time.Second)
	defer cancel()
	if err := do(ctx, p, "exit-7", ""); !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("within 2 s: %v", err)
	}
}

func TestPanicInCall(t *testing.T) {
	t.Parallel()
	p := launch(t, specFor(t, "ok"))
	ctx := testContext(t)
	if err := do(ctx, p, "panic", ""); !errors.Is(err, shared.ErrInternal) {
		t.Errorf("got %v, want ErrInternal", err)
	}
	if err := p.Ping(ctx); err != nil {
		t.Errorf("the process did not survive: %v", err)
	}
}

func TestFrozen(t *testing.T) {
	t.Parallel()
	spec := specFor(t, "ok")
	spec.PingTimeout = 200 * time.Millisecond
	spec.StopTimeout = 200 * time.Millisecond
	p := launch(t, spec)
	ctx := testContext(t)
	if err := syscall.Kill(p.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	// The signal takes a moment to reach every thread.
	err := p.Ping(ctx)
	for err == nil {
		err = p.Ping(ctx)
	}
	if !errors.Is(err, shared.ErrTimeout) {
		t.Errorf("Ping: %v, want ErrTimeout", err)
	}
	if err := p.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
	if status, ended := p.ExitStatus(); !ended || !status.ByHost || status.Signal != int(syscall.SIGKILL) {
		t.Errorf("exit status: %+v, ended %v", status, ended)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	t.Run("graceful", func(t *testing.T) {
		t.Parallel()
		p := launch(t, specFor(t, "ok"))
		if err := p.Stop(testContext(t)); err != nil {
			t.Fatal(err)
		}
		if status, ended := p.ExitStatus(); !ended || status.Code != 0 {
			t.Errorf("exit status: %+v, ended %v", status, ended)
		}
		if _, err := p.Info(testContext(t)); !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(err.Error(), "stopped by the host") {
			t.Errorf("Info after Stop: %v", err)
		}
	})
	t.Run("will not end", func(t *testing.T) {
		t.Parallel()
		spec := specFor(t, "linger")
		spec.StopTimeout = 100 * time.Millisecond
		p := launch(t, spec)
		if err := p.Stop(testContext(t)); err != nil {
			t.Fatal(err)
		}
		if status, ended := p.ExitStatus(); !ended || !status.ByHost {
			t.Errorf("exit status: %+v, ended %v", status, ended)
		}
	})
	t.Run("context ends", func(t *testing.T) {
		t.Parallel()
		p := launch(t, specFor(t, "linger"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := p.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if !closedWithin(testContext(t), p.Done()) {
			t.Error("not done")
		}
	})
	t.Run("many at once", func(t *testing.T) {
		t.Parallel()
		p := launch(t, specFor(t, "ok"))
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if err := p.Stop(testContext(t)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"raw-stdout", "stderr-flood"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			p := launch(t, specFor(t, "ok"))
			ctx := testContext(t)
			if err := do(ctx, p, action, ""); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Info(ctx); err != nil {
				t.Error(err)
			}
			if n := len(strings.Join(p.StderrTail(), "")); n > 64<<10 {
				t.Errorf("the tail holds %d bytes", n)
			}
		})
	}
}

func TestHostileStderr(t *testing.T) {
	t.Parallel()
	var logs logBuffer
	spec := specFor(t, "ok")
	spec.Logger = logs.logger()
	p := launch(t, spec)
	ctx := testContext(t)
	if err := do(ctx, p, "hostile-stderr", ""); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	text := logs.String()
	name := filepath.Base(p.Path())
	wantContains(t, text,
		`[DEBUG] host.`+name+`: 5: timestamp=[2]`,
		`[WARN]  host.`+name+`: careful\x1b[2J: timestamp=2026-01-02T03:04:05.000000Z zebra=1 apple=`,
		`{"@level": "error"`,
		`clear \x1b[2J the \u202e screen \xff`,
		`split=true`,
	)
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Error("control characters reached the log")
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	spec := specFor(t, "ok")
	spec.Env = append(spec.Env, "EXTRA=yes")
	spec.LogLevel = hclog.Warn
	p := launch(t, spec)
	err := do(testContext(t), p, "env", "")
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(err.Error(), ": ")
	var env []string
	if err := json.Unmarshal([]byte(list), &env); err != nil {
		t.Fatalf("%v in %s", err, list)
	}
	allowed := []string{
		"PATH", "HOME", "TMPDIR", "LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "GODEBUG", "GOMEMLIMIT", "GOGC",
		"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy",
		modeVar, "GORACE", "EXTRA", "IGA_LOG_LEVEL", "IGA_CONNECTOR_PLUGIN", "PWD",
	}
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		if !slices.Contains(allowed, name) && !strings.HasPrefix(name, "LC_") && !strings.HasPrefix(name, "PLUGIN_") {
			t.Errorf("the connector sees %s", name)
		}
	}
	for _, want := range []string{"EXTRA=yes", "IGA_LOG_LEVEL=warn", "PATH=" + os.Getenv("PATH")} {
		if !slices.Contains(env, want) {
			t.Errorf("no %s in %v", want, env)
		}
	}
}

// TestDescendants leaves processes behind that hold on to the pipes.
func TestDescendants(t *testing.T) {
	t.Parallel()
	t.Run("of the group", func(t *testing.T) {
		t.Parallel()
		p := launch(t, specFor(t, "ok"))
		ctx := testContext(t)
		pipe := newFIFO(t)
		if err := do(ctx, p, "child", pipe.path); err != nil {
			t.Fatal(err)
		}
		if err := p.Stop(ctx); err != nil {
			t.Error(err)
		}
		pipe.wantReleased(t)
	})
	t.Run("detached", func(t *testing.T) {
		t.Parallel()
		p := launch(t, specFor(t, "ok"))
		ctx := testContext(t)
		pipe := newFIFO(t)
		if err := do(ctx, p, "detached-child", pipe.path); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(pipe.read).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil || pid <= 1 {
			t.Fatalf("process id %q: %v", line, err)
		}
		defer func() {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Errorf("the detached process did not outlive the connector: %v", err)
			}
			pipe.wantReleased(t)
		}()
		err = do(ctx, p, "exit-7", "")
		if !errors.Is(err, shared.ErrPluginCrashed) {
			t.Errorf("crash with the pipes held: %v", err)
		}
		if err := p.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// TestHostDies kills a host that is just starting a connector.
func TestHostDies(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a process of the death of its parent; elsewhere the connector itself watches")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pipe := newFIFO(t)
	cmd := exec.CommandContext(testContext(t), self)
	cmd.Env = append(os.Environ(), modeVar+"=host", fileVar+"="+pipe.path, "XDG_RUNTIME_DIR="+shortDir(t))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, readErr := bufio.NewReader(pipe.read).ReadString('\n')
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the host ended by itself")
	}
	if readErr != nil || line != "here\n" {
		t.Fatalf("the connector was not there: %q, %v", line, readErr)
	}
	pipe.wantReleased(t)
}

// fifo is a named pipe, which shows whether anybody holds its writing end.
type fifo struct {
	path string
	read *os.File
	// own keeps the pipe from ending before somebody else has opened it.
	own *os.File
}

func newFIFO(t *testing.T) *fifo {
	t.Helper()
	f := &fifo{path: filepath.Join(t.TempDir(), "held")}
	err := syscall.Mkfifo(f.path, 0o600)
	if err == nil {
		f.read, err = os.OpenFile(f.path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	}
	if err == nil {
		f.own, err = os.OpenFile(f.path, os.O_WRONLY, 0)
	}
	if err == nil {
		err = f.read.SetReadDeadline(time.Now().Add(patience))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = f.read.Close()
		_ = f.own.Close()
	})
	return f
}

// wantReleased waits for the end of the pipe, which is the end of the last
// process that holds it.
func (f *fifo) wantReleased(t *testing.T) {
	t.Helper()
	_ = f.own.Close()
	if _, err := io.ReadAll(f.read); err != nil {
		t.Errorf("a process that should be gone lives: %v", err)
	}
}

func closedWithin(ctx context.Context, c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-ctx.Done():
		return false
	}
}
