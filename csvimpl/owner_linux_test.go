package csvimpl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
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
	asSomebodyElse(t, func() { effects, err = usersAt(path).rewrite(t.Context(), addition("1,a\n")) })
	if err != nil {
		t.Fatal(err)
	}
	if len(effects) != 1 || !strings.Contains(effects[0].Description, "another owner or group") || strings.Contains(effects[0].Description, ".new") {
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

// asSomebodyElse does something as a user without rights.
func asSomebodyElse(t *testing.T, do func()) {
	t.Helper()
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		// The thread is another user's from here on, and ends with the goroutine.
		runtime.LockOSThread()
		_, errGroup := unix.SetfsgidRetGid(1234)
		_, errUser := unix.SetfsuidRetUid(1234)
		if err = errors.Join(errGroup, errUser); err == nil {
			do()
		}
	}()
	<-done
	if err != nil {
		t.Fatal(err)
	}
}

func TestTestWithoutTheRightToWrite(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can test as somebody else")
	}
	for name, tt := range map[string]struct {
		folder, file, lock fs.FileMode // no lock: there is none
		writes             bool
		test, write        string
	}{
		"all":    {0o777, 0o666, 0o644, true, "", ""},
		"folder": {0o755, 0o666, 0, false, "needs the right to write to the file and its folder", "the lock file users.csv.lock cannot be made in the folder"},
		"file":   {0o777, 0o644, 0, false, "users.csv", "permission denied"},
		"lock":   {0o777, 0o666, 0o600, false, "the lock file users.csv.lock cannot be opened", "the lock file users.csv.lock cannot be opened"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "users.csv")
			for _, do := range []func() error{
				func() error { return os.WriteFile(path, []byte("uid,name\n1,a\n"), 0o600) },
				func() error { return os.Chmod(path, tt.file) },
				func() error {
					if tt.lock == 0 {
						return nil
					}
					return os.WriteFile(path+".lock", nil, tt.lock)
				},
				func() error { return os.Chmod(dir, tt.folder) },
				func() error { return os.Chmod(filepath.Dir(dir), 0o755) },
			} {
				if err := do(); err != nil {
					t.Fatal(err)
				}
			}
			var report *shared.TestReport
			var err, writeErr error
			asSomebodyElse(t, func() {
				report, err = (&connection{tables: []*table{usersAt(path)}}).Test(t.Context(), nil)
				_, writeErr = usersAt(path).rewrite(t.Context(), addition("2,b\n"))
			})
			if err != nil {
				t.Fatal(err)
			}
			if report.OK() != tt.writes || (writeErr == nil) != tt.writes {
				t.Errorf("%+v, and a write ends with %v", report.Classes, writeErr)
			}
			for _, p := range report.Classes[0].Problems {
				if !errors.Is(p.Error, shared.ErrPermissionDenied) || len(p.Operations) != 3 || !strings.Contains(p.Error.Error(), tt.test) {
					t.Errorf("%+v", p)
				}
			}
			if writeErr != nil && (!errors.Is(writeErr, shared.ErrPermissionDenied) || !strings.Contains(writeErr.Error(), tt.write)) {
				t.Errorf("%v, want %s", writeErr, tt.write)
			}
		})
	}
}

// TestLockFileOfAStrictUmask makes a lock file in a process whose files are its
// own: others who may write the file must be able to lock it.
func TestLockFileOfAStrictUmask(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := errors.Join(os.WriteFile(path, []byte("uid,name\n"), 0o600), os.Chmod(path, 0o666), os.Chown(path, 1234, 4321)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		// The thread has a umask of its own from here on, and ends with the goroutine.
		runtime.LockOSThread()
		err := unix.Unshare(unix.CLONE_FS)
		if err == nil {
			unix.Umask(0o077)
			_, err = usersAt(path).rewrite(t.Context(), addition("1,a\n"))
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || info.Mode().Perm() != 0o666 || s.Uid != 1234 || s.Gid != 4321 {
		t.Errorf("mode %v, %+v", info.Mode(), info.Sys())
	}
}
