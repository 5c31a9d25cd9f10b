package files

import (
	"errors"
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// OpenLocked opens or makes a file that one process at a time can hold. The
// system ends the lock with the process, however it dies. It returns ErrBusy
// when another one holds it.
func OpenLocked(path string) (*os.File, error) {
	f, err := OpenPrivate(path)
	if err != nil {
		return nil, err
	}
	// A byte far behind the end: the content stays readable.
	behind := windows.Overlapped{OffsetHigh: math.MaxInt32}
	err = windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &behind)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
	}
	return f, nil
}

// openFlags are none: links need rights of their own here.
const openFlags = 0

// RemoveLocked removes a file that was locked. An open one cannot be removed
// here.
func RemoveLocked(f *os.File) error { return errors.Join(f.Close(), os.Remove(f.Name())) }

// SyncFolder does nothing: folders cannot be synchronised here.
func SyncFolder(string) error { return nil }
