//go:build unix

package host_test

import (
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

// soakTime is how long callers and killers are at it.
const soakTime = 4 * time.Second

// ledger remembers what the callers of a soak were told.
type ledger struct {
	mu     sync.Mutex
	writes map[string]error
	// failed counts reads that failed, by what and how.
	failed map[string]int
}

func (l *ledger) wrote(id string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes[id] = err
}

// read notes the end of a read. One that is lost twice may fail, and a search that
// has begun to yield rows.
func (l *ledger) read(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("%s: %v", what, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed[what]++
}

// TestSoak has callers read and write while the connector is killed, terminated
// and swapped. A write that is reported done was done once, one that failed
// plainly was not done, and none was done twice.
func TestSoak(t *testing.T) {
	t.Parallel()
	th := launchThings(t, func(s *host.Spec) {
		s.Restart = host.Restart{Backoff: time.Millisecond, MaxBackoff: 20 * time.Millisecond, MaxCrashes: 100_000}
		s.Health.Interval = 50 * time.Millisecond
		s.StopTimeout = 500 * time.Millisecond
	})
	l := &ledger{writes: map[string]error{}, failed: map[string]int{}}
	var over atomic.Bool
	var callers sync.WaitGroup
	for i := range 12 {
		callers.Go(func() {
			for n := 0; !over.Load(); n++ {
				th.soak(t, l, fmt.Sprintf("%d-%d", i, n), n)
			}
		})
	}
	for begun := time.Now(); time.Since(begun) < soakTime; {
		th.disturb(t)
		<-time.After(time.Duration(rand.IntN(200)) * time.Millisecond)
	}
	over.Store(true)
	callers.Wait()
	if _, err := th.get(testContext(t), "any"); err != nil {
		t.Error(err)
	}
	th.settle(t, l)
	th.events.check(t)
}

// soak makes the calls of one turn of a caller.
func (th *things) soak(t *testing.T, l *ledger, id string, n int) {
	t.Helper()
	ctx := testContext(t)
	_, err := th.update(ctx, "effect:"+id)
	l.wrote(id, err)
	_, err = th.get(ctx, "any")
	l.read(t, "get", err)
	if n%4 == 0 {
		_, err = countRows(ctx, th.conn)
		l.read(t, "search", err)
	}
	if n%5 == 0 {
		own, err := th.Connect(ctx, th.config(1))
		l.read(t, "connect", err)
		if err == nil {
			l.read(t, "close", own.Close(ctx))
		}
	}
}

// disturb ends the process in one way or another, or swaps it.
func (th *things) disturb(t *testing.T) {
	t.Helper()
	switch pid := th.PID(); rand.IntN(4) {
	case 0:
		_ = syscall.Kill(pid, syscall.SIGKILL)
	case 1:
		_ = syscall.Kill(pid, syscall.SIGTERM)
	case 2:
		// In the middle of the swap, perhaps.
		time.AfterFunc(time.Duration(rand.IntN(150))*time.Millisecond, func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
		fallthrough
	default:
		version := fmt.Sprintf("2.%d.0", rand.IntN(1000))
		if _, err := th.Swap(testContext(t), th.version(version, ""), host.SwapOptions{DrainTimeout: 50 * time.Millisecond}); err != nil {
			t.Error(err)
		}
	}
}

// settle compares what callers were told with what was done.
func (th *things) settle(t *testing.T, l *ledger) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(th.dir, "effects"))
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	for id := range strings.FieldsSeq(string(content)) {
		done[id]++
	}
	var reported, unknown, plain int
	for id, err := range l.writes {
		switch {
		case done[id] > 1:
			t.Errorf("%s was done %d times: %v", id, done[id], err)
		case err == nil && done[id] == 0:
			t.Errorf("%s was reported done and was not", id)
		case err == nil:
			reported++
		case errors.Is(err, shared.ErrUnknownOutcome):
			unknown++
		case done[id] > 0:
			t.Errorf("%s was done, and reported as a plain failure: %v", id, err)
		default:
			plain++
		}
	}
	t.Logf("%d writes done, %d unknown, %d not sent; reads that failed: %v", reported, unknown, plain, l.failed)
}

// check holds the events against each other: every restart follows a crash, each
// crash is about the process of the moment, and none comes twice.
func (l *eventLog) check(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	crashed := map[int]bool{}
	current := 0
	for i, e := range l.events {
		if e.Kind == host.EventCrashed && (e.PID != current || crashed[e.PID]) {
			t.Errorf("event %d: process %d crashed, once more or not the current one, %d", i, e.PID, current)
		}
		if e.Kind == host.EventRestarted && !crashed[current] {
			t.Errorf("event %d: a restart, but process %d has not crashed", i, current)
		}
		switch e.Kind { //nolint:exhaustive // the others change no process
		case host.EventCrashed:
			crashed[e.PID] = true
		case host.EventStarted, host.EventRestarted, host.EventSwapped:
			current = e.PID
		}
	}
}
