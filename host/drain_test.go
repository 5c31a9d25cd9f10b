//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

func TestDrainIsBounded(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) *things {
		t.Helper()
		return launchThings(t, func(s *host.Spec) { s.StopTimeout = 200 * time.Millisecond })
	}
	soon := host.SwapOptions{DrainTimeout: 100 * time.Millisecond}
	t.Run("a read is repeated in the new version", func(t *testing.T) {
		t.Parallel()
		th := start(t)
		got := make(chan string, 1)
		go func() {
			v, err := th.get(testContext(t), "hold:a")
			got <- fmt.Sprint(v, err)
		}()
		th.waitFor(t, "a.held")
		report, err := th.Swap(testContext(t), th.version("1.1.0", ""), soon)
		if err != nil || report.Cut != 1 {
			t.Errorf("%+v, %v", report, err)
		}
		th.touch(t, "a.free")
		if v := <-got; v != "1.1.0<nil>" {
			t.Error(v)
		}
	})
	t.Run("a write is cut", func(t *testing.T) {
		t.Parallel()
		th := start(t)
		got := make(chan error, 1)
		go func() {
			_, err := th.update(testContext(t), "deaf")
			got <- err
		}()
		// Nothing tells that a deaf call has arrived but a later one on the same connection.
		th.wantVersion(t, "1.0.0")
		if _, err := th.Swap(testContext(t), th.version("1.1.0", ""), soon); err != nil {
			t.Error(err)
		}
		wantKind(t, <-got, shared.ErrUnknownOutcome, "because version 1.1.0 has taken its place")
	})
	t.Run("a search is cut", func(t *testing.T) {
		t.Parallel()
		th := start(t)
		th.touch(t, "hold-search")
		rows := th.search(t)
		th.waitFor(t, "search.held")
		read := make(chan error, 1)
		go func() {
			_, err := rows()
			read <- err
		}()
		report, err := th.Swap(testContext(t), th.version("1.1.0", ""), soon)
		if err != nil || report.Cut != 1 {
			t.Errorf("%+v, %v", report, err)
		}
		wantKind(t, <-read, shared.ErrPluginCrashed, "because version 1.1.0 has taken its place")
	})
	t.Run("by the context", func(t *testing.T) {
		t.Parallel()
		th := start(t)
		go func() { _, _ = th.get(testContext(t), "hold:a") }()
		th.waitFor(t, "a.held")
		ctx, cancel := context.WithCancel(testContext(t))
		add := th.events
		go func() {
			add.wait(t, host.EventSwapped, 1)
			cancel()
		}()
		report, err := th.Swap(ctx, th.version("1.1.0", ""), host.SwapOptions{DrainTimeout: -1})
		if err != nil || report.Cut != 1 {
			t.Errorf("%+v, %v", report, err)
		}
		th.wantVersion(t, "1.1.0")
		th.touch(t, "a.free")
	})
}

// TestWritesWaitForWrites: no object is written by two processes at once.
func TestWritesWaitForWrites(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	first := make(chan error, 1)
	go func() {
		_, err := th.update(testContext(t), "hold:a")
		first <- err
	}()
	th.waitFor(t, "a.held")
	swapped := make(chan error, 1)
	go func() {
		_, err := th.Swap(testContext(t), th.version("1.1.0", ""), host.SwapOptions{})
		swapped <- err
	}()
	th.events.wait(t, host.EventSwapped, 1)
	th.wantVersion(t, "1.1.0") // reads do not wait
	ctx, cancel := context.WithTimeout(testContext(t), 100*time.Millisecond)
	defer cancel()
	_, err := th.update(ctx, "any")
	wantKind(t, err, shared.ErrTimeout, "nothing was sent", "writes to version 1.0.0 have not ended yet")
	second := make(chan string, 1)
	go func() {
		result, err := th.update(testContext(t), "any")
		if err != nil {
			second <- err.Error()
			return
		}
		second <- result.Name
	}()
	th.touch(t, "a.free")
	if err := errors.Join(<-first, <-swapped); err != nil {
		t.Error(err)
	}
	if got := <-second; got != "1.1.0 3" {
		t.Error(got)
	}
}
