//go:build unix

package host_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestResultsClosedBeforeRead: reading results that were closed is an error
// and not the end of the host.
func TestResultsClosedBeforeRead(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	th.touch(t, "hold-search")
	results, err := th.conn.Search(testContext(t), &shared.Query{Class: "Thing"})
	if err != nil {
		t.Fatal(err)
	}
	results.Close()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("panic in the host: %v", r)
		}
	}()
	err = nil
	for _, e := range results.All() {
		if e != nil {
			err = e
		}
	}
	if err == nil {
		t.Error("no error")
	}
}

// TestResultsClosedElsewhere needs -race: only Close comes from another
// goroutine.
func TestResultsClosedElsewhere(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	for range 20 {
		results, err := th.conn.Search(testContext(t), &shared.Query{Class: "Thing"})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(results.Close)
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("panic in the host: %v", r)
				}
			}()
			for _, err := range results.All() {
				if err != nil && !errors.Is(err, shared.ErrCancelled) {
					t.Error(err)
				}
			}
		})
		wg.Wait()
	}
}

// TestConfigurationIsKept: what the caller does with its request after
// Connect has no influence on a restart.
func TestConfigurationIsKept(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	req := &shared.ConnectRequest{Config: th.config(3)}
	conn, err := th.Connector().Connect(testContext(t), req)
	if err != nil {
		t.Fatal(err)
	}
	// A careful host wipes what may hold credentials.
	for i := range req.Config {
		req.Config[i] = shared.Attribute{}
	}
	req.Config = nil
	th.conn = conn
	if _, err := th.get(testContext(t), "crash-once"); err != nil {
		t.Errorf("the connection is lost: %v", err)
	}
}

// TestSpecIsKept: what the caller does with its Spec after Launch has no
// influence on a restart.
func TestSpecIsKept(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	for i, entry := range th.spec.Env {
		if strings.HasPrefix(entry, versionVar+"=") {
			th.spec.Env[i] = versionVar + "=6.6.6"
		}
	}
	if v, err := th.get(testContext(t), "crash-once"); err != nil || v != "1.0.0" {
		t.Errorf("version %q, %v; launched was 1.0.0", v, err)
	}
}

// TestCallTimeoutBoundsTheCall: Spec.CallTimeout bounds calls without a
// deadline, the wait for a restart included.
func TestCallTimeoutBoundsTheCall(t *testing.T) {
	t.Parallel()
	const limit = 2 * time.Second
	th := launchThings(t, func(s *host.Spec) {
		s.Restart.Backoff, s.Restart.MaxBackoff = 1500*time.Millisecond, 1500*time.Millisecond
		s.CallTimeout = limit
	})
	_, err := th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventCrashed, 1)
	begun := time.Now()
	_, err = th.get(context.WithoutCancel(t.Context()), "hold:a")
	wantKind(t, err, shared.ErrTimeout)
	if took := time.Since(begun); took > limit+3*limit/4 {
		t.Errorf("a call with a limit of %v took %v", limit, took)
	}
}

// TestNoDeadline: without a deadline and with the limits that are the default, a
// call waits for a restart as well.
func TestNoDeadline(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	ctx := context.WithoutCancel(t.Context())
	if v, err := th.get(ctx, "crash-once"); err != nil || v != "1.0.0" {
		t.Errorf("%q, %v", v, err)
	}
	results, err := th.conn.Search(ctx, &shared.Query{Class: "Thing"})
	if err != nil {
		t.Fatal(err)
	}
	results.Close()
}

// TestWriteAfterACrash: a write that finds no process waits for the next
// one; it does not fail because nobody has noticed yet.
func TestWriteAfterACrash(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Restart.MaxBackoff = 10 * time.Millisecond })
	plain := 0
	var last error
	for range 5 {
		// The end of the process is noticed when its output has ended, which a
		// child of it delays for a quarter of a second.
		if _, err := th.get(testContext(t), "child"); err != nil {
			t.Fatal(err)
		}
		pid := th.PID()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for syscall.Kill(pid, 0) == nil {
		}
		if _, err := th.update(testContext(t), "any"); err != nil && !errors.Is(err, shared.ErrUnknownOutcome) {
			plain++
			last = err
		}
		th.wantVersion(t, "1.0.0")
	}
	if plain > 0 {
		t.Errorf("%d writes failed that were not sent, last: %v", plain, last)
	}
}

// TestReadWhileTheProcessEnds: somebody ends the process with SIGTERM, and
// it takes more than a second to close its connections. The read in flight is
// repeated, and one that comes meanwhile waits.
func TestReadWhileTheProcessEnds(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		for i, e := range s.Env {
			if strings.HasPrefix(e, changeVar+"=") {
				s.Env[i] = changeVar + "=slow-close"
			}
		}
	})
	got := make(chan error, 1)
	go func() {
		_, err := th.get(testContext(t), "hold:a")
		got <- err
	}()
	th.waitFor(t, "a.held")
	if err := syscall.Kill(th.PID(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	th.touch(t, "a.free")
	if err := <-got; err != nil {
		t.Errorf("a read failed: %v", err)
	}
}

// TestCloseIsBounded: the context of Close ends the wait, as the README says
// of every wait.
func TestCloseIsBounded(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Health.Disabled = true
		s.StopTimeout = 100 * time.Millisecond
		s.CallTimeout = 5 * time.Second
	})
	ctx, cancel := context.WithTimeout(testContext(t), 200*time.Millisecond)
	defer cancel()
	_, _ = th.get(ctx, "freeze")
	ctx, cancel = context.WithTimeout(testContext(t), 200*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err := th.conn.Close(ctx)
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("Close with a limit of 200ms took %v: %v", took, err)
	}
}

// TestRewrittenKeepingItsTime: the bytes that were pinned are the bytes that
// are executed, also when a file was written to in place and given its time back.
func TestRewrittenKeepingItsTime(t *testing.T) {
	t.Parallel()
	path, sum := copyOfSelf(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	th := launchThings(t, func(s *host.Spec) {
		s.Path, s.SHA256 = path, sum
		s.Restart.Backoff, s.Restart.MaxBackoff = 300*time.Millisecond, 300*time.Millisecond
	})
	th.touch(t, "no-start")
	_, err = th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventCrashed, 1)
	// The version is a text in the binary; another text of the same length is
	// another program. Here it is the reason that the connector gives.
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := []byte(strings.ReplaceAll(string(content), "there is no disk", "I am an impostor"))
	for {
		if err = os.WriteFile(path, changed, 0o700); !errors.Is(err, syscall.ETXTBSY) {
			break
		}
	}
	if err = errors.Join(err, os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		e := th.events.wait(t, host.EventRestartFailed, n)
		if strings.Contains(e.Err.Error(), "I am an impostor") {
			t.Fatalf("other bytes than those pinned were executed: %v", e.Err)
		}
	}
}
