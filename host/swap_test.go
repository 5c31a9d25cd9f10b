//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

func TestSwap(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	before := th.PID()
	if _, err := th.Connect(testContext(t), th.config(1)); err != nil {
		t.Fatal(err)
	}
	report, err := th.Swap(testContext(t), th.version("1.1.0", "additive"), host.SwapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Connector != "things" || report.From != "1.0.0" || report.To != "1.1.0" || report.Connections != 2 ||
		report.Cut != 0 || report.Took <= 0 || report.ToPath != th.spec.Path {
		t.Errorf("%+v", report)
	}
	// Once, although two connections were compared.
	if report.Changes.Level() != compat.Additive || len(report.Changes.Changes) != 1 {
		t.Errorf("%+v", report.Changes)
	}
	th.wantVersion(t, "1.1.0")
	if th.PID() == before {
		t.Error("the process is the same")
	}
	if s := th.Status(); s.Version != "1.1.0" || s.State != host.StateRunning || s.Restarts != 0 {
		t.Errorf("%+v", s)
	}
	swapped := th.events.wait(t, host.EventSwapped, 1)
	if swapped.Version != "1.1.0" || swapped.PID != th.PID() || swapped.Swap.From != "1.0.0" {
		t.Errorf("%+v", swapped)
	}
	drained := th.events.wait(t, host.EventDrained, 1)
	if drained.Version != "1.0.0" || drained.PID != before || drained.Swap.To != "1.1.0" {
		t.Errorf("%+v", drained)
	}
	wantOneFolder(t, th.spec.SocketDir)
	// Crashes are those of the new version now.
	if v, err := th.get(testContext(t), "crash-once"); err != nil || v != "1.1.0" {
		t.Errorf("%q, %v", v, err)
	}
}

func wantOneFolder(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d folders for sockets, %v", len(entries), err)
	}
}

// TestSwapUnderLoad has 50 callers read and write while the connector is swapped
// five times. No read may fail, and every write has an answer.
func TestSwapUnderLoad(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Health.Interval = 20 * time.Millisecond })
	ctx := testContext(t)
	var over atomic.Bool
	var reads, writes, searches atomic.Int64
	var callers sync.WaitGroup
	for i := range 50 {
		callers.Go(func() {
			for n := 0; !over.Load(); n++ {
				var err error
				switch (i + n) % 5 {
				case 0:
					_, err = th.update(ctx, "any")
					writes.Add(1)
				case 1:
					var rows int
					rows, err = countRows(ctx, th.conn)
					if err == nil && rows != 10 {
						err = fmt.Errorf("%d rows", rows)
					}
					searches.Add(1)
				default:
					_, err = th.get(ctx, "any")
					reads.Add(1)
				}
				if err != nil {
					t.Errorf("caller %d: %v", i, err)
					return
				}
			}
		})
	}
	for i := range 5 {
		version := fmt.Sprintf("1.%d.0", i+1)
		report, err := th.Swap(ctx, th.version(version, ""), host.SwapOptions{})
		if err != nil || report.Cut != 0 {
			t.Errorf("swap %d: %+v, %v", i, report, err)
		}
	}
	over.Store(true)
	callers.Wait()
	th.wantVersion(t, "1.5.0")
	wantOneFolder(t, th.spec.SocketDir)
	t.Logf("%d reads, %d writes, %d searches", reads.Load(), writes.Load(), searches.Load())
	if reads.Load() < 50 || writes.Load() < 50 || searches.Load() < 50 {
		t.Error("too few calls to tell")
	}
}

