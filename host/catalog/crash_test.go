//go:build unix

package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/catalog"
)

// startAdder starts a process that adds file to the catalogue.
func startAdder(ctx context.Context, t *testing.T, dir, file, step string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	return startAdderOf(ctx, t, dir, file, "", step)
}

// startAdderOf is startAdder for a connector of several files when sums is not
// empty.
func startAdderOf(ctx context.Context, t *testing.T, dir, file, sums, step string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), adderDir+"="+dir, adderFile+"="+file, adderStep+"="+step, adderSums+"="+sums, "GORACE=atexit_sleep_ms=0")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, &out
}

func killed(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// wantSound checks that the catalogue is complete, with old or new entries, and
// can be added to.
func wantSound(t *testing.T, c *catalog.Catalog, allowed ...[]string) {
	t.Helper()
	got := names(list(t, c))
	if !slices.ContainsFunc(allowed, func(a []string) bool { return slices.Equal(a, got) }) {
		t.Errorf("the catalogue has %v, want one of %v", got, allowed)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

// TestKilledAtEveryStep kills a real process at each step of an Add.
func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	for name, several := range map[string]bool{"one file": false, "several files": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killAtEveryStep(t, several)
		})
	}
}

func killAtEveryStep(t *testing.T, several bool) {
	t.Helper()
	before, after := []string{"old@1.0.0"}, []string{"new@1.0.0", "old@1.0.0"}
	for i, step := range catalog.Steps() {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			add(t, c, connector(t, "old", "1.0.0", ""), catalog.AddOptions{})
			file, sums := connector(t, "new", "1.0.0", ""), ""
			if several {
				b := newBundle(t, "new", "1.0.0", "")
				file, sums = b.start, b.sums
			}
			cmd, out := startAdderOf(testContext(t), t, c.Dir(), file, sums, step)
			if err := cmd.Wait(); !killed(err) {
				t.Fatalf("it was not killed: %v: %s", err, out)
			}
			want := before
			if i == len(catalog.Steps())-1 {
				want = after
			}
			wantSound(t, c, want)
			add(t, c, file, catalog.AddOptions{Checksums: sums})
			wantSound(t, c, after)
			left, err := os.ReadDir(filepath.Join(c.Dir(), "incoming"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// TestFailedAtEveryStep has each step fail, as a full disk would, for a connector of
// several files, which takes the same steps as a single one.
func TestFailedAtEveryStep(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	for i, step := range catalog.Steps() {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			c.SetStep(func(name string) error {
				if name == step {
					return full
				}
				return nil
			})
			b := newBundle(t, "new", "1.0.0", "")
			_, err := c.Add(testContext(t), b.start, b.options())
			if !errors.Is(err, full) {
				t.Fatalf("got %v", err)
			}
			wantContains(t, err.Error(), "no space left on device")
			want := []string{}
			if i == len(catalog.Steps())-1 {
				want = []string{"new@1.0.0"}
			}
			wantSound(t, c, want)
			c.SetStep(nil)
			add(t, c, b.start, b.options())
			wantSound(t, c, []string{"new@1.0.0"})
		})
	}
}

// TestKilledAtRandom kills adders whenever it happens, one after the other in
// the same catalogue, while readers look at it.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	const rounds = 40
	c := newCatalog(t)
	add(t, c, connector(t, "old", "1.0.0", ""), catalog.AddOptions{})
	reading, stop := context.WithCancel(testContext(t))
	var readers sync.WaitGroup
	readers.Go(func() {
		for reading.Err() == nil {
			if entries, err := c.List(); err != nil || len(entries) == 0 {
				t.Errorf("a reader saw %v, %v", entries, err)
				return
			}
		}
	})
	deaths := 0
	for i := range rounds {
		version := "1.0." + string(rune('0'+i%10))
		file, sums := connector(t, "new", version, ""), ""
		if i%2 == 1 {
			b := newBundle(t, "new", version, "")
			file, sums = b.start, b.sums
		}
		cmd, out := startAdderOf(testContext(t), t, c.Dir(), file, sums, "")
		// That it has ended already is no failure.
		death := time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		if err := cmd.Wait(); killed(err) {
			deaths++
		} else if err != nil && !strings.Contains(out.String(), "already exists") {
			t.Errorf("%v: %s", err, out)
		}
		death.Stop()
		report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
		if err != nil || report.Err() != nil {
			t.Fatal(err, report.Err())
		}
	}
	stop()
	readers.Wait()
	t.Logf("%d of %d were killed in time", deaths, rounds)
	add(t, c, connector(t, "last", "1.0.0", ""), catalog.AddOptions{})
	left, err := os.ReadDir(filepath.Join(c.Dir(), "incoming"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestManyAdders has processes add at the same time: different connectors, and
// the same one.
func TestManyAdders(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "catalogue")
	want := []string{}
	var processes []*exec.Cmd
	var outs []*bytes.Buffer
	for _, version := range []string{"3.0.0", "2.0.0", "1.0.0"} {
		want = append(want, "new@"+version)
		file := connector(t, "new", version, "")
		for range 2 {
			cmd, out := startAdder(testContext(t), t, dir, file, "")
			processes, outs = append(processes, cmd), append(outs, out)
		}
	}
	outcomes := map[string]int{}
	for i, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, outs[i])
		}
		outcomes[strings.TrimSpace(outs[i].String())]++
	}
	if diff := cmp.Diff(map[string]int{"added": 3, "already there": 3}, outcomes); diff != "" {
		t.Error(diff)
	}
	c, err := catalog.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	wantSound(t, c, want)
}

// TestLockedCatalogue waits for somebody who takes long, and not for ever.
func TestLockedCatalogue(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	inside, leave := make(chan struct{}), make(chan struct{})
	c.SetStep(func(name string) error {
		if name == "staged" {
			close(inside)
			<-leave
		}
		return nil
	})
	first := make(chan error, 1)
	slow := connector(t, "slow", "1.0.0", "")
	go func() {
		_, err := c.Add(testContext(t), slow, catalog.AddOptions{})
		first <- err
	}()
	<-inside
	other, err := catalog.Create(c.Dir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(testContext(t), 50*time.Millisecond)
	defer cancel()
	_, err = other.Add(ctx, connector(t, "fast", "1.0.0", ""), catalog.AddOptions{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), "another process is changing the catalogue", "lock")
	close(leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
	wantSound(t, c, []string{"slow@1.0.0"})
}
