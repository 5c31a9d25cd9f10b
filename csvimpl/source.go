package csvimpl

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/igaplugin/igaplugin/shared"
)

// maxIdentifier is the longest uid or name, in bytes.
const maxIdentifier = 1024

// source is an open file. Writes put another file in its place, so that it is a
// snapshot as long as it is open.
type source struct {
	table   *table
	file    *os.File
	stamp   stamp
	charset charset
	scan    *scanner
	layout  *layout
	// body is where the rows behind the header begin.
	body     int64
	bodyLine int
	// ending is how lines end, and quotesAll whether every cell of the header is
	// quoted: new rows do likewise.
	ending    string
	quotesAll bool
	// first is what the first pass saw; nil before its end.
	first *pass
	// buf is what fingerprint works in.
	buf []byte
}

// open opens the file and reads its header.
func (t *table) open(ctx context.Context) (*source, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := t.ensure(ctx); err != nil {
		return nil, err
	}
	s, err := t.openExisting()
	if err != nil {
		return nil, t.ioFault("opening", err)
	}
	if err := t.remember(s.layout); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (t *table) openExisting() (*source, error) {
	// Opening a pipe would wait for somebody to write to it.
	info, err := os.Stat(t.path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, t.fileFault(shared.ErrPreconditionFailed, "is not a file")
	}
	file, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	s := &source{table: t, file: file}
	if err := s.readHeader(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

// readHeader reads the first row.
func (s *source) readHeader() error {
	var err error
	if s.stamp, err = newStamp(s.file); err != nil {
		return err
	}
	head := make([]byte, maxBOM)
	n, err := s.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.charset = detect(s.table.format.charset, head[:n])
	s.body, s.bodyLine = int64(len(s.charset.bom)), 1
	if err := s.rewind(); err != nil {
		return err
	}
	r, err := s.next()
	if errors.Is(err, io.EOF) {
		return s.table.fileFault(shared.ErrPreconditionFailed, "has no header row, which names the columns")
	}
	if fault := s.headerFault(err != nil); fault != nil {
		return fault
	}
	if err != nil {
		return err
	}
	names := make([]string, len(r.cells))
	s.quotesAll = true
	for i, c := range r.cells {
		names[i] = s.table.format.unprotect(r.text(i))
		s.quotesAll = s.quotesAll && c.quoted
	}
	s.ending = r.ending()
	if s.ending == "" {
		s.ending = "\n"
	}
	s.body, s.bodyLine = s.scan.nextByte, s.scan.nextLine
	s.layout, err = s.table.newLayout(names, r.line)
	return err
}

// rewind goes back to the first row behind the header.
func (s *source) rewind() error { return s.seek(s.body, s.bodyLine) }

// seek goes to a row.
func (s *source) seek(offset int64, line int) error {
	if _, err := s.file.Seek(offset, io.SeekStart); err != nil {
		return err
	}
	s.scan = newScanner(s.file, s.table.format.delimiter, s.charset, offset, line)
	return nil
}

// next returns the next row that is not blank, or io.EOF.
func (s *source) next() (*row, error) {
	for {
		r, err := s.nextRaw()
		if err != nil || len(r.cells) > 0 {
			return r, err
		}
	}
}

// nextRaw returns the next row or blank line, or io.EOF.
func (s *source) nextRaw() (*row, error) {
	r, err := s.scan.next()
	switch {
	case err == nil:
		return r, s.checkWidth(r)
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.Is(err, errRowTooLong):
		e := s.table.lineFault(s.scan.line(), "the row %v", err)
		e.Kind = shared.ErrTooLarge
		return nil, e
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, s.table.ioFault("reading", path)
	}
	if errors.Is(err, errNotText) {
		return nil, s.table.lineFault(s.scan.line(), "the row %v %s%s", err, s.charset.name, s.otherEncoding())
	}
	return nil, s.table.lineFault(s.scan.line(), "the row %v", err)
}

// checkWidth refuses rows that have not one cell for each column. The header
// itself is read before there is a layout.
func (s *source) checkWidth(r *row) error {
	if s.layout == nil || len(r.cells) == 0 || len(r.cells) == len(s.layout.fields) {
		return nil
	}
	return s.table.lineFault(r.line, "the row has %d cells, and the header %d", len(r.cells), len(s.layout.fields))
}

// identity returns uid and name of a row.
func (s *source) identity(r *row) (uid, name string, err error) {
	if uid, err = s.identifier(r, s.layout.uid); err != nil {
		return "", "", err
	}
	name, err = s.identifier(r, s.layout.name)
	return uid, name, err
}

func (s *source) identifier(r *row, f field) (string, error) {
	text := s.table.format.unprotect(r.text(f.index))
	switch {
	case text == "":
		return "", s.table.lineFault(r.line, "the cell of %s is empty, and it identifies the row", quoted(f.name))
	case len(text) > maxIdentifier:
		return "", s.table.lineFault(r.line, "the cell of %s is longer than %d bytes, and it identifies the row", quoted(f.name), maxIdentifier)
	}
	return text, nil
}

// values returns what a row has in a column.
func (s *source) values(r *row, f field) (shared.Values, error) {
	v, err := s.table.format.decode(f.column, r.text(f.index))
	if err != nil {
		e := s.table.lineFault(r.line, "column %s: %v", quoted(f.name), err)
		e.Attribute = f.name
		return v, e
	}
	return v, nil
}

// object makes the object of a row with some columns.
func (s *source) object(r *row, fields []field) (*shared.Object, error) {
	uid, name, err := s.identity(r)
	if err != nil {
		return nil, err
	}
	b := shared.NewObject(s.table.class, uid, name).Grow(len(fields))
	for _, f := range fields {
		switch f.index {
		case s.layout.uid.index:
			b.SetString(f.name, uid)
			continue
		case s.layout.name.index:
			b.SetString(f.name, name)
			continue
		}
		if f.typ == shared.TypeString && !f.multi {
			if text := s.table.format.unprotect(r.text(f.index)); text != "" {
				b.SetString(f.name, text)
			} else {
				b.Set(f.name)
			}
			continue
		}
		v, err := s.values(r, f)
		if err != nil {
			return nil, err
		}
		b.SetValues(f.name, v)
	}
	return b.Build(), nil
}

// unchanged refuses a file that was written to while it was read. What replaces
// files whole, as this connector does, never causes it.
func (s *source) unchanged() error {
	now, err := newStamp(s.file)
	if err != nil {
		return s.table.ioFault("reading", err)
	}
	if !s.stamp.same(now) {
		return s.writtenTo()
	}
	return nil
}

func (s *source) writtenTo() error {
	return s.table.fileFault(shared.ErrConflict, "another program wrote to the file while it was read; try again")
}

func (s *source) close() error { return s.file.Close() }
