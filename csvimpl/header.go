package csvimpl

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// separatorLine is what some spreadsheets put before the header, to tell each
// other the delimiter.
var separatorLine = regexp.MustCompile(`(?i)^"?sep=([;,|\t])"?[;,|\t]*\s*$`)

// quotedFirst is a first cell in quotation marks with a delimiter behind it.
var quotedFirst = regexp.MustCompile(`^"(?:[^"]|"")*"([;,|\t])`)

// headerFault says what the first row shows of a file in another form than the
// configured one; nil when it shows nothing. failed says that the row could not be
// read.
func (s *source) headerFault(failed bool) error {
	r, t := &s.scan.current, s.table
	switch {
	case bytes.IndexByte(r.raw, 0) >= 0 && !strings.HasPrefix(s.charset.name, "utf-16"):
		return t.lineFault(r.line, "the row holds NUL bytes, as text in UTF-16 does%s", s.otherEncoding())
	case loneReturn(r.raw):
		return t.lineFault(r.line, "the lines end in a carriage return alone; save the file with a line feed behind each line")
	}
	if m := separatorLine.FindSubmatch(r.raw); m != nil {
		return t.lineFault(r.line, "%s stands before the header, for spreadsheets alone: remove the line, and set delimiter to %s",
			quoted(string(bytes.TrimSpace(r.raw))), delimiterName(m[1][0]))
	}
	if d := t.otherDelimiter(r, failed); d != 0 {
		e := t.fileFault(shared.ErrInvalidConfiguration, "with the delimiter %s the header is one column, and it holds %s: set delimiter to %s",
			delimiterName(t.format.delimiter), delimiterName(d), delimiterName(d))
		e.Attribute = "delimiter"
		e.Message = "delimiter: " + e.Message
		return e
	}
	return nil
}

// loneReturn tells whether a carriage return without line feed, and not within
// quotation marks, has something behind it.
func loneReturn(raw []byte) bool {
	i := bytes.IndexByte(raw, '\r')
	return i >= 0 && i+1 < len(raw) && raw[i+1] != '\n' && bytes.Count(raw[:i], []byte{'"'})%2 == 0
}

// otherDelimiter returns the delimiter, other than the configured one, that a
// header of one column holds most of, or that keeps its first cell from being
// read; 0 when there is none, or the column is the one that identifies a row.
func (t *table) otherDelimiter(r *row, failed bool) byte {
	if failed {
		if m := quotedFirst.FindSubmatch(r.raw); m != nil && len(r.cells) == 0 {
			return m[1][0]
		}
		return 0
	}
	if len(r.cells) > 1 || strings.EqualFold(strings.TrimSpace(r.text(0)), t.uidColumn) {
		return 0
	}
	var most byte
	for _, d := range []byte(delimiters) {
		if n := bytes.Count(r.raw, []byte{d}); d != t.format.delimiter && n > bytes.Count(r.raw, []byte{most}) {
			most = d
		}
	}
	return most
}

// delimiterName is a delimiter as a message names it.
func delimiterName(d byte) string {
	if d == '\t' {
		return "tab"
	}
	return strconv.Quote(string(d))
}

// otherEncoding is the advice for a file that is not in the encoding in use.
func (s *source) otherEncoding() string {
	if s.charset.bom != "" {
		return "; the byte order mark of the file says " + s.charset.name
	}
	return "; set encoding to that of the file: " + strings.Join(charsets(), ", ")
}
