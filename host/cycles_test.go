//go:build unix

package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// TestCyclesLeakNothing counts in a process of its own, where no other test
// opens files or starts goroutines.
func TestCyclesLeakNothing(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// It bounds itself.
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), modeVar+"=cycles", "XDG_RUNTIME_DIR="+shortDir(t))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

// cycles is the mode in which that process runs.
func cycles() int {
	if err := runCycles(); err != nil {
		stderr(err.Error())
		return 1
	}
	return 0
}

func runCycles() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*patience)
	defer cancel()
	// The runtime opens files of its own the first time.
	if err := cycle(ctx, true); err != nil {
		return err
	}
	before, err := openFiles()
	if err != nil {
		return err
	}
	for i := range 50 {
		if err := cycle(ctx, i%5 == 0); err != nil {
			return err
		}
	}
	if err := goleak.Find(); err != nil {
		return err
	}
	after, err := openFiles()
	if err != nil {
		return err
	}
	if after > before {
		return fmt.Errorf("%d open files before, %d after", before, after)
	}
	left, err := os.ReadDir(os.Getenv("XDG_RUNTIME_DIR"))
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("%d folders left, first %s", len(left), left[0].Name())
	}
	return err
}

// cycle starts and stops a connector, and fails to start another. An eventful one
// has a crash, a swap and a swap that fails as well.
func cycle(ctx context.Context, eventful bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "cycle")
	if err != nil {
		return err
	}
	spec := host.Spec{
		Path: self, Env: []string{modeVar + "=target", versionVar + "=1.0.0", raceVar},
		Restart: host.Restart{Backoff: time.Millisecond},
	}
	p, err := host.Launch(ctx, spec)
	if err != nil {
		return err
	}
	conn, err := p.Connect(ctx, shared.Attributes{shared.NewAttribute("dir", shared.StringValue(dir))})
	if err != nil {
		return err
	}
	if eventful {
		if err := eventsOf(ctx, p, conn, spec); err != nil {
			return err
		}
	}
	if rows, err := countRows(ctx, conn); err != nil || rows != 10 {
		return fmt.Errorf("%d rows, %w", rows, err)
	}
	if err := errors.Join(conn.Close(ctx), p.Stop(ctx), os.RemoveAll(dir)); err != nil {
		return err
	}
	if _, err := host.Launch(ctx, host.Spec{Path: "/bin/true"}); err == nil {
		return errors.New("/bin/true is no connector")
	}
	return nil
}

// eventsOf has a connector crash and be swapped.
func eventsOf(ctx context.Context, p *host.Plugin, conn shared.FullConnection, spec host.Spec) error {
	if _, err := conn.Get(ctx, &shared.GetRequest{Class: "Thing", UID: "crash-once"}); err != nil {
		return err
	}
	spec.Env = append(spec.Env, versionVar+"=2.0.0")
	if _, err := p.Swap(ctx, spec, host.SwapOptions{}); err != nil {
		return err
	}
	spec.Env = append(spec.Env, changeVar+"=breaking")
	if _, err := p.Swap(ctx, spec, host.SwapOptions{}); err == nil {
		return errors.New("a breaking change was accepted")
	}
	return nil
}

func openFiles() (int, error) {
	entries, err := os.ReadDir("/dev/fd")
	return len(entries), err
}
