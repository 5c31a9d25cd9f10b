//go:build unix

package process_test

import (
	"bytes"
	"io"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host/internal/process"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run starts a shell script and waits for its end and its output.
func run(t *testing.T, script string, started func(*process.Process)) (status process.Status, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	p, startErr := process.Start(process.Config{
		Path: "/bin/sh", Args: []string{"sh", "-c", script}, Env: []string{"A=1", "A=2"}, Dir: "/",
		Stdout: func(r io.Reader) { _, _ = io.Copy(&out, r) },
		Stderr: func(r io.Reader) { _, _ = io.Copy(&err, r) },
	})
	if startErr != nil {
		t.Fatal(startErr)
	}
	if started != nil {
		started(p)
	}
	select {
	case <-p.Done():
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
	p.Kill() // does nothing any more
	return p.Status(), out.String(), err.String()
}

func TestProcess(t *testing.T) {
	t.Parallel()
	kill := func(p *process.Process) {
		p.Kill()
		p.Kill()
	}
	tests := map[string]struct {
		script         string
		started        func(*process.Process)
		status         process.Status
		stdout, stderr string
	}{
		"output":       {"echo out $A; pwd; echo err >&2; exit 5", nil, process.Status{Code: 5}, "out 2\n/\n", "err\n"},
		"empty input":  {"cat; echo end", nil, process.Status{}, "end\n", ""},
		"own signal":   {"kill -TERM $$", nil, process.Status{Code: -1, Signal: int(syscall.SIGTERM), SignalName: "terminated"}, "", ""},
		"killed":       {"sleep 1000", kill, process.Status{Code: -1, Signal: int(syscall.SIGKILL), SignalName: "killed", ByHost: true}, "", ""},
		"left behind":  {"sleep 1000 & echo out", nil, process.Status{}, "out\n", ""},
		"frozen":       {"kill -STOP $$", kill, process.Status{Code: -1, Signal: int(syscall.SIGKILL), SignalName: "killed", ByHost: true}, "", ""},
		"killed group": {"sleep 1000 & wait", kill, process.Status{Code: -1, Signal: int(syscall.SIGKILL), SignalName: "killed", ByHost: true}, "", ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := run(t, tc.script, tc.started)
			if status != tc.status || stdout != tc.stdout || stderr != tc.stderr {
				t.Errorf("got %+v, %q, %q", status, stdout, stderr)
			}
		})
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	p, err := process.Start(process.Config{
		Path: "/no/such/program", Args: []string{"program"},
		Stdout: func(io.Reader) {}, Stderr: func(io.Reader) {},
	})
	if err == nil {
		p.Kill()
		t.Error("started")
	}
}
