package csvimpl

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/igaplugin/igaplugin/shared"
)

// addition is an editor that adds a row.
type addition string

func (a addition) edit(r *row, _ *source) ([]byte, error) { return r.raw, nil }
func (a addition) finish(*source) ([]byte, bool, error)   { return []byte(a), true, nil }

// TestGroupThatCannotBeKept writes as a user who may not give the file to its
// group: what that group may do, the user's own group must not get.
func TestGroupThatCannotBeKept(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can write as somebody else")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "users.csv")
	if err := os.WriteFile(path, []byte("uid,name\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, change := range []error{
		os.Chown(path, 1234, 4321), os.Chmod(path, 0o664), os.Chown(dir, 1234, 1234), os.Chmod(filepath.Dir(dir), 0o755),
	} {
		if change != nil {
			t.Fatal(change)
		}
	}
	var effects []shared.SideEffect
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		// The thread is another user's from here on, and ends with the goroutine.
		runtime.LockOSThread()
		for _, call := range []uintptr{unix.SYS_SETFSGID, unix.SYS_SETFSUID} {
			unix.RawSyscall(call, 1234, 0, 0)
		}
		effects, err = usersAt(path).rewrite(t.Context(), addition("1,a\n"))
	}()
	<-done
	if err != nil {
		t.Fatal(err)
	}
	if len(effects) != 1 || !strings.Contains(effects[0].Description, "another owner or group") {
		t.Errorf("%v", effects)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v", info.Mode())
	}
}
