//go:build unix

package host

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestRestartsLeaveNoContexts: what a restart needed is released at its end.
func TestRestartsLeaveNoContexts(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	restarted := make(chan struct{}, 100)
	p, err := Launch(t.Context(), Spec{
		Path: self, Env: []string{"HOST_TEST_MODE=target", "HOST_TEST_VERSION=1.0.0", "GORACE=atexit_sleep_ms=0"},
		Restart: Restart{Backoff: time.Millisecond, MaxBackoff: time.Millisecond, MaxCrashes: 100},
		OnEvent: func(e Event) {
			if e.Kind == EventRestarted {
				restarted <- struct{}{}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	for range 10 {
		if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		<-restarted
		p.mu.Lock()
		last := p.restarting
		p.mu.Unlock()
		<-last.ended
		if last.ctx.Err() == nil {
			t.Fatal("the context of the restart is still there")
		}
	}
}

// TestNoCallsForALifeThatEnds: a call that comes when a process is being ended,
// and nobody has taken note of its end yet, waits for the next one.
func TestNoCallsForALifeThatEnds(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Launch(t.Context(), Spec{
		Path: self, Env: []string{"HOST_TEST_MODE=target", "HOST_TEST_VERSION=1.0.0", "GORACE=atexit_sleep_ms=0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	current := p.current
	current.ending.Store(true)
	if g, wait, err := p.tryAcquire(reading); g != nil || wait == nil || err != nil {
		t.Errorf("%v, %v, %v", g, wait, err)
	}
	current.ending.Store(false)
	g, _, err := p.tryAcquire(reading)
	if g != current || err != nil {
		t.Fatalf("%v, %v", g, err)
	}
	g.calls.end(reading)
}
