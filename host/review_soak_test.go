//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestReviewSoak has callers write while the connector is killed, terminated and
// swapped. A write that is reported done was done once, one that failed plainly
// was not done, and none was done twice.
func TestReviewSoak(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	th := launchThings(t, func(s *host.Spec) {
		s.Restart = host.Restart{Backoff: time.Millisecond, MaxBackoff: 20 * time.Millisecond, MaxCrashes: 100000}
		s.Health.Interval = 50 * time.Millisecond
		s.StopTimeout = 500 * time.Millisecond
	})
	ctx := testContext(t)
	var over atomic.Bool
	var mu sync.Mutex
	outcome := map[string]error{}
	failed := map[string]int{}
	fail := func(what string, err error) {
		mu.Lock()
		defer mu.Unlock()
		text := err.Error()
		if i := strings.Index(text, "process"); i > 0 {
			text = text[:i]
		}
		failed[what+": "+text]++
	}
	var callers sync.WaitGroup
	for i := range 12 {
		callers.Go(func() {
			conn := th.conn
			for n := 0; !over.Load(); n++ {
				id := fmt.Sprintf("%d-%d", i, n)
				_, err := conn.Update(ctx, &shared.UpdateRequest{
					Class: "Thing", UID: "effect:" + id, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("note", shared.StringValue("new"))},
				})
				mu.Lock()
				outcome[id] = err
				mu.Unlock()
				if _, err := conn.Get(ctx, &shared.GetRequest{Class: "Thing", UID: "any"}); err != nil {
					fail("get", err)
				}
				if n%4 == 0 {
					if rows, err := countRows(ctx, conn); err != nil {
						fail(fmt.Sprintf("search after %d rows", min(rows, 1)), err)
					}
				}
				if n%5 == 0 {
					if own, err := th.Connect(ctx, th.config(1)); err != nil {
						fail("connect", err)
					} else if err := own.Close(ctx); err != nil {
						fail("close", err)
					}
				}
			}
		})
	}
	deadline := time.Now().Add(12 * time.Second)
	swaps, swapErrs := 0, map[string]int{}
	for n := 0; time.Now().Before(deadline); n++ {
		switch rand.IntN(4) {
		case 0:
			_ = syscall.Kill(th.PID(), syscall.SIGKILL)
		case 1:
			_ = syscall.Kill(th.PID(), syscall.SIGTERM)
		case 2:
			pid := th.PID()
			go func() {
				<-time.After(time.Duration(rand.IntN(150)) * time.Millisecond)
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}()
			fallthrough
		default:
			swaps++
			if _, err := th.Swap(ctx, th.version(fmt.Sprintf("2.%d.0", n), ""), host.SwapOptions{DrainTimeout: 50 * time.Millisecond}); err != nil {
				text := err.Error()
				swapErrs[text[:min(len(text), 60)]]++
			}
		}
		<-time.After(time.Duration(rand.IntN(200)) * time.Millisecond)
	}
	over.Store(true)
	callers.Wait()
	th.wantVersion2(t, ctx)
	content, err := os.ReadFile(filepath.Join(th.dir, "effects"))
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	for _, id := range strings.Fields(string(content)) {
		done[id]++
	}
	var ok, unknown, unknownDone, plain int
	for id, err := range outcome {
		switch {
		case done[id] > 1:
			t.Errorf("%s was done %d times: %v", id, done[id], err)
		case err == nil && done[id] != 1:
			t.Errorf("%s was reported done and was not", id)
		case err == nil:
			ok++
		case errors.Is(err, shared.ErrUnknownOutcome):
			unknown++
			unknownDone += done[id]
		default:
			plain++
			fail("write", err)
			if done[id] != 0 {
				t.Errorf("%s was done, and reported as a plain failure: %v", id, err)
			}
		}
	}
	t.Logf("%d writes done, %d unknown (%d of them done), %d plain; %d swaps, %v; failures %v", ok, unknown, unknownDone, plain, swaps, swapErrs, failed)
	for what, n := range failed {
		t.Logf("%d times %s", n, what)
	}
	// Events: every restart follows a crash, none twice for one process.
	th.events.mu.Lock()
	defer th.events.mu.Unlock()
	crashed := map[int]int{}
	current := 0
	for i, e := range th.events.events {
		switch e.Kind {
		case host.EventCrashed:
			crashed[e.PID]++
			if crashed[e.PID] > 1 {
				t.Errorf("event %d: process %d crashed twice", i, e.PID)
			}
			if e.PID != current {
				t.Errorf("event %d: process %d crashed, the current one is %d: %v", i, e.PID, current, th.events.kinds()[max(0, i-3):i+2])
			}
		case host.EventStarted, host.EventRestarted, host.EventSwapped:
			if e.Kind == host.EventRestarted && crashed[current] == 0 {
				t.Errorf("event %d: restarted though %d has not crashed", i, current)
			}
			current = e.PID
		}
	}
}

func (th *things) wantVersion2(t *testing.T, ctx context.Context) {
	t.Helper()
	if _, err := th.get(ctx, "any"); err != nil {
		t.Error(err)
	}
}
