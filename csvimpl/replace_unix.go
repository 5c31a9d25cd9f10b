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

// rename gives a file a name that is not taken, or returns fs.ErrExist. A second
// name can be given without replacing what stands there, unlike a new one.
func rename(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	return moveContent(from, to) // not every file system has second names
}

// moveContent is rename in more than one step, of which a crash may leave the
// first: an empty file.
func moveContent(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return os.Remove(from)
}

// changeOf returns when the system saw the last change of a file, in nanoseconds,
// and under how many names it stands.
func changeOf(f *os.File) (changed int64, links uint64, err error) {
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		return 0, 0, &fs.PathError{Op: "fstat", Path: f.Name(), Err: err}
	}
	return st.Ctim.Nano(), uint64(st.Nlink), nil //nolint:unconvert // on some systems it is narrower
}

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
