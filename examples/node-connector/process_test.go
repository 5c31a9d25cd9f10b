//go:build unix

package nodeconnector_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestStart starts the connector, looks at what it says of itself and at its
// socket, and stops it.
func TestStart(t *testing.T) {
	t.Parallel()
	spec := specOf(t)
	log := &lockedBuffer{}
	spec.Logger = hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: log})
	begin := time.Now()
	p := launch(t, spec)
	t.Logf("started in %v", time.Since(begin).Round(time.Millisecond))
	ctx := testContext(t)
	info, err := p.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != "json" || info.Licence != "Apache-2.0" || info.ContractVersion != shared.ContractVersion {
		t.Errorf("info: %+v", info)
	}
	if err := shared.CheckInfo(info); err != nil {
		t.Error(err)
	}
	wantPrivateSocket(t, spec.SocketDir)
	if err := p.Ping(ctx); err != nil {
		t.Error(err)
	}
	begin = time.Now()
	if err := p.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("it stopped after %v", took)
	}
	if status, ended := p.ExitStatus(); !ended || status.Code != 0 || status.ByHost {
		t.Errorf("it did not end by itself: %v, ended %v", status, ended)
	}
	for _, part := range []string{"json: stopping", "method=GetInfo"} {
		log.waitFor(ctx, t, part)
	}
	if strings.Contains(log.String(), "stdout") {
		t.Errorf("something was written to standard output:\n%s", log.String())
	}
}

func wantPrivateSocket(t *testing.T, dir string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*", "plugin*"))
	if err != nil {
		t.Fatal(err)
	}
	sockets := 0
	for _, path := range found {
		state, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if state.Mode().Type() != os.ModeSocket {
			continue // A folder of go-plugin.
		}
		sockets++
		if state.Mode() != os.ModeSocket|0o600 {
			t.Errorf("the socket has mode %v", state.Mode())
		}
	}
	if sockets != 1 {
		t.Errorf("%d sockets in %v", sockets, found)
	}
}

// TestCommandLine runs the connector as a person would.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args           []string
		env            []string
		status         int
		stdout, stderr string
	}{
		"by hand":            {status: 1, stderr: "A host starts it"},
		"version":            {args: []string{"--version"}, stdout: "json 0.1.0 (contract 1.0)\n"},
		"help":               {args: []string{"--help"}, stdout: "Usage:"},
		"unknown argument":   {args: []string{"--nope"}, status: 2, stderr: `unknown argument "--nope"`},
		"too many arguments": {args: []string{"--help", "--help"}, status: 2, stderr: "too many arguments"},
		"no Node.js":         {env: []string{"PATH=/nowhere"}, status: 1, stderr: "Node.js was not found"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.env != nil {
				if _, err := os.Stat("/bin/sh"); err != nil {
					t.Skip(err)
				}
				// The launcher needs these two, and must not find node beside them.
				bin := t.TempDir()
				link(t, bin, "dirname")
				tc.env = []string{"PATH=" + bin}
			} else {
				tc.env = os.Environ()
			}
			stdout, stderr, status := run(t, tc.env, tc.args...)
			if status != tc.status || !strings.Contains(stdout, tc.stdout) || !strings.Contains(stderr, tc.stderr) {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
			if (tc.stdout == "") != (stdout == "") || (tc.stderr == "") != (stderr == "") {
				t.Errorf("stdout %q, stderr %q", stdout, stderr)
			}
		})
	}
}

func link(t *testing.T, dir, program string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		err = os.Symlink(path, filepath.Join(dir, program))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), launcher(t), args...)
	var out, errs bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// TestManifest holds what --manifest prints against the live answer.
func TestManifest(t *testing.T) {
	t.Parallel()
	stdout, _, _ := run(t, os.Environ(), "--manifest")
	var got struct {
		Name       string   `json:"name"`
		Version    string   `json:"version"`
		Operations []string `json:"operations"`
		Config     struct {
			Properties []struct {
				Name     string  `json:"name"`
				Type     string  `json:"type"`
				Required bool    `json:"required"`
				Default  []any   `json:"default"`
				Maximum  float64 `json:"maximum"`
			} `json:"properties"`
		} `json:"config"`
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	info, err := launch(t, specOf(t)).Info(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != info.Name || got.Version != info.Version || cmp.Diff(got.Operations, []string{"get", "search"}) != "" {
		t.Errorf("the manifest says %+v, the connector %+v", got, info)
	}
	if len(got.Config.Properties) != len(info.Properties) {
		t.Fatalf("%d properties, want %d", len(got.Config.Properties), len(info.Properties))
	}
	for i, p := range info.Properties {
		q := got.Config.Properties[i]
		if q.Name != p.Name || q.Type != p.Type.String() || q.Required != p.Required || (len(q.Default) > 0) != (p.Default.Len() > 0) {
			t.Errorf("the manifest says %+v, the connector %+v", q, p)
		}
	}
}

// TestCrash kills the process in the middle of its life.
func TestCrash(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	conn := connectTo(t, p, staff(t))
	if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_, err := conn.Get(testContext(t), &shared.GetRequest{Class: "User", UID: "u1"})
	if !errors.Is(err, shared.ErrPluginCrashed) || !strings.Contains(err.Error(), "signal") {
		t.Errorf("got %v, want ErrPluginCrashed with the signal", err)
	}
}

// TestSignals: an interrupt, which a terminal sends to everybody, is the host's
// business; the others end the process in order.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := launch(t, specOf(t))
			ctx := testContext(t)
			if err := syscall.Kill(p.PID(), syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Info(ctx); err != nil {
				t.Fatalf("after an interrupt: %v", err)
			}
			if err := syscall.Kill(p.PID(), signal); err != nil {
				t.Fatal(err)
			}
			select {
			case <-p.Done():
			case <-ctx.Done():
				t.Fatal("it lives")
			}
			if status, _ := p.ExitStatus(); status.Code != 0 {
				t.Errorf("exit status: %v", status)
			}
		})
	}
}

// runHost is a host that waits to be killed.
func runHost(path string) int {
	p, err := host.Launch(context.Background(), host.Spec{Path: path})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Fprintln(os.Stdout, p.PID())
	<-p.Done()
	return 1
}

// TestHostIsKilled kills a host with SIGKILL. Nothing of its connector may be
// left: no process, no socket, no folder.
func TestHostIsKilled(t *testing.T) {
	t.Parallel()
	spec := specOf(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx := testContext(t)
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), hostVar+"="+spec.Path, "XDG_RUNTIME_DIR="+spec.SocketDir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	pid, convErr := strconv.Atoi(strings.TrimSpace(line))
	if err = errors.Join(err, convErr, cmd.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // It was killed.
	killed := time.Now()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for lives(pid) {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatal("the connector lives")
		}
	}
	took := time.Since(killed).Round(time.Millisecond)
	t.Logf("gone after %v", took)
	if took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	wantEmpty(t, spec.SocketDir)
}

// lives tells whether a process runs; one that only waits to be reaped does not.
func lives(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !bytes.Contains(stat, []byte(") Z "))
}
