package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// KindError says that a path names something else than a regular file.
type KindError struct {
	Path   string
	Folder bool
	// Silent says that it is a pipe into which nobody writes.
	Silent bool
}

// Error names the path and says what it is, or is not.
func (e *KindError) Error() string { return e.Path + ": " + e.Reason() }

// Reason is the text without the path.
func (e *KindError) Reason() string {
	switch {
	case e.Folder:
		return "is a folder, not a file"
	case e.Silent:
		return "is a pipe into which nobody writes"
	default:
		return "is not a regular file"
	}
}

// SizeError says that a file is larger than what is read of it.
type SizeError struct {
	Path string
	// Limit is in bytes.
	Limit int64
}

// Error names the path and the limit.
func (e *SizeError) Error() string {
	const kib = 1 << 10
	return fmt.Sprintf("%s: is over the limit of %d KiB", e.Path, e.Limit/kib)
}

// Open opens a regular file for reading; links are followed. It returns a
// *KindError when it is none, and the error of the system otherwise.
func Open(path string) (*os.File, fs.FileInfo, error) { return open(path, fs.FileMode.IsRegular) }

// OpenOrPipe is Open for what may also come out of another program: a pipe is
// accepted, such as that of a process substitution. It does not wait for somebody
// to write into a named pipe; without a writer that is empty.
func OpenOrPipe(path string) (*os.File, fs.FileInfo, error) {
	return open(path, func(mode fs.FileMode) bool { return mode.IsRegular() || mode.Type() == fs.ModeNamedPipe })
}

func open(path string, accepts func(fs.FileMode) bool) (*os.File, fs.FileInfo, error) {
	// Before the opening, because to open a device can do something; after it,
	// because only that is about the file that was opened.
	info, err := os.Stat(path)
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		p.Op = "open" // which is what the caller wants to do
	}
	if err == nil {
		err = check(path, info, accepts)
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = check(path, info, accepts)
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, info, nil
}

// Read reads a regular file of at most limit bytes. It returns the errors of
// Open, and a *SizeError.
func Read(path string, limit int64) ([]byte, fs.FileInfo, error) { return read(path, limit, Open) }

// ReadOrPipe is Read for what OpenOrPipe accepts. A pipe into which nobody writes
// is a *KindError as well.
func ReadOrPipe(path string, limit int64) ([]byte, fs.FileInfo, error) {
	data, info, err := read(path, limit, OpenOrPipe)
	if err == nil && len(data) == 0 && !info.Mode().IsRegular() {
		return nil, nil, &KindError{Path: path, Silent: true}
	}
	return data, info, err
}

func read(path string, limit int64, open func(string) (*os.File, fs.FileInfo, error)) ([]byte, fs.FileInfo, error) {
	f, info, err := open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, nil, err
	}
	if int64(len(data)) > limit {
		return nil, nil, &SizeError{Path: path, Limit: limit}
	}
	return data, info, nil
}

func check(path string, info fs.FileInfo, accepts func(fs.FileMode) bool) error {
	if !accepts(info.Mode()) {
		return &KindError{Path: path, Folder: info.IsDir()}
	}
	return nil
}
