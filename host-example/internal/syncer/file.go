package syncer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
)

// What the files beside FILE end in. They are removed, so nobody else may use such
// names.
const (
	nextSuffix = ".igahost-new"
	lockSuffix = ".igahost-lock"
)

// Options say how a token file is opened.
type Options struct {
	// Header is of the sync that the token is for.
	Header Header
	// Reset begins anew, whatever token is there.
	Reset bool
	// Adopt accepts a token that was made with another configuration.
	Adopt bool
	// ReadOnly leaves the token as it is. No other sync is kept away.
	ReadOnly bool
}

// File is a token file. It is used by one goroutine, and must be closed.
type File struct {
	path   string
	header Header
	// lock is nil when the file is only read.
	lock *os.File
	// old is the file with the token, which may be nil.
	old   *os.File
	token *io.SectionReader
	// next is the new token, when there is one.
	next *os.File
	// staged tells that it is complete and on the disk.
	staged bool
}

// CheckPath refuses a path where no token file can be.
func CheckPath(path string) error {
	if err := files.CheckPath(path); err != nil {
		return &PathError{err}
	}
	return nil
}

// Open opens a token file for a sync; it need not exist. The errors are ErrBusy,
// *PathError, *MismatchError and *DamagedError.
func Open(path string, o Options) (*File, error) {
	if err := CheckPath(path); err != nil {
		return nil, err
	}
	var err error
	if o.Header, err = o.Header.normal(); err != nil {
		return nil, err
	}
	f := &File{path: path, header: o.Header}
	if !o.ReadOnly {
		lock, err := files.OpenLocked(path + lockSuffix)
		if errors.Is(err, files.ErrBusy) {
			return nil, fmt.Errorf("%s: %w", path, ErrBusy)
		}
		if err != nil {
			return nil, &PathError{err}
		}
		f.lock = lock
	}
	if err := f.load(o); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// load reads the token that is there.
func (f *File) load(o Options) error {
	old, err := files.OpenRegular(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &PathError{err}
	}
	f.old = old
	if o.Reset {
		return f.explain(ours(old))
	}
	info, err := old.Stat()
	if err != nil {
		return &PathError{err}
	}
	h, token, err := parse(old, info.Size())
	if err != nil {
		return f.explain(err)
	}
	essential, configuration := h.differences(o.Header)
	if len(essential) > 0 || len(configuration) > 0 && !o.Adopt {
		return &MismatchError{Path: f.path, Differences: append(essential, configuration...), Adoptable: len(essential) == 0}
	}
	f.token = token
	return nil
}

// explain makes the error of a file that could not be read one of this package.
func (f *File) explain(err error) error {
	var version versionError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errForeign):
		return &PathError{fmt.Errorf("%s is there already, and is no token file of igahost sync; name another file", f.path)}
	case errors.As(err, &version):
		return &PathError{fmt.Errorf("%s: %w; use the version of igahost that wrote it, or name another file", f.path, err)}
	default:
		return &DamagedError{Path: f.path, Reason: err.Error()}
	}
}

// First tells that there is no token to go on from.
func (f *File) First() bool { return f.token == nil }

// Token returns the token from its beginning; nil when there is none. It is read
// before the file is closed or the new token committed.
func (f *File) Token() io.Reader {
	if f.token == nil {
		return nil
	}
	return io.NewSectionReader(f.token, 0, f.token.Size())
}

// Close ends the use of the file. A new token that was not committed is gone.
func (f *File) Close() error {
	var errs []error
	if f.next != nil {
		errs = append(errs, f.next.Close(), os.Remove(f.next.Name()))
		f.next = nil
	}
	if f.old != nil {
		errs = append(errs, f.old.Close())
		f.old = nil
	}
	if f.lock != nil {
		errs = append(errs, files.RemoveLocked(f.lock))
		f.lock = nil
	}
	return errors.Join(errs...)
}
