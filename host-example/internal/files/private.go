package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// PrivateMode is the mode of all files: identity data is nobody else's business.
const PrivateMode = 0o600

// ErrBusy is the error of OpenLocked when another process holds the file.
var ErrBusy = errors.New("another process holds this file at the moment")

// OpenPrivate opens a regular file for reading and writing, or makes one for this
// user alone.
func OpenPrivate(path string) (*os.File, error) { return open(path, os.O_RDWR|os.O_CREATE) }

// OpenRegular opens a regular file for reading. It returns fs.ErrNotExist when
// there is none.
func OpenRegular(path string) (*os.File, error) { return open(path, os.O_RDONLY) }

// CreatePrivate makes a file for this user alone; nothing may be there.
func CreatePrivate(path string) (*os.File, error) { return open(path, os.O_RDWR|os.O_CREATE|os.O_EXCL) }

func open(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags|openFlags, PrivateMode)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// CheckPath refuses a path where no file can be put. What is there already and no
// file would be gone.
func CheckPath(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return checkFolder(filepath.Dir(path))
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder; name a file in it", path)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link; name the file itself", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file", path)
	default:
		return nil
	}
}

func checkFolder(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s does not exist", path)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", path)
	}
	return nil
}