func countRows(ctx context.Context, conn shared.FullConnection) (rows int, err error) {
	results, err := conn.Search(ctx, &shared.Query{Class: "Thing"})
	if err != nil {
		return 0, err
	}
	for _, err := range results.All() {
		if err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}

// TestSwapWhileASearchRuns: the search ends in the version in which it began.
func TestSwapWhileASearchRuns(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	th.touch(t, "hold-search")
	rows := th.search(t)
	th.waitFor(t, "search.held")
	swapped := make(chan error, 1)
	go func() {
		_, err := th.Swap(testContext(t), th.version("2.0.0", ""), host.SwapOptions{})
		swapped <- err
	}()
	th.events.wait(t, host.EventSwapped, 1)
	th.wantVersion(t, "2.0.0")
	th.touch(t, "search.free")
	versions, err := rows()
	if err != nil || versions["1.0.0"] != 10 || len(versions) != 1 {
		t.Errorf("%v, %v", versions, err)
	}
	if err := <-swapped; err != nil {
		t.Error(err)
	}
	wantOneFolder(t, th.spec.SocketDir)
}

// TestSwapIsRolledBack has swaps fail in every way before the switch.
func TestSwapIsRolledBack(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spec func(th *things) host.Spec
		kind shared.ErrorKind
		text []string
	}{
		"does not start": {
			func(th *things) host.Spec {
				s := th.version("1.1.0", "")
				s.Env = []string{modeVar + "=exit-3"}
				return s
			},
			shared.ErrStartFailed,
			[]string{"exited with status 3"},
		},
		"hangs": {
			func(th *things) host.Spec {
				s := th.version("1.1.0", "")
				s.Env, s.StartTimeout = []string{modeVar + "=hang"}, 200*time.Millisecond
				return s
			},
			shared.ErrStartFailed,
			[]string{"did not answer within 200ms"},
		},
		"another version of the protocol": {
			func(th *things) host.Spec {
				s := th.version("1.1.0", "")
				s.Env = []string{modeVar + "=version-7"}
				return s
			},
			shared.ErrIncompatibleVersion,
			[]string{"speaks version 7 of the contract, the host 1; upgrade the host"},
		},
		"another checksum": {
			func(th *things) host.Spec {
				s := th.version("1.1.0", "")
				s.SHA256 = strings.Repeat("0", 64)
				return s
			},
			shared.ErrChecksumMismatch,
			[]string{strings.Repeat("0", 64)},
		},
		"no file": {
			func(th *things) host.Spec { s := th.version("1.1.0", ""); s.Path = "/no/such/file"; return s },
			shared.ErrStartFailed,
			[]string{"no such file"},
		},
		"faults": {
			func(th *things) host.Spec { s := th.version("1.1.0", ""); s.StartTimeout = -1; return s },
			shared.ErrInvalidRequest,
			[]string{"StartTimeout"},
		},
		"another connector": {
			func(th *things) host.Spec { return th.version("1.1.0", "other-connector") },
			shared.ErrPreconditionFailed,
			[]string{"is the connector stuff, not another version of things"},
		},
		"no description": {
			func(th *things) host.Spec { return th.version("1.1.0", "no-info") },
			shared.ErrStartFailed,
			[]string{"who am I"},
		},
		"no connection": {
			func(th *things) host.Spec { return th.version("1.1.0", "no-connect") },
			shared.ErrInvalidConfiguration,
			[]string{"open a connection in version 1.1.0", "wants another folder"},
		},
		"configuration not valid any more": {
			func(th *things) host.Spec { return th.version("1.1.0", "required-property") },
			shared.ErrInvalidConfiguration,
			[]string{"key"},
		},
		"breaking schema": {
			func(th *things) host.Spec { return th.version("1.1.0", "breaking") },
			shared.ErrPreconditionFailed,
			[]string{"version 1.1.0 is not put in the place of 1.0.0", "breaking", "narrowing", "note"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			th := launchThings(t, nil)
			before := th.PID()
			_, err := th.Swap(testContext(t), tc.spec(th), host.SwapOptions{})
			wantKind(t, err, tc.kind, tc.text...)
			failed := th.events.wait(t, host.EventSwapFailed, 1)
			if !errors.Is(failed.Err, tc.kind) || failed.Version != "1.0.0" || failed.Swap == nil {
				t.Errorf("%+v", failed)
			}
			if th.PID() != before {
				t.Error("another process")
			}
			th.wantVersion(t, "1.0.0")
			wantOneFolder(t, th.spec.SocketDir)
			if n := th.events.count(host.EventSwapped); n != 0 {
				t.Errorf("%d swaps", n)
			}
			// And the next may succeed.
			if _, err := th.Swap(testContext(t), th.version("1.2.0", ""), host.SwapOptions{}); err != nil {
				t.Error(err)
			}
			th.wantVersion(t, "1.2.0")
		})
	}
}

