//go:build unix

package host_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// debugged is a connector that serves for debugging.
type debugged struct {
	cmd    *exec.Cmd
	record pluginrpc.ReattachRecord
	// file is its record, base the folder of its folder, and pipe what it holds.
	file, base string
	pipe       *fifo
	stderr     *bytes.Buffer
}

func startDebugged(t *testing.T) *debugged {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d := &debugged{cmd: exec.CommandContext(testContext(t), self), base: shortDir(t), pipe: newFIFO(t), stderr: &bytes.Buffer{}}
	d.cmd.Env = append(os.Environ(), modeVar+"=debug", fileVar+"="+d.pipe.path, "XDG_RUNTIME_DIR="+d.base, raceVar)
	d.cmd.Stderr = d.stderr
	out, err := d.cmd.StdoutPipe()
	if err == nil {
		err = d.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = d.cmd.Process.Kill()
		_ = d.cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &d.record)
	}
	if err != nil {
		t.Fatalf("no record: %v", err)
	}
	d.file = filepath.Join(filepath.Dir(d.record.Address), pluginrpc.ReattachFile)
	if text, err := os.ReadFile(d.file); err != nil || !bytes.Equal(text, line) {
		t.Errorf("the file has %q, %v; printed was %q", text, err, line)
	}
	return d
}

// end has the connector end in order, and looks for what it has left behind.
func (d *debugged) end(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := d.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if !strings.HasSuffix(d.stderr.String(), "\nstopping\n") {
		t.Errorf("it did not say that it stops, last of all: %s", d.stderr)
	}
	wantEmpty(t, d.base)
}

func attach(t *testing.T, d *debugged) *host.Plugin {
	t.Helper()
	p, err := host.Launch(testContext(t), host.Spec{Reattach: d.file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("Stop: %v", err)
		}
		if !closed(p.Done()) {
			t.Error("after Stop it is not done")
		}
	})
	return p
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func connectUsers(t *testing.T, p *host.Plugin) shared.FullConnection {
	t.Helper()
	conn, err := p.Connect(testContext(t), shared.Attributes{shared.NewAttribute("users", shared.IntValue(3))})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func countUsers(t *testing.T, conn shared.FullConnection) int {
	t.Helper()
	rows, err := conn.Search(testContext(t), &shared.Query{Class: "user"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// TestAttach has two hosts work with one process, and a third after them.
func TestAttach(t *testing.T) {
	t.Parallel()
	d := startDebugged(t)
	a, b := attach(t, d), attach(t, d)
	for _, p := range []*host.Plugin{a, b} {
		if p.PID() != d.cmd.Process.Pid || p.ProtocolVersion() != pluginrpc.ProtocolVersion || p.Path() != d.file {
			t.Errorf("process %d, contract %d, path %s", p.PID(), p.ProtocolVersion(), p.Path())
		}
		if err := p.Ping(testContext(t)); err != nil {
			t.Error(err)
		}
		if n := countUsers(t, connectUsers(t, p)); n != 3 {
			t.Errorf("%d users", n)
		}
	}
	if err := a.Stop(testContext(t)); err != nil {
		t.Error(err)
	}
	if err := do(testContext(t), a, "", ""); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("a call after Stop: %v", err)
	}
	if _, ended := a.ExitStatus(); ended {
		t.Error("the process is said to have ended")
	}
	if n := countUsers(t, connectUsers(t, b)); n != 3 {
		t.Errorf("with the other host gone: %d users", n)
	}
	if n := countUsers(t, connectUsers(t, attach(t, d))); n != 3 {
		t.Errorf("the third host: %d users", n)
	}
	d.end(t, os.Interrupt)
	if !closedWithin(testContext(t), b.Done()) {
		t.Error("not done")
	}
	for _, part := range []string{"serves for debugging", "--reattach " + d.file, "[DEBUG]"} {
		wantContains(t, d.stderr.String(), part)
	}
}

// TestAttachedProcessEnds ends the process under a call.
func TestAttachedProcessEnds(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			d := startDebugged(t)
			p := attach(t, d)
			conn := connectUsers(t, p)
			result := make(chan error, 1)
			go func() {
				_, err := conn.Get(context.WithoutCancel(t.Context()), &shared.GetRequest{Class: "user", UID: "ignore context"})
				result <- err
			}()
			if line, err := bufio.NewReader(d.pipe.read).ReadString('\n'); err != nil {
				t.Fatalf("the connector says %q, %v", line, err)
			}
			if err := d.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			want := "(process " + strconv.Itoa(d.record.PID) + ") has ended"
			select {
			case err := <-result:
				if !errors.Is(err, shared.ErrPluginCrashed) || !strings.Contains(err.Error(), want) {
					t.Errorf("the call: %v", err)
				}
			case <-testContext(t).Done():
				t.Fatal("the call does not end")
			}
			if !closedWithin(testContext(t), p.Done()) {
				t.Fatal("not done")
			}
			t.Logf("noticed after %v", time.Since(started).Round(time.Millisecond))
			if _, err := p.Info(testContext(t)); !errors.Is(err, shared.ErrPluginCrashed) || !strings.Contains(err.Error(), want) {
				t.Errorf("a later call: %v", err)
			}
			if _, ended := p.ExitStatus(); !ended {
				t.Error("the process is not said to have ended")
			}
			_ = d.cmd.Wait()
			_, err := host.Launch(testContext(t), host.Spec{Reattach: d.file})
			if !errors.Is(err, shared.ErrStartFailed) {
				t.Errorf("attaching to what has ended: %v", err)
			}
		})
	}
}

