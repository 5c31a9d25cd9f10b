package binary

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
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

// changedSinceLaunch is ErrChanged for a start that is not the first.
type changedSinceLaunch struct {
	// cause may be nil.
	cause error
}

// Error says what to do.
func (c *changedSinceLaunch) Error() string {
	const text = "the file was changed since it was launched; swap to the new one, or launch it again"
	if c.cause == nil {
		return text
	}
	return text + ": " + c.cause.Error()
}

// Unwrap returns ErrChanged and the cause.
func (c *changedSinceLaunch) Unwrap() []error {
	if c.cause == nil {
		return []error{ErrChanged}
	}
	return []error{ErrChanged, c.cause}
}

// Refusal says why a file is not run, and what to do about it.
type Refusal struct {
	// Reason and Remedy are sentences without their end.
	Reason string
	Remedy string
}

// Error returns reason and remedy.
func (r *Refusal) Error() string { return r.Reason + "; " + r.Remedy }

// Mismatch says that a file has another checksum than expected.
type Mismatch struct {
	// Expected and Actual are SHA-256 sums in hexadecimal.
	Expected, Actual string
}

// Error returns both sums.
func (m *Mismatch) Error() string {
	return fmt.Sprintf("expected SHA-256 %s, the file has %s", m.Expected, m.Actual)
}

// File is an opened connector binary. It may be started several times, for as
// long as it is open; the methods are not safe for concurrent use.
type File struct {
	file *os.File
	path string
	info fs.FileInfo
	// pinned says that the content was checked, by its sum or otherwise.
	pinned bool
	// sum is that of the content, once it was read to its end.
	sum *[sha256.Size]byte
	// copy is where the content was copied to, if it was.
	copy *privateCopy
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
	file, err := openAbove(path)
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

// Check looks at the content of a file: all of it is written to the Check, then
// its method is called once.
type Check interface {
	io.Writer
	Check() error
}

// Verify reads the opened file once, compares its SHA-256 with sum, and has the
// checks look at it. It returns a *Mismatch when the sums differ, or the error of
// the first check that fails.
func (f *File) Verify(sum [sha256.Size]byte, checks ...Check) error { return f.verify(&sum, checks) }

// VerifyWith is Verify without a sum.
func (f *File) VerifyWith(checks ...Check) error { return f.verify(nil, checks) }

func (f *File) verify(expected *[sha256.Size]byte, checks []Check) error {
	writers := []io.Writer{io.Discard}
	for _, c := range checks {
		writers = append(writers, c)
	}
	actual, err := f.read(io.MultiWriter(writers...))
	if err != nil {
		return err
	}
	if expected != nil {
		if err := compareSums(*expected, actual); err != nil {
			return err
		}
	}
	for _, c := range checks {
		if err := c.Check(); err != nil {
			return err
		}
	}
	f.pinned, f.sum = true, &actual
	return nil
}

// read writes the content of the opened file to w and returns its sum.
func (f *File) read(w io.Writer) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	// Not by the position of the file, which is at its end after the first time.
	content := io.NewSectionReader(f.file, 0, math.MaxInt64)
	if _, err := io.Copy(io.MultiWriter(h, w), content); err != nil {
		return sum, fmt.Errorf("read %s: %w", f.path, err)
	}
	h.Sum(sum[:0])
	return sum, nil
}

func compareSums(expected, actual [sha256.Size]byte) error {
	if subtle.ConstantTimeCompare(actual[:], expected[:]) != 1 {
		return &Mismatch{Expected: hex.EncodeToString(expected[:]), Actual: hex.EncodeToString(actual[:])}
	}
	return nil
}

// Close closes the file. It must stay open until the process has been started
// for the last time.
func (f *File) Close() error { return f.file.Close() }

// Unchanged compares what the path names now, and the opened file, with what was
// opened. It returns an error that matches ErrChanged.
func (f *File) Unchanged() error {
	byPath, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	if !sameContent(f.info, byPath) {
		return ErrChanged
	}
	return f.unmodified()
}

// unmodified compares the opened file alone: another one may have its path by
// now. It returns an error that matches ErrChanged.
func (f *File) unmodified() error {
	byHandle, err := f.file.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrChanged, err)
	case !sameContent(f.info, byHandle):
		return ErrChanged
	default:
		return nil
	}
}

// sameSum reads a verified file again. It returns an error that matches
// ErrChanged when its content is another by now.
func (f *File) sameSum() error {
	if f.sum == nil {
		return nil
	}
	now, err := f.read(io.Discard)
	if err == nil {
		err = compareSums(*f.sum, now)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	return nil
}

// sameContent tells whether a file still is what it was, as far as its identity,
// size and time say.
func sameContent(was, is fs.FileInfo) bool {
	return os.SameFile(was, is) && was.ModTime().Equal(is.ModTime()) && was.Size() == is.Size()
}

// forRestart gives an error that matches ErrChanged the text for a start that is
// not the first.
func forRestart(err error) error {
	if err == nil || !errors.Is(err, ErrChanged) {
		return err
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		return &changedSinceLaunch{cause: cause}
	}
	return &changedSinceLaunch{}
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
