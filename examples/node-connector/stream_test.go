//go:build unix

package nodeconnector_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

// crowdSize is many more users than fit into the windows of a connection.
const crowdSize = 40_000

// crowd is a directory of many users.
func crowd(t *testing.T) string {
	t.Helper()
	users := make([]entry, crowdSize)
	for i := range users {
		users[i] = entry{"uid": fmt.Sprintf("u%d", i), "userName": fmt.Sprintf("user%d", i), "email": strings.Repeat("x", 200)}
	}
	return writeDirectory(t, users, nil)
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// waitFor waits until the log has a part.
func (b *lockedBuffer) waitFor(ctx context.Context, t *testing.T, part string) {
	t.Helper()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !strings.Contains(b.String(), part) {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatalf("the log has no %q", part)
		}
	}
}

// TestSlowHost does not read on for a while. The connector waits with the rows,
// and goes on answering other calls.
func TestSlowHost(t *testing.T) {
	t.Parallel()
	spec := specOf(t)
	log := &lockedBuffer{}
	spec.Logger = hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: log})
	p := launch(t, spec)
	conn := connectTo(t, p, crowd(t))
	ctx := testContext(t)
	results, err := conn.Search(ctx, &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if n != 10 {
			continue
		}
		for range 200 {
			if _, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "u1"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Ping(ctx); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(log.String(), "method=Search") {
			t.Error("the connector has sent everything to a host that does not read")
		}
	}
	if n != crowdSize {
		t.Errorf("%d rows", n)
	}
	log.waitFor(ctx, t, "method=Search")
}

// TestSearchEndsEarly gives searches up in several ways.
func TestSearchEndsEarly(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		end  func(ctx context.Context, cancel context.CancelFunc, conn shared.FullConnection) error
		want error
	}{
		"cancelled": {func(_ context.Context, cancel context.CancelFunc, _ shared.FullConnection) error {
			cancel()
			return nil
		}, shared.ErrCancelled},
		"closed": {func(ctx context.Context, _ context.CancelFunc, conn shared.FullConnection) error {
			return conn.Close(ctx)
		}, shared.ErrPreconditionFailed},
		"out of time": {func(ctx context.Context, _ context.CancelFunc, _ shared.FullConnection) error {
			<-ctx.Done()
			return nil
		}, shared.ErrTimeout},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := specOf(t)
			log := &lockedBuffer{}
			spec.Logger = hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: log})
			p := launch(t, spec)
			conn := connectTo(t, p, crowd(t))
			whole := testContext(t)
			if _, err := conn.Test(whole, nil); err != nil { // The file is in memory now.
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(whole, patience/2)
			if errors.Is(tc.want, shared.ErrTimeout) {
				ctx, cancel = context.WithTimeout(whole, 2*time.Second)
			}
			defer cancel()
			err := endEarly(ctx, conn, func() error { return tc.end(ctx, cancel, conn) })
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			log.waitFor(whole, t, "method=Search") // The connector stops as well.
			if _, err := p.Info(whole); err != nil {
				t.Error(err)
			}
		})
	}
}

// endEarly reads some rows of a search, ends it, and reads on to its error.
func endEarly(ctx context.Context, conn shared.FullConnection, end func() error) error {
	results, err := conn.Search(ctx, &shared.Query{Class: "User"})
	if err != nil {
		return err
	}
	n := 0
	for _, err := range results.All() {
		if err != nil {
			return err
		}
		n++
		if n != 100 {
			continue
		}
		if err := end(); err != nil {
			return fmt.Errorf("end it: %w", err)
		}
	}
	return fmt.Errorf("%d rows and no error", n)
}

// TestManyCalls has many calls at the same time on several connections.
func TestManyCalls(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	file := staff(t)
	var wg sync.WaitGroup
	for range 4 {
		conn := connectTo(t, p, file)
		for range 25 {
			wg.Go(func() {
				if rows, _, err := all(ctx, conn, &shared.Query{Class: "User"}); err != nil || len(rows) != 3 {
					t.Errorf("%d rows, %v", len(rows), err)
				}
				_, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "none"})
				if !errors.Is(err, shared.ErrNotFound) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
	wg.Wait()
}
