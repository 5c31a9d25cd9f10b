//go:build unix

package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

func TestReadIsRepeatedAfterACrash(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	before := th.PID()
	if v, err := th.get(testContext(t), "crash-once"); err != nil || v != "1.0.0" {
		t.Errorf("%q, %v", v, err)
	}
	crashed := th.events.wait(t, host.EventCrashed, 1)
	if crashed.PID != before || crashed.Exit != (host.ExitStatus{Code: 7}) || crashed.Crashes != 1 || crashed.RetryIn != 10*time.Millisecond {
		t.Errorf("crashed: %+v", crashed)
	}
	wantKind(t, crashed.Err, shared.ErrPluginCrashed, "exited with status 7", "the disk is full")
	if n := len(crashed.Stderr); n == 0 || crashed.Stderr[n-1] != "the disk is full" {
		t.Errorf("stderr %q", crashed.Stderr)
	}
	restarted := th.events.wait(t, host.EventRestarted, 1)
	status := th.Status()
	if restarted.PID == before || restarted.PID != th.PID() || restarted.Version != "1.0.0" || restarted.Connector != "things" {
		t.Errorf("restarted: %+v", restarted)
	}
	if status.State != host.StateRunning || status.Restarts != 1 || status.PID != th.PID() || status.Err != nil || status.Path != th.spec.Path {
		t.Errorf("status %+v", status)
	}
	if err := th.Ping(testContext(t)); err != nil {
		t.Error(err)
	}
	if e := th.events.wait(t, host.EventStarted, 1); e.PID != before {
		t.Errorf("started %+v", e)
	}
}

func TestReadIsRepeatedOnce(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	_, err := th.get(testContext(t), "crash")
	wantKind(t, err, shared.ErrPluginCrashed, "exited with status 7")
	th.events.wait(t, host.EventRestarted, 2)
	if n := th.events.count(host.EventCrashed); n != 2 {
		t.Errorf("%d crashes", n)
	}
	th.wantVersion(t, "1.0.0")
}

func TestWriteIsNeverRepeated(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	_, err := th.conn.Update(testContext(t), &shared.UpdateRequest{
		Class: "Thing", UID: "crash-once", CallID: "call-17",
		Deltas: []shared.AttributeDelta{shared.ReplaceDelta("note", shared.StringValue("new"))},
	})
	wantKind(t, err, shared.ErrUnknownOutcome, "exited with status 7")
	w, ok := errors.AsType[*shared.WriteError](err)
	if !ok || w.CallID != "call-17" || w.Result.UID != "crash-once" || len(w.Remaining) != 1 {
		t.Errorf("%+v", w)
	}
	// The next goes to the new process without more ado.
	if result, err := th.update(testContext(t), "crash-once"); err != nil || result.Outcome != shared.OutcomeUpdated {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestSearchIsRepeatedUntilTheFirstRow(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"at its start": "crash-search", "before the first row": "crash-row-0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			th := launchThings(t, nil)
			th.touch(t, file)
			versions, err := th.search(t)()
			if err != nil || versions["1.0.0"] != 10 {
				t.Errorf("%v, %v", versions, err)
			}
			if n := th.events.count(host.EventCrashed); n != 1 {
				t.Errorf("%d crashes", n)
			}
		})
	}
	t.Run("not later", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		th.touch(t, "hold-search")
		rows := th.search(t)
		th.waitFor(t, "search.held")
		th.touch(t, "crash-row-5")
		th.touch(t, "search.free")
		versions, err := rows()
		wantKind(t, err, shared.ErrPluginCrashed, "exited with status 7")
		if versions["1.0.0"] >= 10 {
			t.Errorf("%v", versions)
		}
		th.wantVersion(t, "1.0.0")
	})
	t.Run("twice is too often", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		th.touch(t, "crash-search")
		th.touch(t, "crash-row-0")
		// The second crash may come before the search is reported to have begun.
		results, err := th.conn.Search(testContext(t), &shared.Query{Class: "Thing"})
		if err == nil {
			for _, err = range results.All() {
			}
		}
		wantKind(t, err, shared.ErrPluginCrashed, "exited with status 7")
	})
}

