//go:build unix

package pluginrpc

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
)

// TestSweepDebugDirs leaves what somebody listens in, and what is not surely of a
// connector of this user.
func TestSweepDebugDirs(t *testing.T) {
	t.Parallel()
	base, err := os.MkdirTemp("", "iga") //nolint:usetesting // t.TempDir is too long for a socket's path
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(base) }()
	folders := []struct {
		name string
		mode os.FileMode
		live bool
		gone bool
	}{
		{debugPrefix + "killed", 0o700, false, true},
		{debugPrefix + "alive", 0o700, true, false},
		{debugPrefix + "open", 0o755, false, false},
		{"other", 0o700, false, false},
	}
	for _, f := range folders {
		dir := filepath.Join(base, f.name)
		listener, listenErr := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(base, "s"))
		if err := errors.Join(listenErr, os.Mkdir(dir, f.mode), os.Chmod(dir, f.mode),
			os.Rename(filepath.Join(base, "s"), filepath.Join(dir, debugSocket))); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		if !f.live {
			_ = listener.Close()
		}
	}
	sweepDebugDirs(base)
	for _, f := range folders {
		if _, err := os.Lstat(filepath.Join(base, f.name)); (err != nil) != f.gone {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}
