//go:build unix

package host

import (
	"context"
	"os"
	"reflect"
	"syscall"
	"testing"
	"time"
)

// TestReviewRestartsLeaveNoContexts: what a restart needed is released at its end.
func TestReviewRestartsLeaveNoContexts(t *testing.T) {
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
		if err := p.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	for range 10 {
		if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		<-restarted
	}
	if n := reflect.ValueOf(p.ctx).Elem().FieldByName("children").Len(); n > 2 {
		t.Errorf("%d contexts hang on the Plugin after 10 restarts", n)
	}
}
