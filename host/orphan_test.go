//go:build unix

package host_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestHostIsKilled kills hosts with SIGKILL. Nothing of their connectors may be
// left: no process, no socket, no folder.
func TestHostIsKilled(t *testing.T) {
	t.Parallel()
	const inBackground = `"$HOST_TEST_SELF" & wait`
	tests := map[string]struct {
		// plugin is the mode of the connector, and action what its host has it do.
		plugin, action string
		// script, when not empty, stands between the host and the connector.
		script string
		// ready tells that the connector, not the host, says when it is time, in
		// the pipe. want is what it says there after that.
		ready bool
		want  string
	}{
		"while it starts":             {plugin: "orphan-start", ready: true},
		"idle":                        {plugin: "orphan", action: "idle"},
		"in a search":                 {plugin: "orphan", action: "search"},
		"in a call without end":       {plugin: "orphan", action: "ignore context", ready: true},
		"with a close without end":    {plugin: "orphan", action: "hang in close"},
		"with a close that prints":    {plugin: "orphan", action: "print in close", want: "closed\n"},
		"frozen":                      {plugin: "orphan", action: "freeze"},
		"with children":               {plugin: "orphan", action: "children"},
		"behind a script":             {plugin: "orphan", action: "idle", script: `"$HOST_TEST_SELF"; exit`},
		"behind a script, background": {plugin: "orphan", action: "idle", script: inBackground},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.script == inBackground && runtime.GOOS != "linux" {
				t.Skip("only Linux tells the script, whose end the connector sees")
			}
			pipe, dir := newFIFO(t), shortDir(t)
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			program := self
			if tc.script != "" {
				program = filepath.Join(t.TempDir(), "script")
				text := "#!/bin/sh\n" + strings.ReplaceAll(tc.script, "$HOST_TEST_SELF", self) + "\n"
				if err := os.WriteFile(program, []byte(text), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(testContext(t), self)
			cmd.Env = append(os.Environ(), modeVar+"=orphan-host", pluginVar+"="+tc.plugin, doVar+"="+tc.action,
				pathVar+"="+program, fileVar+"="+pipe.path, "XDG_RUNTIME_DIR="+dir)
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			kill := func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
			defer kill()
			in := bufio.NewReader(pipe.read)
			if tc.ready {
				if line, err := in.ReadString('\n'); err != nil || line != "ready\n" {
					t.Fatalf("the connector says %q, %v", line, err)
				}
			} else {
				line, err := bufio.NewReader(out).ReadString('\n')
				if err != nil {
					t.Fatalf("the host has failed: %v", err)
				}
				if tc.action == "freeze" {
					waitFrozen(t, strings.TrimSpace(line))
				}
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
				t.Fatalf("there should be one folder for a socket: %v, %v", entries, err)
			}
			started := time.Now()
			kill()
			pipe.wantReleasedAfter(t, in, tc.want)
			took := time.Since(started).Round(time.Millisecond)
			t.Logf("gone after %v", took)
			if took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
			wantEmpty(t, dir)
		})
	}
}

// wantReleasedAfter waits for the end of the last process that holds the pipe.
func (f *fifo) wantReleasedAfter(t *testing.T, in *bufio.Reader, want string) {
	t.Helper()
	_ = f.own.Close()
	var rest strings.Builder
	if _, err := in.WriteTo(&rest); err != nil {
		t.Fatalf("a process that should be gone lives: %v", err)
	}
	if rest.String() != want {
		t.Errorf("the connector says %q at its end, want %q", rest.String(), want)
	}
}

func waitFrozen(t *testing.T, line string) {
	t.Helper()
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	ctx := testContext(t)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !frozen(pid) {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatal("the connector is not frozen")
		}
	}
}

// TestStandardInput has a connector read what is not its own.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	pipe := newFIFO(t)
	spec := specFor(t, "orphan")
	spec.Env = append(spec.Env, fileVar+"="+pipe.path)
	p := launch(t, spec)
	ctx := testContext(t)
	conn, err := p.Connect(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Get(ctx, &shared.GetRequest{Class: "user", UID: "read stdin"}); err != nil {
		t.Error(err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Error(err)
	}
}

// TestLifelineStaysOpen has a program wait for the end of the lifeline, which
// must not come while the host lives.
func TestLifelineStaysOpen(t *testing.T) {
	t.Parallel()
	spec := host.Spec{Path: "/bin/cat", SocketDir: shortDir(t), StartTimeout: time.Second}
	p, err := host.Launch(testContext(t), spec)
	if err == nil {
		t.Fatalf("launched; stop: %v", p.Stop(t.Context()))
	}
	if !errors.Is(err, shared.ErrStartFailed) {
		t.Errorf("not ErrStartFailed: %v", err)
	}
	wantContains(t, err.Error(), fmt.Sprintf("did not answer within %v", spec.StartTimeout))
	wantEmpty(t, spec.SocketDir)
}
