package importer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
)

// What the files beside FILE end in.
const (
	partSuffix       = ".part"
	checkpointSuffix = ".checkpoint"
)

// openDraft takes FILE for this process and finds out how far an earlier run
// has come. It returns ErrBusy, a *PathError or a *StateError when it cannot.
// With restart, what an earlier run left behind does not matter.
func openDraft(path string, header Header, restart bool) (*draft, error) {
	if err := files.CheckPath(path); err != nil {
		return nil, &PathError{err}
	}
	lock, err := files.OpenLocked(path + checkpointSuffix)
	if errors.Is(err, files.ErrBusy) {
		return nil, fmt.Errorf("%s: %w", path, ErrBusy)
	}
	if err != nil {
		return nil, &PathError{err}
	}
	d := &draft{path: path, header: header, log: lock, tally: tally{}}
	if err := d.resume(restart); err != nil {
		return nil, errors.Join(err, d.leave())
	}
	return d, nil
}

// resume reads what an earlier run left behind, if anything.
func (d *draft) resume(restart bool) error {
	if err := d.ours(); restart || err != nil {
		return err
	}
	part := d.path + partSuffix
	info, err := os.Lstat(part)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return &PathError{err}
	}
	size := int64(0)
	if !missing {
		size = info.Size()
	}
	c, err := d.readLog(size)
	if err != nil {
		return err
	}
	switch {
	case c.header == nil && size > 0:
		return &StateError{part, []string{"it is there, and no checkpoint says what it is"}}
	case c.header == nil || missing:
		d.unsafe = c.header != nil && c.offset > 0
		return nil // nothing was begun, or an import ended just before it removed the checkpoint
	}
	if differing := c.header.differences(d.header); len(differing) > 0 {
		return &StateError{d.path + checkpointSuffix, differing}
	}
	if err := endsWithRow(part, c.offset); err != nil {
		return err
	}
	d.earlier = c
	d.rows, d.safe, d.safeSize = d.before(), d.before(), c.offset
	d.tally.addAll(c.tally)
	d.unsafe = d.before() == 0 && size > 0
	return nil
}

// ours refuses a checkpoint that is none, which is never discarded.
func (d *draft) ours() error {
	begins := make([]byte, len(magic))
	n, err := d.log.ReadAt(begins, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return &PathError{err}
	}
	if !strings.HasPrefix(magic, string(begins[:n])) {
		return &PathError{fmt.Errorf("%s is no checkpoint of an import; move it away, or write another file", d.log.Name())}
	}
	return nil
}

// endsWithRow refuses a part that is not the one of the checkpoint: every row
// ends its line.
func endsWithRow(part string, offset int64) error {
	if offset == 0 {
		return nil
	}
	f, err := os.Open(part)
	if err != nil {
		return &PathError{err}
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], offset-1)
	switch err = errors.Join(err, f.Close()); {
	case err != nil:
		return &PathError{err}
	case last[0] != '\n':
		return &StateError{part, []string{"it is not the file that the checkpoint is about"}}
	default:
		return nil
	}
}

// readLog reads the checkpoint for a part of so many bytes.
func (d *draft) readLog(part int64) (checkpoint, error) {
	info, err := d.log.Stat()
	if err != nil {
		return checkpoint{}, &PathError{err}
	}
	c, err := readCheckpoint(io.NewSectionReader(d.log, 0, info.Size()), info.Size(), part)
	if err != nil {
		return c, &StateError{d.log.Name(), []string{err.Error()}}
	}
	return c, nil
}
