//go:build unix

package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// copyOfSelf is the test binary in a folder of its own, and its sum.
func copyOfSelf(t *testing.T) (path, sum string) {
	t.Helper()
	original, sum := self(t)
	content, err := os.ReadFile(original)
	path = filepath.Join(t.TempDir(), "connector")
	if err := errors.Join(err, os.WriteFile(path, content, 0o700)); err != nil {
		t.Fatal(err)
	}
	return path, sum
}

// impostor is a program that leaves a trace when it is run.
func impostor(trace string) []byte { return []byte("#!/bin/sh\ntouch '" + trace + "'\n") }

// replaced puts an impostor in the place of a connector.
func replaced(t *testing.T, path, trace string) {
	t.Helper()
	next := path + ".next"
	if err := errors.Join(os.WriteFile(next, impostor(trace), 0o700), os.Rename(next, path)); err != nil {
		t.Fatal(err)
	}
}

// TestReplacedBetweenCheckAndStart: what is executed is what was checked, or
// nothing.
func TestReplacedBetweenCheckAndStart(t *testing.T) {
	t.Parallel()
	tests := map[string]func(t *testing.T, path, trace string){
		"replaced": replaced,
		"rewritten": func(t *testing.T, path, trace string) {
			t.Helper()
			if err := os.WriteFile(path, impostor(trace), 0o700); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, change := range tests {
		for _, pinned := range []string{"pinned", "not pinned"} {
			t.Run(name+", "+pinned, func(t *testing.T) {
				t.Parallel()
				path, sum := copyOfSelf(t)
				trace := filepath.Join(t.TempDir(), "trace")
				spec := specFor(t, "ok")
				spec.Path = path
				if pinned == "pinned" {
					spec.SHA256 = sum
				}
				p, err := host.LaunchWith(testContext(t), spec, func() { change(t, path, trace) })
				if err == nil {
					t.Fatalf("launched; stop: %v", p.Stop(testContext(t)))
				}
				wantKind(t, err, shared.ErrStartFailed, "the file changed while it was being started")
				if exists(trace) {
					t.Error("the impostor was run")
				}
				wantEmpty(t, spec.SocketDir)
			})
		}
	}
}

// TestReplacedBeforeARestart: a restart runs the bytes that were launched, and a
// swap those that are there now.
func TestReplacedBeforeARestart(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux executes an open descriptor")
	}
	for _, pinned := range []bool{true, false} {
		path, sum := copyOfSelf(t)
		trace := filepath.Join(t.TempDir(), "trace")
		th := launchThings(t, func(s *host.Spec) {
			s.Path = path
			if pinned {
				s.SHA256 = sum
			}
		})
		replaced(t, path, trace)
		if v, err := th.get(testContext(t), "crash-once"); err != nil || v != "1.0.0" {
			t.Errorf("%q, %v", v, err)
		}
		_, err := th.Swap(testContext(t), th.spec, host.SwapOptions{})
		if pinned {
			wantKind(t, err, shared.ErrChecksumMismatch, sum)
		} else {
			wantKind(t, err, shared.ErrStartFailed, "before the handshake")
		}
		if exists(trace) == pinned {
			t.Errorf("pinned %v: the impostor was run: %v", pinned, !pinned)
		}
		th.wantVersion(t, "1.0.0")
	}
}

// TestRewrittenBeforeARestart: a file that was written to in place is not started
// again.
func TestRewrittenBeforeARestart(t *testing.T) {
	t.Parallel()
	path, sum := copyOfSelf(t)
	trace := filepath.Join(t.TempDir(), "trace")
	th := launchThings(t, func(s *host.Spec) {
		s.Path, s.SHA256 = path, sum
		s.Restart.MaxBackoff = 10 * time.Millisecond
	})
	// The file cannot be written to while a process runs it.
	th.touch(t, "no-start")
	_, err := th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventRestartFailed, 1)
	for errors.Is(err, shared.ErrUnknownOutcome) || errors.Is(err, syscall.ETXTBSY) {
		err = os.WriteFile(path, impostor(trace), 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	broken := th.events.wait(t, host.EventBroken, 1)
	wantKind(t, broken.Err, shared.ErrPluginCrashed, "the file was changed since it was launched; swap to the new one, or launch it again")
	if exists(trace) {
		t.Error("the impostor was run")
	}
}
