package csvimpl

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/text/transform"
)

// draft is the file that will take the place of another. Only who holds the lock
// makes one, so that one name will do, and what a killed process has left is in
// nobody's way.
type draft struct {
	path string
	file *os.File
	info fs.FileInfo
	out  *bufio.Writer
	// encoder is nil for UTF-8.
	encoder io.WriteCloser
}

// newDraft starts a draft beside the file that it will replace.
func newDraft(target string, cs charset) (*draft, error) {
	d := &draft{path: filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".new")}
	if err := os.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var err error
	// Not following what somebody else may have put there since.
	if d.file, err = os.OpenFile(d.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, err
	}
	if d.info, err = d.file.Stat(); err != nil {
		return nil, errors.Join(err, d.file.Close(), os.Remove(d.path))
	}
	if _, err := d.file.WriteString(cs.bom); err != nil {
		return nil, errors.Join(err, d.discard())
	}
	var w io.Writer = d.file
	if e := cs.encoding(); e != nil {
		d.encoder = transform.NewWriter(d.file, e.NewEncoder())
		w = d.encoder
	}
	d.out = bufio.NewWriterSize(w, 64<<10)
	return d, nil
}

// finish writes what is held back, gives the draft the mode of a file, and makes
// it last.
func (d *draft) finish(mode fs.FileMode) error {
	err := d.out.Flush()
	if err == nil && d.encoder != nil {
		err = d.encoder.Close()
	}
	if err == nil {
		err = d.file.Chmod(mode)
	}
	if err == nil {
		err = d.file.Sync()
	}
	return err
}

// ours tells whether the draft still stands under its name. Who has removed the
// lock file, or writes from where locks do not reach, may have put another there.
func (d *draft) ours() bool {
	now, err := os.Lstat(d.path)
	return err == nil && os.SameFile(now, d.info)
}

// discard removes the draft.
func (d *draft) discard() error {
	closed := d.file.Close()
	if errors.Is(closed, os.ErrClosed) {
		closed = nil
	}
	if !d.ours() {
		return closed
	}
	return errors.Join(closed, os.Remove(d.path))
}