func TestSwapAccepts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change string
		accept compat.Level
		ok     bool
	}{
		"narrowing by default":       {"narrowing", compat.Same, true},
		"narrowing refused":          {"narrowing", compat.Additive, false},
		"breaking refused":           {"breaking", compat.Narrowing, false},
		"breaking accepted":          {"breaking", compat.Breaking, true},
		"additive, at most additive": {"additive", compat.Additive, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			th := launchThings(t, nil)
			report, err := th.Swap(testContext(t), th.version("1.1.0", tc.change), host.SwapOptions{Accept: tc.accept})
			if (err == nil) != tc.ok || report.Changes.Level().String() != tc.change {
				t.Errorf("%+v, %v", report.Changes, err)
			}
		})
	}
}

// TestStopDuringASwap stops at once, whatever the swap is doing.
func TestStopDuringASwap(t *testing.T) {
	t.Parallel()
	t.Run("starting", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		spec := th.version("1.1.0", "")
		spec.Env, spec.StartTimeout = []string{modeVar + "=hang"}, time.Hour
		swapped := make(chan error, 1)
		go func() {
			_, err := th.Swap(testContext(t), spec, host.SwapOptions{})
			swapped <- err
		}()
		// Until the second folder is there, the swap has not begun.
		for entries := 0; entries < 2; {
			list, err := os.ReadDir(th.spec.SocketDir)
			if err != nil {
				t.Fatal(err)
			}
			entries = len(list)
		}
		if err := th.Stop(testContext(t)); err != nil {
			t.Error(err)
		}
		if err := <-swapped; err == nil {
			t.Error("it was swapped")
		}
		wantEmpty(t, th.spec.SocketDir)
	})
	t.Run("draining", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, func(s *host.Spec) { s.StopTimeout = 300 * time.Millisecond })
		got := make(chan error, 1)
		go func() {
			_, err := th.get(testContext(t), "hold:a")
			got <- err
		}()
		th.waitFor(t, "a.held")
		swapped := make(chan error, 1)
		go func() {
			_, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{DrainTimeout: -1})
			swapped <- err
		}()
		th.events.wait(t, host.EventSwapped, 1)
		if err := th.Stop(testContext(t)); err != nil {
			t.Error(err)
		}
		wantKind(t, <-got, shared.ErrPluginCrashed)
		if err := <-swapped; err != nil {
			t.Error(err)
		}
		wantEmpty(t, th.spec.SocketDir)
	})
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		th := launchThings(t, nil)
		if err := th.Stop(testContext(t)); err != nil {
			t.Error(err)
		}
		_, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
		wantKind(t, err, shared.ErrPreconditionFailed, "nothing was sent", "was stopped by the host")
		wantEmpty(t, th.spec.SocketDir)
	})
}

func TestSwapCancelled(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	spec := th.version("1.1.0", "")
	spec.Env, spec.StartTimeout = []string{modeVar + "=hang"}, time.Hour
	ctx, cancel := context.WithTimeout(testContext(t), 100*time.Millisecond)
	defer cancel()
	_, err := th.Swap(ctx, spec, host.SwapOptions{})
	wantKind(t, err, shared.ErrStartFailed, "the start was given up")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	th.wantVersion(t, "1.0.0")
	wantOneFolder(t, th.spec.SocketDir)
}

// TestSwapDuringARestart takes the place of a process that is not there.
func TestSwapDuringARestart(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Restart.Backoff, s.Restart.MaxBackoff = time.Hour, time.Hour })
	if _, err := th.conn.Schema(testContext(t)); err != nil {
		t.Fatal(err)
	}
	unseen, err := th.Connect(testContext(t), th.config(1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventCrashed, 1)
	// The schema that was seen last is what the new one is held against.
	_, err = th.Swap(testContext(t), th.version("1.1.0", "breaking"), host.SwapOptions{})
	wantKind(t, err, shared.ErrPreconditionFailed, "note")
	report, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
	if err != nil || report.Connections != 2 || report.NotCompared != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := unseen.Schema(testContext(t)); err != nil {
		t.Error(err)
	}
	th.wantVersion(t, "1.1.0")
}

// TestSameSpecRestarts: a swap for the same version is a restart on request.
func TestSameSpecRestarts(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	before := th.PID()
	report, err := th.Swap(testContext(t), th.spec, host.SwapOptions{Accept: compat.Additive})
	if err != nil || report.Changes.Level() != compat.Same {
		t.Errorf("%+v, %v", report, err)
	}
	if th.PID() == before {
		t.Error("the process is the same")
	}
	th.wantVersion(t, "1.0.0")
}
