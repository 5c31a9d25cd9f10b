//go:build unix

package csvimpl_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/igaplugin/igaplugin/shared"
)

func TestLockTimeout(t *testing.T) {
	t.Parallel()
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "uid,name\n")
			lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			defer lock.Close()
			if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
				t.Fatal(err)
			}
			conn := connect(t, "users_file", path, "lock_timeout", "50ms")
			_, err = create(t, conn, text("name", "a"))
			e, ok := errors.AsType[*shared.Error](err)
			if !ok || !errors.Is(err, shared.ErrConflict) || !e.Retryable() {
				t.Errorf("%v", err)
			}
			patient := connect(t, "users_file", path, "lock_timeout", "1h")
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err = patient.Create(ctx, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{text("name", "a")}})
			if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, shared.ErrUnknownOutcome) {
				t.Errorf("a deadline during the wait: %v", err)
			}
			if got := read(t, path); got != "uid,name\n" {
				t.Errorf("%q", got)
			}
			if err := lock.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := create(t, conn, text("name", "a")); err != nil {
				t.Errorf("after the lock was given back: %v", err)
			}
		})
	}
}

// TestLockTimeoutOfZero looks whether a lock that nobody has is always had.
func TestLockTimeoutOfZero(t *testing.T) {
	t.Parallel()
	conn := open(t, "users_file", write(t, "uid,name\n"), "lock_timeout", "0s")
	for i := range 100 {
		if _, err := create(t, conn, text("name", strconv.Itoa(i))); err != nil {
			t.Fatal(i, err)
		}
	}
}

func TestReadsDoNotWaitForWriters(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name\n1,a\n")
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if got := get(t, open(t, "users_file", path), "1", "name"); got.String() != "a" {
		t.Errorf("%v", got)
	}
}

func TestOwnerIsKept(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := write(t, "uid,name\n1,a\n")
	if err := os.Chown(path, 1234, 4321); err != nil {
		t.Fatal(err)
	}
	result, err := update(t, open(t, "users_file", path), "1", shared.ReplaceDelta("name", shared.StringValue("b")))
	if err != nil || len(result.SideEffects) > 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || s.Uid != 1234 || s.Gid != 4321 || read(t, path) != "uid,name\n1,b\n" {
		t.Errorf("owner %+v, content %q", info.Sys(), read(t, path))
	}
}
