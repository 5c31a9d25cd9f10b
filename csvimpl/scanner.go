package csvimpl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of what is read.
const (
	// maxRow is the longest row, in bytes of UTF-8.
	maxRow = 8 << 20
	// maxColumns is the widest row.
	maxColumns = 1000
)

// errRowTooLong says that a row is longer than maxRow.
var errRowTooLong = fmt.Errorf("is longer than %d MiB; a quotation mark that is not closed may be the cause", maxRow>>20)

// errNotText says that a row is not in the encoding of the file.
var errNotText = errors.New("is not text in")

// row is one row as it stands in the file. It is valid until the next one is
// read.
type row struct {
	// raw is the whole row with its line ending.
	raw []byte
	// cells are empty for a blank line, which is no row and is kept.
	cells []cell
	// line is where the row begins, counted from 1.
	line int
	// offset is where the row begins, in bytes of the file.
	offset int64
}

// cell is a part of row.raw, with its quotation marks.
type cell struct {
	start, end int
	quoted     bool
}

// scanner reads rows without losing what encoding/csv does not tell: which cells
// were quoted, and how lines end. It accepts what RFC 4180 describes, and
// quotation marks within cells that do not begin with one.
type scanner struct {
	r         *bufio.Reader
	delimiter byte
	charset   charset
	current   row
	nextLine  int
	nextByte  int64
}

// newScanner reads from r, which stands at a byte and a line of the file.
func newScanner(r io.Reader, delimiter byte, cs charset, offset int64, line int) *scanner {
	return &scanner{
		r: bufio.NewReaderSize(cs.reader(r), 64<<10), delimiter: delimiter, charset: cs,
		nextLine: line, nextByte: offset,
	}
}

// next returns the next row, or io.EOF. Any other error is about the row that
// begins at line().
func (s *scanner) next() (*row, error) {
	r := &s.current
	r.raw, r.cells, r.line, r.offset = r.raw[:0], r.cells[:0], s.nextLine, s.nextByte
	if err := s.fill(); err != nil {
		return nil, err
	}
	if len(bytes.TrimRight(r.raw, "\r\n")) > 0 {
		for pos, more := 0, true; more; {
			var err error
			if pos, more, err = s.cell(pos); err != nil {
				return nil, err
			}
		}
	}
	if !s.charset.valid(r.raw) {
		return nil, errNotText
	}
	s.nextLine += bytes.Count(r.raw, []byte{'\n'})
	s.nextByte += s.charset.width(r.raw)
	return r, nil
}

// line returns where the row begins that next returned or failed on.
func (s *scanner) line() int { return s.current.line }

// fill adds one line of the file to the row. It returns io.EOF when there is
// none.
func (s *scanner) fill() error {
	r := &s.current
	before := len(r.raw)
	for {
		part, err := s.r.ReadSlice('\n')
		if len(r.raw)+len(part) > maxRow {
			return errRowTooLong
		}
		r.raw = append(r.raw, part...)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(r.raw) > before:
			return nil
		default:
			return err
		}
	}
}

// cell reads the cell that begins at pos and returns where the next one begins;
// more is false when it was the last.
func (s *scanner) cell(pos int) (next int, more bool, err error) {
	r := &s.current
	if len(r.cells) == maxColumns {
		return 0, false, fmt.Errorf("has more than %d columns", maxColumns)
	}
	c := cell{start: pos}
	if pos < len(r.raw) && r.raw[pos] == '"' {
		c.quoted = true
		c.end, err = s.quotedEnd(pos)
		if err != nil {
			return 0, false, err
		}
	} else {
		c.end = s.plainEnd(pos)
	}
	r.cells = append(r.cells, c)
	more = c.end < len(r.raw) && r.raw[c.end] == s.delimiter
	return c.end + 1, more, nil
}

// plainEnd returns where the cell without quotation marks ends that begins at
// pos.
func (s *scanner) plainEnd(pos int) int {
	raw := s.current.raw
	for i := pos; i < len(raw); i++ {
		if raw[i] == s.delimiter {
			return i
		}
		if raw[i] == '\n' {
			if i > pos && raw[i-1] == '\r' {
				return i - 1
			}
			return i
		}
	}
	return len(raw)
}

// quotedEnd returns where the quoted cell ends that begins at pos; further lines
// are read as needed.
func (s *scanner) quotedEnd(pos int) (int, error) {
	r := &s.current
	i := pos + 1
	for {
		j := bytes.IndexByte(r.raw[i:], '"')
		if j < 0 {
			i = len(r.raw)
			if err := s.fill(); errors.Is(err, io.EOF) {
				return 0, errors.New("opens a quotation mark that is never closed")
			} else if err != nil {
				return 0, err
			}
			continue
		}
		i += j + 1
		if i < len(r.raw) && r.raw[i] == '"' {
			i++
			continue
		}
		rest := r.raw[i:]
		if len(rest) == 0 || rest[0] == s.delimiter || rest[0] == '\n' || bytes.HasPrefix(rest, []byte("\r\n")) {
			return i, nil
		}
		return 0, fmt.Errorf("has text behind the closing quotation mark of cell %d", len(r.cells)+1)
	}
}

// text returns the text of cell i without its quotation marks.
func (r *row) text(i int) string {
	c := r.cells[i]
	if !c.quoted {
		return string(r.raw[c.start:c.end])
	}
	inner := string(r.raw[c.start+1 : c.end-1])
	if strings.IndexByte(inner, '"') < 0 {
		return inner
	}
	return strings.ReplaceAll(inner, `""`, `"`)
}

// ending returns the line ending of the row; nothing at the end of a file
// without one.
func (r *row) ending() string {
	switch {
	case bytes.HasSuffix(r.raw, []byte("\r\n")):
		return "\r\n"
	case bytes.HasSuffix(r.raw, []byte("\n")):
		return "\n"
	default:
		return ""
	}
}
