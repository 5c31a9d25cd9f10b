//go:build unix

package csvimpl

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// noFollow keeps a link from leading elsewhere, and a pipe from blocking.
const noFollow = unix.O_NOFOLLOW | unix.O_NONBLOCK

// tryLock returns errLocked when somebody else has the lock.
func tryLock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			return errLocked
		}
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// unlockFile ends the lock at once: a process that is being started holds what
// is open here until it is what it will be.
func unlockFile(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }

// keepOwner gives a file the owner and group of another, or at least the group.
func keepOwner(f *os.File, of fs.FileInfo) (groupKept bool, err error) {
	want, ok := of.Sys().(*syscall.Stat_t)
	if !ok {
		return true, nil
	}
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	if have, ok := info.Sys().(*syscall.Stat_t); ok && have.Uid == want.Uid && have.Gid == want.Gid {
		return true, nil
	}
	if err = f.Chown(int(want.Uid), int(want.Gid)); err == nil {
		return true, nil
	}
	return f.Chown(-1, int(want.Gid)) == nil, err
}

// replace puts a file in the place of another, in one step.
func replace(from, to string) error { return os.Rename(from, to) }

// writableFolder returns why no file can be put into a folder.
func writableFolder(path string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.W_OK|unix.X_OK, unix.AT_EACCESS); err != nil {
		return &fs.PathError{Op: "writing to", Path: path, Err: err}
	}
	return nil
}

// full tells whether there is no room for a file.
func full(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

// readOnly tells whether nobody can write to a file system.
func readOnly(err error) bool { return errors.Is(err, unix.EROFS) }

// syncFolder makes the names in a folder last.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