func TestCrashLoop(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Restart = host.Restart{Backoff: time.Millisecond, MaxCrashes: 3}
	})
	var err error
	for range 2 {
		_, err = th.get(testContext(t), "crash")
		wantKind(t, err, shared.ErrPluginCrashed, "exited with status 7")
	}
	broken := th.events.wait(t, host.EventBroken, 1)
	wantKind(t, broken.Err, shared.ErrPluginCrashed, "has failed 3 times within 2m0s", "is not started again", "exited with status 7", "the disk is full")
	select {
	case <-th.Done():
	default:
		t.Error("it is not done")
	}
	if s := th.Status(); s.State != host.StateBroken || s.Err == nil || s.Restarts != 2 {
		t.Errorf("%+v", s)
	}
	// Reads, writes and new connections all get the reason at once.
	_, err = th.get(testContext(t), "any")
	wantKind(t, err, shared.ErrPluginCrashed, "has failed 3 times")
	_, err = th.update(testContext(t), "any")
	wantKind(t, err, shared.ErrPluginCrashed, "has failed 3 times")
	if errors.Is(err, shared.ErrUnknownOutcome) {
		t.Error("nothing was sent")
	}
	_, err = th.Connect(testContext(t), th.config(1))
	wantKind(t, err, shared.ErrPluginCrashed, "has failed 3 times")

	// A version that runs is the way out, and the connection goes on in it.
	report, err := th.Swap(testContext(t), th.version("1.0.1", ""), host.SwapOptions{})
	if err != nil || report.Connections != 1 || report.From != "1.0.0" || report.To != "1.0.1" {
		t.Fatalf("%+v, %v", report, err)
	}
	th.wantVersion(t, "1.0.1")
	select {
	case <-th.Done():
		t.Error("it is done")
	default:
	}
}

func TestRestartThatFails(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Restart = host.Restart{Backoff: time.Millisecond, MaxCrashes: 4}
	})
	th.touch(t, "no-start")
	_, err := th.get(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrPluginCrashed, "has failed 4 times", "exited with status 3", "there is no disk")
	failed := th.events.wait(t, host.EventRestartFailed, 3)
	wantKind(t, failed.Err, shared.ErrStartFailed, "exited with status 3")
	th.events.wait(t, host.EventBroken, 1)
	if n := th.events.count(host.EventRestarted); n != 0 {
		t.Errorf("%d restarts", n)
	}
}

// TestRestartRecovers has two starts fail, and the third come up.
func TestRestartRecovers(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	th.touch(t, "no-start")
	got := make(chan error, 1)
	go func() {
		_, err := th.get(testContext(t), "crash-once")
		got <- err
	}()
	th.events.wait(t, host.EventRestartFailed, 2)
	if s := th.Status(); s.State != host.StateRestarting || s.Err == nil {
		t.Errorf("%+v", s)
	}
	if err := os.Remove(filepath.Join(th.dir, "no-start")); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestFrozenInACall(t *testing.T) {
	t.Parallel()
	frozen := func(s *host.Spec) {
		s.Health = host.Health{Interval: 50 * time.Millisecond, Failures: 2}
		s.PingTimeout = 200 * time.Millisecond
	}
	t.Run("read", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, frozen)
		if v, err := th.get(testContext(t), "freeze-once"); err != nil || v != "1.0.0" {
			t.Errorf("%q, %v", v, err)
		}
		wantKind(t, th.events.wait(t, host.EventUnresponsive, 1).Err, shared.ErrTimeout, "did not answer a ping within 200ms")
		crashed := th.events.wait(t, host.EventCrashed, 1)
		wantKind(t, crashed.Err, shared.ErrPluginCrashed, "did not answer 2 pings in a row and was killed by the host")
		if !crashed.Exit.ByHost {
			t.Errorf("%+v", crashed.Exit)
		}
	})
	t.Run("write", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, frozen)
		_, err := th.update(testContext(t), "freeze-once")
		wantKind(t, err, shared.ErrUnknownOutcome, "did not answer 2 pings")
		th.wantVersion(t, "1.0.0")
	})
	t.Run("nobody looks", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, func(s *host.Spec) {
			s.Health.Disabled = true
			s.StopTimeout = 100 * time.Millisecond
		})
		ctx, cancel := context.WithTimeout(testContext(t), 300*time.Millisecond)
		defer cancel()
		_, err := th.get(ctx, "freeze")
		wantKind(t, err, shared.ErrTimeout)
		if n := th.events.count(host.EventCrashed); n != 0 {
			t.Errorf("%d crashes", n)
		}
	})
}

func TestCallsWaitForTheRestart(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Restart.Backoff = time.Hour; s.Restart.MaxBackoff = time.Hour })
	_, err := th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventCrashed, 1)
	ctx, cancel := context.WithTimeout(testContext(t), 50*time.Millisecond)
	defer cancel()
	_, err = th.update(ctx, "any")
	wantKind(t, err, shared.ErrTimeout, "nothing was sent", "is being restarted", "exited with status 7")
	if errors.Is(err, shared.ErrUnknownOutcome) {
		t.Error("nothing was sent")
	}
	ctx, cancel = context.WithCancel(testContext(t))
	cancel()
	_, err = th.get(ctx, "any")
	wantKind(t, err, shared.ErrCancelled)
	wantKind(t, th.Ping(testContext(t)), shared.ErrPluginCrashed)
	// Stop, at the end of the test, does not wait for an hour either.
}

