package binary

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	// copyFolder begins the name of the folder of a copy.
	copyFolder = "binary-"
	// copyMode lets nobody write, the user of the host included.
	copyMode = 0o500
)

// privateCopy is a copy of a File in a folder that only this user can enter.
type privateCopy struct {
	// folder is the one that the caller gave, path the copy below it.
	folder, path string
	info         fs.FileInfo
}

// intact tells whether the copy is still there as it was made.
func (c *privateCopy) intact() bool {
	now, err := os.Lstat(c.path)
	return err == nil && sameContent(c.info, now)
}

// copyTo copies the content into a new folder below folder, and hashes the very
// bytes that it writes; Keep says what it returns. An intact copy in the same
// folder is kept.
func (f *File) copyTo(folder string) error {
	if f.copy != nil && f.copy.folder == folder && f.copy.intact() {
		return nil
	}
	own, err := os.MkdirTemp(folder, copyFolder)
	if err != nil {
		return fmt.Errorf("make a folder for a private copy of %s: %w", f.path, err)
	}
	made, err := f.fill(filepath.Join(own, filepath.Base(f.path)))
	if err != nil {
		return errors.Join(err, os.RemoveAll(own))
	}
	made.folder = folder
	f.copy = made
	return nil
}

// fill makes the copy at path, which must not exist.
func (f *File) fill(path string) (*privateCopy, error) {
	if err := f.write(path); err != nil {
		return nil, err
	}
	// Only now: Windows would refuse to write to a file without the right.
	if err := os.Chmod(path, copyMode); err != nil {
		return nil, fmt.Errorf("make the private copy of %s executable: %w", f.path, err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("look at the private copy of %s: %w", f.path, err)
	}
	return &privateCopy{path: path, info: info}, nil
}

// write writes the content to a new file at path and checks what was written.
func (f *File) write(path string) error {
	// A process that is started meanwhile by another part of the host would
	// inherit the descriptor for a moment, and a file that is open for writing
	// cannot be executed on some systems.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700) //nolint:gosec // it is to be executed
	if err != nil {
		return fmt.Errorf("make a private copy of %s: %w", f.path, err)
	}
	sum, err := f.read(out)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("make a private copy of %s: %w", f.path, err)
	}
	switch {
	case f.pinned:
		return compareSums(*f.sum, sum)
	case f.sum != nil && sum != *f.sum:
		return &changedSinceLaunch{}
	case f.sum == nil:
		// Nobody said what the content should be, but it should be of one time.
		if err := f.unmodified(); err != nil {
			return err
		}
		f.sum = &sum
	}
	return nil
}

// copyPath returns the path of the copy, when there is one.
func (f *File) copyPath() (path string, copied bool, err error) {
	switch {
	case f.copy == nil:
		return "", false, nil
	case !f.copy.intact():
		return "", true, fmt.Errorf("the private copy of %s, %s, was changed or removed; launch the connector again", f.path, f.copy.path)
	default:
		return f.copy.path, true, nil
	}
}

// copyOrPath returns the path of the copy, or else that of the file after a
// comparison.
func (f *File) copyOrPath() (string, error) {
	if path, copied, err := f.copyPath(); copied {
		return path, err
	}
	if err := f.Unchanged(); err != nil {
		return "", err
	}
	return f.path, nil
}
