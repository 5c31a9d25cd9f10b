package csvimpl

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// noFollow is nothing: links need rights of their own here.
const noFollow = 0

// tryLock returns errLocked when somebody else has the lock.
func tryLock(f *os.File) error {
	err := windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errLocked
	}
	return err
}

// unlockFile ends the lock.
func unlockFile(f *os.File) error {
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &windows.Overlapped{})
}

// keepOwner does nothing: a file inherits the rights of its folder here.
func keepOwner(*os.File, fs.FileInfo) (groupKept bool, err error) { return true, nil }

// replaceAttempts and replacePause bound how long replace waits for readers.
const (
	replaceAttempts = 50
	replacePause    = 20 * time.Millisecond
)

// replace puts a file in the place of another, in one step. What somebody reads
// at the moment cannot be replaced here.
func replace(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) })
}

// rename gives a file a name that is not taken, or returns fs.ErrExist.
func rename(from, to string) error {
	old, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	err = patiently(func() error { return windows.MoveFileEx(old, name, windows.MOVEFILE_WRITE_THROUGH) })
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

// changeOf returns nothing: the times that the system tells can all be set here.
func changeOf(*os.File) (changed int64, links uint64, err error) { return 0, 0, nil }

// patiently does something again as long as others are in the way.
func patiently(do func() error) error {
	var err error
	for range replaceAttempts {
		err = do()
		if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
			return err
		}
		<-time.After(replacePause)
	}
	return err
}

// writableFolder does nothing: what rights let a process do is not to be read
// off them here.
func writableFolder(string) error { return nil }

// full tells whether there is no room for a file.
func full(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

// readOnly tells whether nobody can write to a file system.
func readOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// syncFolder does nothing: folders cannot be synchronised here.
func syncFolder(string) error { return nil }
