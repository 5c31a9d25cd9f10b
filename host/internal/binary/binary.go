package binary

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// ErrChanged says that the file is not the one any more that was opened.
var ErrChanged = errors.New("the file changed while it was being started; was it just installed? Start it again")

// Refusal says why a file is not run, and what to do about it.
type Refusal struct {
	// Reason and Remedy are sentences without their end.
	Reason string
	Remedy string
}

// Error returns reason and remedy.
func (r *Refusal) Error() string { return r.Reason + "; " + r.Remedy }

// File is an opened connector binary.
type File struct {
	file *os.File
	path string
	info fs.FileInfo
	// pinned says that the content was checked.
	pinned bool
}

// Open opens the file at path, which is absolute. It returns a *Refusal when
// there is no such file, when it is not a regular file or not executable, or
// when others could change or replace it.
func Open(path string) (*File, error) {
	// Before the opening, because opening a named pipe would wait for a writer;
	// after it, because only that is about the file that was opened.
	info, err := os.Stat(path)
	if err != nil {
		return nil, openRefusal(path, err)
	}
	if err := checkKind(info); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, openRefusal(path, err)
	}
	f := &File{file: file, path: path}
	if f.info, err = file.Stat(); err == nil {
		err = f.check()
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return f, nil
}

// Verify reads the opened file once, through all checks, and returns the first
// failure in their order, or a failure of reading.
func (f *File) Verify(checks ...Check) error {
	writers := make([]io.Writer, len(checks))
	for i, c := range checks {
		writers[i] = c
	}
	if _, err := io.Copy(io.MultiWriter(writers...), io.NewSectionReader(f.file, 0, math.MaxInt64)); err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	for _, c := range checks {
		if err := c.Check(); err != nil {
			return err
		}
	}
	f.pinned = len(checks) > 0
	return nil
}

// Close closes the file. It must stay open until the process has been started.
func (f *File) Close() error { return f.file.Close() }

// Unchanged compares what the path names now, and the opened file, with what was
// opened. It returns an error that matches ErrChanged.
func (f *File) Unchanged() error {
	byPath, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	byHandle, err := f.file.Stat()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	for _, now := range []fs.FileInfo{byPath, byHandle} {
		if !os.SameFile(f.info, now) || !f.info.ModTime().Equal(now.ModTime()) || f.info.Size() != now.Size() {
			return ErrChanged
		}
	}
	return nil
}

func openRefusal(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Refusal{
			Reason: "there is no such file",
			Remedy: "give the path of the binary; a bare name is looked for in the working directory only, not in PATH",
		}
	case errors.Is(err, fs.ErrPermission):
		return &Refusal{
			Reason: "the file cannot be read by the user of the host",
			Remedy: "give that user the rights to read and execute it (chmod u+rx), and to enter the folders above",
		}
	default:
		return fmt.Errorf("open %s: %w", path, err)
	}
}

func checkKind(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return &Refusal{Reason: "it is a folder", Remedy: "give the path of the binary in it"}
	case !mode.IsRegular():
		return &Refusal{Reason: "it is not a regular file", Remedy: "give the path of the binary"}
	default:
		return nil
	}
}

// check refuses by what the open file and its folder are.
func (f *File) check() error {
	if err := checkKind(f.info); err != nil {
		return err
	}
	if err := checkExecutable(f.info); err != nil {
		return err
	}
	folder, err := os.Stat(filepath.Dir(f.path))
	if err != nil {
		return fmt.Errorf("look at the folder of %s: %w", f.path, err)
	}
	return checkWritable(f.info, folder)
}
