package csvimpl

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings of files, as the configuration names them.
const (
	charsetUTF8    = "utf-8"
	charsetUTF16LE = "utf-16le"
	charsetUTF16BE = "utf-16be"
	charsetLatin1  = "iso-8859-1"
	charsetWindows = "windows-1252"
)

// charsets are all of them.
func charsets() []string {
	return []string{charsetUTF8, charsetUTF16LE, charsetUTF16BE, charsetLatin1, charsetWindows}
}

// maxBOM is the length of the longest byte order mark.
const maxBOM = 3

// charset is the encoding of one file, with the byte order mark it begins with.
type charset struct {
	name string
	bom  string
}

// boms are the byte order marks by encoding.
func boms() map[string]string {
	return map[string]string{charsetUTF8: "\xef\xbb\xbf", charsetUTF16LE: "\xff\xfe", charsetUTF16BE: "\xfe\xff"}
}

// detect returns the encoding of a file that begins with head.
func detect(configured string, head []byte) charset {
	for name, bom := range boms() {
		if bytes.HasPrefix(head, []byte(bom)) {
			return charset{name: name, bom: bom}
		}
	}
	return charset{name: configured}
}

// newFile returns the encoding of a file to be made: UTF-16 gets a byte order
// mark, without which hardly a program would know it.
func newFile(configured string) charset {
	c := charset{name: configured}
	if configured != charsetUTF8 {
		c.bom = boms()[configured]
	}
	return c
}

// encoding returns the encoding itself; nil for UTF-8, which needs none.
func (c charset) encoding() encoding.Encoding {
	switch c.name {
	case charsetUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case charsetUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case charsetLatin1:
		return charmap.ISO8859_1
	case charsetWindows:
		return charmap.Windows1252
	default:
		return nil
	}
}

// reader returns what is read as UTF-8.
func (c charset) reader(r io.Reader) io.Reader {
	if e := c.encoding(); e != nil {
		return transform.NewReader(r, e.NewDecoder())
	}
	return r
}

// encode returns text in the encoding of the file. It fails on characters that
// the encoding lacks.
func (c charset) encode(text []byte) ([]byte, error) {
	if e := c.encoding(); e != nil {
		return e.NewEncoder().Bytes(text)
	}
	return text, nil
}

// width returns how many bytes of the file a text takes.
func (c charset) width(text []byte) int64 {
	switch c.name {
	case charsetLatin1, charsetWindows:
		return int64(utf8.RuneCount(text))
	case charsetUTF16LE, charsetUTF16BE:
		units := 0
		for i := 0; i < len(text); {
			r, n := utf8.DecodeRune(text[i:])
			i += n
			units++
			if r > 0xffff {
				units++
			}
		}
		return int64(2 * units)
	default:
		return int64(len(text))
	}
}

// valid tells whether a decoded text is what stood in the file. Decoders put
// U+FFFD in the place of what is broken or has no meaning.
func (c charset) valid(text []byte) bool {
	if c.name == charsetUTF8 {
		return utf8.Valid(text)
	}
	return !bytes.ContainsRune(text, utf8.RuneError)
}
