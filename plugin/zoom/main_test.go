package main_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
)

// version is built into the connector.
const version = "1.2.3-test"

// patience bounds what takes long only when it hangs.
const patience = 60 * time.Second

// process is the connector that every test shares; one process serves many
// connections. binary is its file.
var (
	process *host.Plugin
	binary  string
)

func TestMain(m *testing.M) {
	os.Exit(run(m)) //nolint:forbidigo // here the test binary is a program of its own
}

// run builds the connector, starts it once, and stops it after the tests.
func run(m *testing.M) (status int) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "zoom")
	if err != nil {
		return complain(err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			status = complain(err)
		}
	}()
	binary = filepath.Join(dir, "iga-connector-zoom")
	if out, err := exec.CommandContext(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", binary, ".").CombinedOutput(); err != nil {
		return complain(fmt.Errorf("go build: %w\n%s", err, out))
	}
	if process, err = host.Launch(ctx, host.Spec{Path: binary}); err != nil {
		return complain(err)
	}
	defer func() {
		if err := process.Stop(context.WithoutCancel(ctx)); err != nil {
			status = complain(err)
		}
	}()
	return m.Run()
}

// The version that was built in is told.
func TestVersion(t *testing.T) {
	t.Parallel()
	info, err := process.Info(t.Context())
	if err != nil || info.Version != version || info.Name != "zoom" {
		t.Errorf("got %+v, %v", info, err)
	}
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// The connector runs in another process, so that go test does not see what it is
// made of, and would take all results from its cache when that has changed.
// Folders that a test has read count as its input; an import would not do, since
// what no test calls is not linked.
func TestSourcesAreInput(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{".", "../../zoomimpl", "../../shared", "../../proto"} {
		read := 0
		err := filepath.WalkDir(folder, func(_ string, _ fs.DirEntry, err error) error { read++; return err })
		if err != nil || read < 2 {
			t.Errorf("%s: %v, %d files", folder, err, read)
		}
	}
}