// TestAttachedProcessStandsStill stops a process as a breakpoint does.
func TestAttachedProcessStandsStill(t *testing.T) {
	t.Parallel()
	d := startDebugged(t)
	p := attach(t, d)
	conn := connectUsers(t, p)
	if err := d.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	_, err := host.Launch(testContext(t), host.Spec{Reattach: d.file, StartTimeout: 200 * time.Millisecond})
	if !errors.Is(err, shared.ErrStartFailed) {
		t.Errorf("attaching to what stands still: %v", err)
	} else {
		wantContains(t, err.Error(), "did not answer within 200ms; does it stand at a breakpoint?")
	}
	short, cancel := context.WithTimeout(testContext(t), 200*time.Millisecond)
	defer cancel()
	if err := p.Ping(short); !errors.Is(err, shared.ErrTimeout) {
		t.Errorf("Ping: %v", err)
	}
	if err := d.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if n := countUsers(t, conn); n != 3 {
		t.Errorf("%d users", n)
	}
	d.end(t, syscall.SIGTERM)
}

// TestAttachRefused changes a record, or its folder, so that it must not be
// trusted.
func TestAttachRefused(t *testing.T) {
	t.Parallel()
	rewrite := func(edit func(*pluginrpc.ReattachRecord)) func(*testing.T, *debugged) {
		return func(t *testing.T, d *debugged) {
			t.Helper()
			record := d.record
			edit(&record)
			text, err := json.Marshal(record)
			if err == nil {
				err = os.WriteFile(d.file, text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	must := func(t *testing.T, errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		change func(*testing.T, *debugged)
		kind   shared.ErrorKind
		part   string
	}{
		"missing":      {func(t *testing.T, d *debugged) { must(t, os.Remove(d.file)) }, shared.ErrStartFailed, "reattach.json: there is no such file; the connector that left it has ended, or the path is wrong: start"},
		"wrong name":   {func(_ *testing.T, d *debugged) { d.file += "x" }, shared.ErrStartFailed, "reattach.jsonx: there is no such file; start the connector with --debug"},
		"folder given": {func(_ *testing.T, d *debugged) { d.file = filepath.Dir(d.file) }, shared.ErrStartFailed, "it is a folder; give the reattach.json in it"},
		"missing in an open folder": {
			func(t *testing.T, d *debugged) { must(t, os.Remove(d.file), os.Chmod(filepath.Dir(d.file), 0o755)) },
			shared.ErrStartFailed, "there is no such file",
		},
		"no record": {
			func(t *testing.T, d *debugged) { must(t, os.WriteFile(d.file, []byte("{"), 0o600)) },
			shared.ErrStartFailed, "it is no reattach record",
		},
		"empty record": {
			func(t *testing.T, d *debugged) { must(t, os.WriteFile(d.file, []byte("{}"), 0o600)) },
			shared.ErrStartFailed, "it is no reattach record",
		},
		"open folder": {
			func(t *testing.T, d *debugged) { must(t, os.Chmod(filepath.Dir(d.file), 0o755)) },
			shared.ErrStartFailed, "is open to others",
		},
		"link": {
			func(t *testing.T, d *debugged) {
				must(t, os.Rename(d.file, d.file+"2"), os.Symlink(d.file+"2", d.file))
			}, shared.ErrStartFailed, "is not what it should be",
		},
		"linked folder": {
			func(t *testing.T, d *debugged) {
				link := filepath.Join(d.base, "link")
				must(t, os.Symlink(filepath.Dir(d.file), link))
				d.file = filepath.Join(link, pluginrpc.ReattachFile)
			}, shared.ErrStartFailed, "is not what it should be",
		},
		"linked socket": {
			func(t *testing.T, d *debugged) {
				must(t, os.Rename(d.record.Address, d.record.Address+"2"), os.Symlink(d.record.Address+"2", d.record.Address))
			}, shared.ErrStartFailed, "is not what it should be",
		},
		"relative socket": {
			rewrite(func(r *pluginrpc.ReattachRecord) { r.Address = "connector.sock" }), shared.ErrStartFailed, "absolute path",
		},
		"other process": {
			rewrite(func(r *pluginrpc.ReattachRecord) { r.PID = 1 }), shared.ErrStartFailed, "and not of 1, as the record says",
		},
		"other network": {
			rewrite(func(r *pluginrpc.ReattachRecord) { r.Network = "tcp" }), shared.ErrStartFailed, `on network "tcp"`,
		},
		"newer contract": {
			rewrite(func(r *pluginrpc.ReattachRecord) { r.ProtocolVersion = 7 }),
			shared.ErrIncompatibleVersion, "speaks version 7 of the contract, the host 1; upgrade the host",
		},
		"process is gone": {
			func(t *testing.T, d *debugged) {
				must(t, d.cmd.Process.Kill())
				_ = d.cmd.Wait()
			}, shared.ErrStartFailed, "has ended: nobody listens",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDebugged(t)
			tc.change(t, d)
			p, err := host.Launch(testContext(t), host.Spec{Reattach: d.file})
			if err == nil {
				t.Fatalf("attached; stop: %v", p.Stop(t.Context()))
			}
			if !errors.Is(err, tc.kind) {
				t.Errorf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), tc.part)
		})
	}
}

// TestAttachSpec gives what only a start needs.
func TestAttachSpec(t *testing.T) {
	t.Parallel()
	_, err := host.Launch(t.Context(), host.Spec{
		Reattach: "reattach.json", Path: "connector", SHA256: "00", Args: []string{"-v"}, Env: []string{"A=1"}, Dir: "/",
		LogLevel: 1, SocketDir: "/tmp", StderrLines: 3, CallTimeout: time.Second,
	})
	e := shared.AsError(err)
	if !errors.Is(err, shared.ErrInvalidRequest) {
		t.Fatalf("got %v", err)
	}
	var fields []string
	for _, f := range e.Faults {
		fields = append(fields, f.Field)
	}
	if got, want := strings.Join(fields, " "), "Path SHA256 Args Env Dir LogLevel SocketDir StderrLines"; got != want {
		t.Errorf("faults in %s, want %s", got, want)
	}
}

// TestAttachedIsSwapped has a version that the host starts take the place of the
// one that was debugged, and not the other way round.
func TestAttachedIsSwapped(t *testing.T) {
	t.Parallel()
	d := startDebugged(t)
	p := attach(t, d)
	conn := connectUsers(t, p)
	if _, err := p.Swap(testContext(t), host.Spec{Reattach: d.file}, host.SwapOptions{}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("swapping in what is debugged: %v", err)
	}
	pipe, spec := newFIFO(t), specFor(t, "orphan")
	spec.Env = append(spec.Env, fileVar+"="+pipe.path)
	if _, err := p.Swap(testContext(t), spec, host.SwapOptions{}); err != nil {
		t.Fatal(err)
	}
	if p.PID() == d.record.PID {
		t.Error("the same process")
	}
	if n := countUsers(t, conn); n != 3 {
		t.Errorf("%d users", n)
	}
	d.end(t, os.Interrupt)
	if n := countUsers(t, conn); n != 3 {
		t.Errorf("with the debugged process gone: %d users", n)
	}
}
