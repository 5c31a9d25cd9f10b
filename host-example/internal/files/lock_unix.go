//go:build unix

package files

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lockAttempts is how often OpenLocked begins anew after another process has
// removed the file that it was about to lock.
const lockAttempts = 100

// OpenLocked opens or makes a file that one process at a time can hold. The
// kernel ends the lock with the process, however it dies. It returns ErrBusy
// when another one holds it.
func OpenLocked(path string) (*os.File, error) {
	for range lockAttempts {
		f, err := OpenPrivate(path)
		if err != nil {
			return nil, err
		}
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.Join(ErrBusy, f.Close())
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
		}
		held, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if now, err := os.Lstat(path); err == nil && os.SameFile(held, now) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return nil, ErrBusy
}

// openFlags keep a link of somebody else from leading elsewhere, and a pipe from
// blocking.
const openFlags = unix.O_NOFOLLOW | unix.O_NONBLOCK

// RemoveLocked removes a file while it is locked, so that nobody else can take
// it for theirs, and closes it.
func RemoveLocked(f *os.File) error { return errors.Join(os.Remove(f.Name()), f.Close()) }

// SyncFolder makes the names in a folder last.
func SyncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
