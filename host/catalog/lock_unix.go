//go:build unix

package catalog

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// noFollow keeps a link from leading elsewhere, and a pipe from blocking.
const noFollow = unix.O_NOFOLLOW | unix.O_NONBLOCK

// tryLock returns errLocked when another process has the lock.
func tryLock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// replace puts a file or folder in the place of another.
func replace(from, to string) error { return os.Rename(from, to) }

// syncFolder makes the names in a folder last.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
