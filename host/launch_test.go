//go:build unix

package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

func TestLaunch(t *testing.T) {
	t.Parallel()
	p := launch(t, specFor(t, "ok"))
	ctx := testContext(t)
	info, err := p.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != "test" {
		t.Errorf("Info name is %q", info.Name)
	}
	if err := p.Ping(ctx); err != nil {
		t.Errorf("Ping: %v", err)
	}
	if got := p.ProtocolVersion(); got != 1 {
		t.Errorf("protocol version is %d", got)
	}
	if p.PID() <= 0 || p.PID() == os.Getpid() {
		t.Errorf("PID is %d", p.PID())
	}
	if status, ended := p.ExitStatus(); ended {
		t.Errorf("ended: %v", status)
	}
	if _, err := p.Connect(ctx, nil); !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("Connect: %v, want the connector's own error", err)
	}
}

// slowStart is enough for a process to say something, also on a busy machine.
const slowStart = 3 * time.Second

func TestLaunchFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mode    string
		timeout time.Duration
		kind    shared.ErrorKind
		parts   []string
	}{
		"exits":              {"exit-3", 0, shared.ErrStartFailed, []string{"exited with status 3 before the handshake", `its standard error ends: cannot read \x1b[31mlicence.pem; mend`}},
		"panics":             {"panic-early", 0, shared.ErrStartFailed, []string{"exited with status 2", "panic: boom before the handshake"}},
		"prints garbage":     {"garbage", 0, shared.ErrStartFailed, []string{`printed "Hello, \x1b[1mI am no connector" instead of the handshake`, "standard output"}},
		"prints and exits":   {"garbage-exit-4", 0, shared.ErrStartFailed, []string{`printed "usage: tool FILE"`, "exited with status 4", "tool: FILE is missing"}},
		"prints without end": {"garbage-without-end", 0, shared.ErrStartFailed, []string{`printed "xxxx`, `…" instead`}},
		"closes stdout":      {"closes-stdout", 0, shared.ErrStartFailed, []string{"closed its standard output"}},
		"hangs":              {"hang", slowStart, shared.ErrStartFailed, []string{"did not answer within 3s", "waiting for Godot", "more time to start"}},
		"frozen":             {"frozen", slowStart, shared.ErrStartFailed, []string{"did not answer within 3s", "freezing"}},
		"frozen later":       {"frozen-after-handshake", slowStart, shared.ErrStartFailed, []string{"did not answer within 3s"}},
		"prints first":       {"prints-first", 0, shared.ErrStartFailed, []string{`printed "debug: about to serve" instead of the handshake`, "log to standard error instead"}},
		"deaf":               {"deaf", slowStart, shared.ErrStartFailed, []string{"did not answer within 3s"}},
		"newer version":      {"version-7", 0, shared.ErrIncompatibleVersion, []string{"speaks version 7 of the contract, the host 1", "upgrade the host"}},
		// It speaks both, and so the version of the host is agreed on; it is only empty.
		"newer version too": {"versions-1-and-7", 0, shared.ErrStartFailed, []string{"does not say what it is", "unknown service iga.connector.v1.ConnectorService"}},
		"other go-plugin":   {"core-2", 0, shared.ErrIncompatibleVersion, []string{"version 2 of the go-plugin protocol", "build the connector anew"}},
		"other transport":   {"netrpc", 0, shared.ErrStartFailed, []string{`speaks "netrpc" instead of gRPC`}},
		"foreign socket":    {"foreign-socket", 0, shared.ErrStartFailed, []string{"/run/some/daemon.sock", "neither in its folder"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := specFor(t, tc.mode)
			spec.StartTimeout = tc.timeout
			p, err := host.Launch(testContext(t), spec)
			if err == nil {
				t.Fatalf("launched process %d, error stop: %v", p.PID(), p.Stop(t.Context()))
			}
			if !errors.Is(err, tc.kind) {
				t.Errorf("kind is %v, want %v", shared.AsError(err).Kind, tc.kind)
			}
			wantContains(t, err.Error(), append(tc.parts, spec.Path)...)
			if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("control characters in %q", err)
			}
			wantEmpty(t, spec.SocketDir)
		})
	}
}

