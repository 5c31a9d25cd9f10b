package zoomapi_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// However many callers repeat, a token endpoint that is down is asked twice a
// second; a refusal that repeating does not help is passed on at once.
func TestFailedFetchesAreSpacedOut(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fail        step
		least, most int64
	}{
		"down":        {step{status: 500, body: `{}`}, 4, 5},
		"unreachable": {step{err: errors.New("connection refused")}, 4, 5},
		"refused":     {step{status: 400, body: `{"reason":"no","error":"invalid_client"}`}, 200, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				endpoint := &issuer{life: hour}
				endpoint.fail.Store(&test.fail)
				source := endpoint.source()
				var callers sync.WaitGroup
				for i := range 200 {
					callers.Go(func() {
						<-time.After(time.Duration(i) * 10 * time.Millisecond)
						if _, err := source.Token(t.Context()); err == nil {
							t.Error("got a token")
						}
					})
				}
				callers.Wait()
				if n := endpoint.issued.Load(); n < test.least || n > test.most {
					t.Errorf("asked %d times within 2 s", n)
				}
				endpoint.fail.Store(nil)
				if _, err := source.Token(t.Context()); err != nil {
					t.Errorf("when it works again: %v", err)
				}
			})
		})
	}
}

// Who does not want to wait for the next fetch need not.
func TestPauseEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		endpoint := &issuer{life: hour}
		endpoint.fail.Store(&step{status: 503})
		source := endpoint.source()
		_, err := source.Token(t.Context())
		if refusal, ok := errors.AsType[*zoomapi.AuthError](err); !ok || refusal.Status != 503 {
			t.Fatalf("got %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		begin := time.Now()
		if _, err := source.Token(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 100*time.Millisecond {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
		<-time.After(time.Second) // The fetch goes on for others.
	})
}