func TestCallTimeoutBoundsTheWait(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Restart.Backoff, s.Restart.MaxBackoff = time.Hour, time.Hour
		s.CallTimeout = time.Second
	})
	_, err := th.get(context.WithoutCancel(t.Context()), "crash-once")
	wantKind(t, err, shared.ErrTimeout, "is being restarted")
	if strings.Contains(err.Error(), "nothing was sent") {
		t.Errorf("it was sent once: %v", err)
	}
	_, err = th.get(context.WithoutCancel(t.Context()), "any")
	wantKind(t, err, shared.ErrTimeout, "nothing was sent", "is being restarted")
}

func TestStopFromACallback(t *testing.T) {
	t.Parallel()
	var th *things
	stopped := make(chan error, 1)
	ready := make(chan struct{})
	th = launchThings(t, func(s *host.Spec) {
		add := s.OnEvent
		s.OnEvent = func(e host.Event) {
			add(e)
			if e.Kind == host.EventCrashed {
				<-ready
				stopped <- th.Stop(context.WithoutCancel(t.Context()))
			}
		}
	})
	close(ready)
	_, err := th.get(testContext(t), "crash-once")
	if err != nil { // The restart may have been quicker.
		wantKind(t, err, shared.ErrPluginCrashed)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	th.events.wait(t, host.EventStopped, 1)
	_, err = th.get(testContext(t), "any")
	wantKind(t, err, shared.ErrPreconditionFailed, "nothing was sent", "was stopped by the host")
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	t.Run("calls end", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		held := make(chan error, 1)
		go func() {
			_, err := th.update(testContext(t), "hold:a")
			held <- err
		}()
		th.waitFor(t, "a.held")
		down := make(chan error, 1)
		go func() { down <- th.Shutdown(testContext(t)) }()
		for err := error(nil); err == nil; {
			_, err = th.get(testContext(t), "any")
			if err != nil {
				wantKind(t, err, shared.ErrPreconditionFailed, "nothing was sent", "was stopped by the host")
			}
		}
		select {
		case err := <-held:
			t.Errorf("the call was not let end: %v", err)
		case <-time.After(300 * time.Millisecond):
		}
		th.touch(t, "a.free")
		if err := errors.Join(<-held, <-down); err != nil {
			t.Error(err)
		}
		if status, ended := th.ExitStatus(); !ended || status != (host.ExitStatus{}) {
			t.Errorf("%+v, %v", status, ended)
		}
	})
	t.Run("or not", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		held := make(chan error, 1)
		go func() {
			_, err := th.update(testContext(t), "hold:a")
			held <- err
		}()
		th.waitFor(t, "a.held")
		ctx, cancel := context.WithTimeout(testContext(t), 50*time.Millisecond)
		defer cancel()
		if err := th.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		wantKind(t, <-held, shared.ErrUnknownOutcome, "was stopped by the host")
	})
	t.Run("during a restart", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, func(s *host.Spec) { s.Restart.Backoff, s.Restart.MaxBackoff = time.Hour, time.Hour })
		_, err := th.update(testContext(t), "crash-once")
		wantKind(t, err, shared.ErrUnknownOutcome)
		th.events.wait(t, host.EventCrashed, 1)
		if err := th.Shutdown(testContext(t)); err != nil {
			t.Error(err)
		}
	})
}

func TestConnectionsEnd(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	for range 2 {
		if err := th.conn.Close(testContext(t)); err != nil {
			t.Error(err)
		}
	}
	_, err := th.get(testContext(t), "any")
	wantKind(t, err, shared.ErrPreconditionFailed, "the connection was closed")

	// One that was open in a process which has crashed has nothing to release.
	conn, err := th.Connect(testContext(t), th.config(1))
	if err != nil {
		t.Fatal(err)
	}
	th.conn = conn
	_, err = th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	if err := conn.Close(testContext(t)); err != nil {
		t.Error(err)
	}
}

func TestUnexpectedConnector(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		connector, version string
		text               string
	}{
		"as expected":     {"things", "1.0.0", ""},
		"another version": {"things", "1.0.1", "it says that it is things 1.0.0, and things 1.0.1 was expected"},
		"another name":    {"stuff", "", "it says that it is things 1.0.0, and stuff was expected"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := specFor(t, "target")
			spec.Env = append(spec.Env, versionVar+"=1.0.0")
			spec.Connector, spec.Version = tc.connector, tc.version
			p, err := host.Launch(testContext(t), spec)
			if err == nil {
				err = p.Stop(testContext(t))
			}
			if tc.text == "" {
				if err != nil {
					t.Error(err)
				}
			} else {
				wantKind(t, err, shared.ErrStartFailed, tc.text)
			}
			wantEmpty(t, spec.SocketDir)
		})
	}
}

func TestConnectorWithoutDescription(t *testing.T) {
	t.Parallel()
	spec := specFor(t, "target")
	spec.Env = append(spec.Env, changeVar+"=no-info")
	_, err := host.Launch(testContext(t), spec)
	wantKind(t, err, shared.ErrStartFailed, "does not say what it is", "who am I")
	wantEmpty(t, spec.SocketDir)
}
