package checksums

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxSize is the largest checksum file, in bytes, that is read.
	MaxSize = 8 << 20
	// MaxFiles is how many files one may list.
	MaxFiles = 20_000
	// MaxPath bounds a path in it, in bytes.
	MaxPath = 1024
)

// hexSum is the length of a SHA-256 in hexadecimal digits.
const hexSum = 2 * sha256.Size

// Entry is one line of a checksum file.
type Entry struct {
	// Path is relative to the folder of the checksum file, with slashes.
	Path string
	Sum  [sha256.Size]byte
}

// List is what a checksum file lists; no path stands in it twice.
type List struct {
	entries []Entry
	sums    map[string][sha256.Size]byte
}

// Entries returns the lines in their order.
func (l *List) Entries() []Entry { return l.entries }

// Has tells whether a file is listed.
func (l *List) Has(path string) bool {
	_, ok := l.sums[path]
	return ok
}

// FormatError says why a file is no checksum file.
type FormatError struct {
	// Line counts from 1; 0 means the file as a whole.
	Line   int
	Reason string
}

// Error names the line.
func (e *FormatError) Error() string {
	if e.Line == 0 {
		return e.Reason
	}
	return fmt.Sprintf("line %d %s", e.Line, e.Reason)
}

// Parse reads the format of sha256sum: 64 hexadecimal digits, a space, a space or
// an asterisk, and a path, which may begin with "./". It returns a *FormatError
// for everything else, and for paths that CheckPath refuses.
func Parse(data []byte) (*List, error) {
	if len(data) > MaxSize {
		return nil, &FormatError{Reason: fmt.Sprintf("it has more than %d bytes", MaxSize)}
	}
	l := &List{sums: map[string][sha256.Size]byte{}}
	for number := 1; len(data) > 0; number++ {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		if len(l.entries) == MaxFiles {
			return nil, &FormatError{Line: number, Reason: fmt.Sprintf("is one too many: at most %d files may be listed", MaxFiles)}
		}
		e, err := parseLine(string(line))
		if err != nil {
			return nil, &FormatError{Line: number, Reason: err.Error()}
		}
		if l.Has(e.Path) {
			return nil, &FormatError{Line: number, Reason: fmt.Sprintf("lists %q once more", e.Path)}
		}
		l.entries = append(l.entries, e)
		l.sums[e.Path] = e.Sum
	}
	if len(l.entries) == 0 {
		return nil, &FormatError{Reason: "it lists no file"}
	}
	return l, nil
}

func parseLine(line string) (e Entry, err error) {
	switch {
	case line == "":
		return e, errors.New("is empty")
	case line[0] == '\\':
		return e, errors.New(`has an escaped name (it begins with a backslash): names with a backslash or a line break are not taken; rename the file`)
	case strings.HasSuffix(line, "\r"):
		return e, errors.New("ends as lines do on Windows; write the file with plain line ends")
	case len(line) < hexSum+3 || line[hexSum] != ' ' || (line[hexSum+1] != ' ' && line[hexSum+1] != '*'):
		return e, errors.New("is not of the form that sha256sum prints: 64 hexadecimal digits, two spaces, and a path")
	}
	if _, err := hex.Decode(e.Sum[:], []byte(line[:hexSum])); err != nil {
		return e, errors.New("does not begin with 64 hexadecimal digits, as sha256sum prints them")
	}
	// That is how find prints paths.
	e.Path = strings.TrimPrefix(line[hexSum+2:], "./")
	return e, CheckPath(e.Path)
}

// CheckPath refuses what is no plain path of a file below a folder: absolute
// ones, those with "." or "..", too long ones, those with characters that cannot
// be shown, and those that this system cannot have.
func CheckPath(path string) error {
	switch {
	case len(path) > MaxPath:
		return fmt.Errorf("has a path of more than %d bytes", MaxPath)
	case strings.HasPrefix(path, "/"):
		return fmt.Errorf("has the absolute path %q; paths are relative to the folder of the checksum file", path)
	case strings.ContainsRune(path, '\\') || !utf8.ValidString(path) || strings.IndexFunc(path, unicode.IsControl) >= 0:
		return fmt.Errorf("has the path %q, which holds a backslash, a control character or invalid UTF-8; rename the file", path)
	case path == "." || !fs.ValidPath(path):
		return fmt.Errorf(`has the path %q, which is not a plain one: it must stay in the folder, without ".", ".." and empty parts`, path)
	}
	if _, err := filepath.Localize(path); err != nil {
		return fmt.Errorf("has the path %q, which no file of this system can have", path)
	}
	return nil
}
