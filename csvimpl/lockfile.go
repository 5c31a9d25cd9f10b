package csvimpl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/shared"
)

// lockFile is the path of the lock file of a file.
func lockFile(path string) string { return path + ".lock" }

// openLock opens the lock file of a file, and makes it where it is missing.
func (t *table) openLock(path string) (*os.File, error) {
	f, err := openOldLock(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, t.lockFault(path, err)
	}
	f, err = newLock(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, t.fileFault(shared.ErrPermissionDenied,
			"the lock file %s cannot be made in the folder: %v; the connector process needs the right to write to the folder",
			filepath.Base(lockFile(path)), bare(err))
	}
	if errors.Is(err, fs.ErrExist) {
		f, err = openOldLock(path) // another process was faster
	}
	return f, t.lockFault(path, err)
}

// openOldLock opens a lock file that is there. To lock it no right to write is
// needed; some network file systems want it, so that is tried first.
func openOldLock(path string) (*os.File, error) {
	f, err := os.OpenFile(lockFile(path), os.O_RDWR|noFollow, 0)
	if errors.Is(err, fs.ErrPermission) {
		f, err = os.OpenFile(lockFile(path), os.O_RDONLY|noFollow, 0)
	}
	return f, err
}

// newLock makes the lock file: open to those to whom the file is, whatever the
// umask says, as it stays and others come after this process.
func newLock(path string) (*os.File, error) {
	f, err := os.OpenFile(lockFile(path), os.O_RDWR|os.O_CREATE|os.O_EXCL|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil // the file is yet to be made, readable by its owner alone
	}
	if err == nil {
		// Where the owner cannot be kept, the lock is as good for this process, and a
		// test by others says that they cannot open it.
		groupKept, _ := keepOwner(f, info)
		err = f.Chmod(0o600 | narrow(info.Mode().Perm()&0o666, groupKept))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// narrow returns the mode of a file that takes over from another: what one group
// may is nothing to another.
func narrow(mode fs.FileMode, groupKept bool) fs.FileMode {
	if groupKept {
		return mode
	}
	return mode&^0o070 | mode&0o007<<3
}

// lockFault says why a lock file cannot be opened; nil stays nil.
func (t *table) lockFault(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return t.fileFault(shared.ErrPermissionDenied,
			"the lock file %s cannot be opened: %v; give it the owner and the mode of the file, or remove it while nobody writes",
			filepath.Base(lockFile(path)), bare(err))
	case errors.Is(err, fs.ErrNotExist):
		return t.fileFault(shared.ErrConflict, "the lock file was removed at the same time; try again")
	default:
		return t.ioFault("opening the lock file", err)
	}
}
