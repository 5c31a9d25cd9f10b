//go:build unix

package host_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestStartTimeoutBoundsLaunch: Spec.StartTimeout bounds Launch.
func TestStartTimeoutBoundsLaunch(t *testing.T) {
	t.Parallel()
	const limit = 3 * time.Second
	spec := specFor(t, "target")
	spec.Env = append(spec.Env, changeVar+"=slow-info")
	spec.StartTimeout = limit
	begun := time.Now()
	ctx := testContext(t)
	_, err := host.Launch(ctx, spec)
	wantKind(t, err, shared.ErrStartFailed)
	took := time.Since(begun)
	t.Logf("took %v: %v", took, err)
	if took > limit+3*limit/5 {
		t.Errorf("a start with a limit of %v took %v", limit, took)
	}
}

// TestSwapTakesItsTimes: everything but Restart, Health, OnEvent and Logger is
// that of the Spec of the swap.
func TestSwapTakesItsTimes(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Health.Disabled = true; s.StopTimeout = 100 * time.Millisecond })
	spec := th.version("1.1.0", "")
	spec.PingTimeout, spec.Health.Disabled = 100*time.Millisecond, true
	if _, err := th.Swap(testContext(t), spec, host.SwapOptions{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(testContext(t), 300*time.Millisecond)
	defer cancel()
	_, _ = th.get(ctx, "freeze")
	wantKind(t, th.Ping(testContext(t)), shared.ErrTimeout, "within 100ms")
}

// TestStopTimeoutIsTheLimit: a connector may take Spec.StopTimeout to end.
func TestStopTimeoutIsTheLimit(t *testing.T) {
	t.Parallel()
	spec := specFor(t, "linger")
	spec.StopTimeout = 4 * time.Second
	p := launch(t, spec)
	begun := time.Now()
	if err := p.Stop(testContext(t)); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took < spec.StopTimeout {
		t.Errorf("it was killed after %v; StopTimeout is %v", took, spec.StopTimeout)
	}
}

// TestShutdownRefusesSwaps: no version is started after Shutdown was called.
func TestShutdownRefusesSwaps(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	go func() { _, _ = th.get(testContext(t), "hold:a") }()
	th.waitFor(t, "a.held")
	down := make(chan error, 1)
	go func() { down <- th.Shutdown(testContext(t)) }()
	for th.Status().State != host.StateStopped {
		if err := testContext(t).Err(); err != nil {
			t.Fatal(err)
		}
	}
	report, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
	wantKind(t, err, shared.ErrPreconditionFailed, "nothing was sent", "was stopped by the host")
	if report.To != "" {
		t.Errorf("version %s was started, and %d connections opened in it", report.To, report.Connections)
	}
	th.touch(t, "a.free")
	if err := <-down; err != nil {
		t.Error(err)
	}
}

// TestWritesAreNotAtOnce: a write whose caller has given up may go on in the
// old process; a new write must not run beside it in the new one.
func TestWritesAreNotAtOnce(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	// A long search keeps the old process.
	th.touch(t, "hold-search")
	rows := th.search(t)
	th.waitFor(t, "search.held")
	ctx, cancel := context.WithCancel(testContext(t))
	first := make(chan error, 1)
	go func() {
		_, err := th.update(ctx, "late:a")
		first <- err
	}()
	th.waitFor(t, "a.begun")
	cancel()
	wantKind(t, <-first, shared.ErrUnknownOutcome)
	swapped := make(chan error, 1)
	go func() {
		_, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
		swapped <- err
	}()
	th.events.wait(t, host.EventSwapped, 1)
	written := make(chan error, 1)
	go func() {
		_, err := th.update(testContext(t), "any")
		written <- err
	}()
	select {
	case err := <-written:
		if !exists(filepath.Join(th.dir, "a.late")) {
			t.Errorf("version 1.1.0 has written (%v) while the write in 1.0.0 was still running", err)
			th.waitFor(t, "a.late") // it really was
		}
	case <-time.After(4 * time.Second):
	}
	th.touch(t, "search.free")
	if _, err := rows(); err != nil {
		t.Error(err)
	}
	if err := <-swapped; err != nil {
		t.Error(err)
	}
}

// TestClosedDuringASwap: a connection that is closed while it is opened in
// the new version is closed there as well, and does not stay open for ever.
func TestClosedDuringASwap(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	swapped := make(chan error, 1)
	go func() {
		_, err := th.Swap(testContext(t), th.version("1.1.0", "slow-schema"), host.SwapOptions{})
		swapped <- err
	}()
	th.waitFor(t, "schema.begun")
	if err := th.conn.Close(testContext(t)); err != nil {
		t.Error(err)
	}
	if err := <-swapped; err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if exists(filepath.Join(th.dir, "closed-in-1.1.0")) {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Error("the connection is still open in version 1.1.0, and nobody can close it")
}

// TestCloseWhileTheOldProcessEnds: closing a connection during the end of a
// drain is no error: everything is released with the process.
func TestCloseWhileTheOldProcessEnds(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Env = th0Env(s.Env, "slow-close")
	})
	var conns []shared.FullConnection
	for range 30 {
		c, err := th.Connect(testContext(t), th.config(1))
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
	}
	swapped := make(chan error, 1)
	go func() {
		_, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
		swapped <- err
	}()
	th.events.wait(t, host.EventSwapped, 1)
	failed := 0
	var last error
	for _, c := range conns {
		<-time.After(20 * time.Millisecond)
		if err := c.Close(testContext(t)); err != nil {
			failed++
			last = err
		}
	}
	if err := <-swapped; err != nil {
		t.Error(err)
	}
	if failed > 0 {
		t.Errorf("%d of %d could not be closed, last: %v", failed, len(conns), last)
	}
}

func th0Env(env []string, change string) []string {
	out := append([]string(nil), env...)
	return append(out, changeVar+"="+change)
}

// TestSwapOfAFrozenVersion: a swap is the cure of a version that hangs; it
// does not ask that version for every schema, one time limit after another.
func TestSwapOfAFrozenVersion(t *testing.T) {
	t.Parallel()
	const limit = 2 * time.Second
	th := launchThings(t, func(s *host.Spec) {
		s.Health.Disabled = true
		s.CallTimeout, s.StopTimeout, s.PingTimeout = limit, 100*time.Millisecond, 100*time.Millisecond
	})
	for range 4 {
		if _, err := th.Connect(testContext(t), th.config(1)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(testContext(t), 300*time.Millisecond)
	defer cancel()
	_, _ = th.get(ctx, "freeze")
	begun := time.Now()
	report, err := th.Swap(context.WithoutCancel(t.Context()), th.version("1.1.0", ""), host.SwapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 2*limit {
		t.Errorf("the swap took %v with a call limit of %v: %+v", took, limit, report)
	}
}
