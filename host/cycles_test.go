//go:build unix

package host_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host"
)

// TestCyclesLeakNothing counts in a process of its own, where no other test
// opens files or starts goroutines.
func TestCyclesLeakNothing(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(testContext(t), self)
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
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	// The runtime opens files of its own the first time.
	if err := cycle(ctx); err != nil {
		return err
	}
	before, err := openFiles()
	if err != nil {
		return err
	}
	for range 20 {
		if err := cycle(ctx); err != nil {
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

// cycle starts and stops a connector, and fails to start another.
func cycle(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p, err := host.Launch(ctx, host.Spec{Path: self, Env: []string{modeVar + "=ok", raceVar}})
	if err != nil {
		return err
	}
	if _, err := p.Info(ctx); err != nil {
		return err
	}
	if err := p.Stop(ctx); err != nil {
		return err
	}
	if _, err := host.Launch(ctx, host.Spec{Path: "/bin/true"}); err == nil {
		return fmt.Errorf("/bin/true is no connector")
	}
	return nil
}

func openFiles() (int, error) {
	entries, err := os.ReadDir("/dev/fd")
	return len(entries), err
}