func TestLaunchOtherPrograms(t *testing.T) {
	t.Parallel()
	script := func(text string) string {
		path := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := map[string]struct {
		path string
		args []string
		part string
	}{
		"true":        {"/bin/true", nil, "exited with status 0 before the handshake"},
		"cat":         {"/bin/cat", []string{os.DevNull}, "exited with status 0 before the handshake"},
		"echo":        {"/bin/echo", []string{"hi"}, `printed "hi" instead of the handshake and exited with status 0`},
		"empty line":  {"/bin/echo", nil, `printed "" instead of the handshake`},
		"no program":  {script("just text"), nil, "exec format error"},
		"interpreter": {script("#!/no/such/interpreter\n"), nil, "its interpreter or loader does not exist"},
		"killed":      {"/bin/sh", []string{"-c", "kill -9 $$"}, "was killed by signal 9 (killed)"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := shortDir(t)
			p, err := host.Launch(testContext(t), host.Spec{Path: tc.path, Args: tc.args, SocketDir: dir})
			if err == nil {
				t.Fatalf("launched; stop: %v", p.Stop(t.Context()))
			}
			if !errors.Is(err, shared.ErrStartFailed) {
				t.Errorf("not ErrStartFailed: %v", err)
			}
			wantContains(t, err.Error(), tc.path, tc.part)
			wantEmpty(t, dir)
		})
	}
}

func TestLaunchCancelled(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"hang", "deaf"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(testContext(t))
			defer cancel(nil)
			spec := specFor(t, mode)
			logs := &cancelOnWrite{cancel: func() { cancel(errors.New("enough")) }}
			spec.Logger = (&logBuffer{}).logger()
			if mode == "hang" {
				spec.Logger = newLogger(logs)
			} else {
				// There is nothing to see of it; any moment will do.
				timer := time.AfterFunc(200*time.Millisecond, func() { cancel(nil) })
				defer timer.Stop()
			}
			_, err := host.Launch(ctx, spec)
			if !errors.Is(err, shared.ErrStartFailed) || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want ErrStartFailed and context.Canceled", err)
			}
			wantEmpty(t, spec.SocketDir)
		})
	}
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := host.Launch(ctx, specFor(t, "ok")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// cancelOnWrite ends a start at the first sign of life.
type cancelOnWrite struct {
	once   sync.Once
	cancel func()
}

func (c *cancelOnWrite) Write(p []byte) (int, error) {
	c.once.Do(c.cancel)
	return len(p), nil
}

func TestLaunchChecksum(t *testing.T) {
	t.Parallel()
	path, sum := self(t)

	t.Run("right", func(t *testing.T) {
		t.Parallel()
		spec := specFor(t, "ok")
		spec.SHA256 = strings.ToUpper(sum)
		p := launch(t, spec)
		if _, err := p.Info(testContext(t)); err != nil {
			t.Error(err)
		}
	})
	t.Run("wrong", func(t *testing.T) {
		t.Parallel()
		spec := specFor(t, "exit-3")
		spec.SHA256 = strings.Repeat("0", 64)
		_, err := host.Launch(testContext(t), spec)
		if !errors.Is(err, shared.ErrChecksumMismatch) {
			t.Fatalf("got %v", err)
		}
		wantContains(t, err.Error(), path, sum, spec.SHA256)
	})
}

func TestLaunchParallel(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	var group sync.WaitGroup
	for range 6 {
		spec := specFor(t, "ok")
		spec.SocketDir = dir
		group.Go(func() {
			p, err := host.Launch(testContext(t), spec)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := p.Info(testContext(t)); err != nil {
				t.Error(err)
			}
			if err := p.Stop(testContext(t)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	wantEmpty(t, dir)
}
