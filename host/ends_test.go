//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestLastSchema: what the version before says of its schema was seen at the
// last swap, and is what the next is held against when that version cannot be
// asked any more.
func TestLastSchema(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) { s.Restart.Backoff, s.Restart.MaxBackoff = time.Hour, time.Hour })
	if _, err := th.conn.Schema(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := th.Swap(testContext(t), th.version("1.1.0", "additive"), host.SwapOptions{}); err != nil {
		t.Fatal(err)
	}
	_, err := th.update(testContext(t), "crash-once")
	wantKind(t, err, shared.ErrUnknownOutcome)
	th.events.wait(t, host.EventCrashed, 1)
	// This one lacks the attribute that 1.1.0 has, which is a breaking change.
	report, err := th.Swap(testContext(t), th.version("1.2.0", ""), host.SwapOptions{})
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("a breaking change was accepted: %v, %d not compared, %v", report, report.NotCompared, err)
	}
}

// TestSwapWithADoneContext: the same call has the same error and event.
func TestSwapWithADoneContext(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	kinds := map[string]int{}
	for range 40 {
		_, err := th.Swap(ctx, th.version("1.1.0", ""), host.SwapOptions{})
		kinds[fmt.Sprint(errors.Is(err, shared.ErrStartFailed))]++
	}
	th.wantVersion(t, "1.0.0")
	if len(kinds) != 1 {
		t.Errorf("a start that failed or not: %v; %d events", kinds, th.events.count(host.EventSwapFailed))
	}
}

// TestHostWithoutStdin: a service may have closed its standard input.
func TestHostWithoutStdin(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	_, sum := copyOfSelf(t)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), modeVar+"=without-stdin", fileVar+"="+sum, "XDG_RUNTIME_DIR="+shortDir(t))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

func hostWithoutStdin() int {
	self, err := os.Executable()
	if err == nil {
		err = os.Stdin.Close()
	}
	if err != nil {
		stderr(err.Error())
		return 1
	}
	p, err := host.Launch(context.Background(), host.Spec{
		Path: self, SHA256: os.Getenv(fileVar), Env: []string{modeVar + "=ok", raceVar},
	})
	if err == nil {
		err = p.Stop(context.Background())
	}
	if err != nil {
		stderr(err.Error())
		return 1
	}
	return 0
}

// TestEndsAreBounded stops and shuts down at any moment of crashes, restarts
// and swaps. Nothing is left and nothing hangs.
func TestEndsAreBounded(t *testing.T) {
	t.Parallel()
	for i := range 30 {
		th := launchThings(t, func(s *host.Spec) {
			s.Restart = host.Restart{Backoff: time.Millisecond, MaxCrashes: 3}
			s.StopTimeout = 500 * time.Millisecond
			s.Health.Interval = 10 * time.Millisecond
		})
		pause := func(n int) { <-time.After(time.Duration(rand.IntN(n)) * time.Millisecond) }
		ctx, cancel := context.WithTimeout(testContext(t), 20*time.Second)
		var all sync.WaitGroup
		all.Go(func() {
			for range rand.IntN(4) {
				_ = syscall.Kill(th.PID(), syscall.SIGKILL)
				pause(60)
			}
		})
		for range rand.IntN(3) {
			all.Go(func() {
				pause(100)
				_, _ = th.Swap(ctx, th.version("1.1.0", ""), host.SwapOptions{DrainTimeout: 30 * time.Millisecond})
			})
		}
		for range 3 {
			all.Go(func() {
				for range 30 {
					_, _ = th.get(ctx, "any")
					_, _ = th.update(ctx, "any")
					_, _ = countRows(ctx, th.conn)
				}
			})
		}
		pause(250)
		begun := time.Now()
		var err error
		if i%2 == 0 {
			err = th.Stop(ctx)
		} else {
			short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			err = th.Shutdown(short)
			cancel()
		}
		if took := time.Since(begun); err != nil || took > 10*time.Second {
			t.Errorf("round %d: %v after %v", i, err, took)
		}
		select {
		case <-th.Done():
		default:
			t.Errorf("round %d: not done", i)
		}
		wantEmpty(t, th.spec.SocketDir)
		all.Wait()
		if ctx.Err() != nil {
			t.Errorf("round %d: a call or a swap hung", i)
		}
		cancel()
		th.events.wait(t, host.EventStopped, 1)
		th.events.mu.Lock()
		if last := th.events.events[len(th.events.events)-1]; last.Kind != host.EventStopped {
			t.Errorf("round %d: events %v", i, th.events.kinds())
		}
		th.events.mu.Unlock()
		if t.Failed() {
			return
		}
	}
}
