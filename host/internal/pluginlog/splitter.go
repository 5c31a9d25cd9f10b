package pluginlog

import "bytes"

// MaxLine is the longest line, in bytes, that is handled in one piece.
const MaxLine = 64 * 1024

// Splitter is an io.Writer that hands on what is written to it line by line. It
// never holds more than MaxLine bytes: a longer line is handed on in parts. It
// is not safe for concurrent use.
type Splitter struct {
	emit func(line []byte, part bool)
	buf  []byte
	// split is set while the rest of an overlong line is expected.
	split bool
}

// NewSplitter returns a Splitter that calls emit for every line, without its
// end-of-line characters. part tells that it is a piece of an overlong line. The
// slice is valid during the call only.
func NewSplitter(emit func(line []byte, part bool)) *Splitter {
	return &Splitter{emit: emit}
}

// Write takes in p; it always accepts all of it.
func (s *Splitter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		line, rest, ended := bytes.Cut(p, []byte{'\n'})
		s.add(line)
		if ended {
			s.end()
		}
		p = rest
	}
	return n, nil
}

// Flush hands on a last line that has no end-of-line character.
func (s *Splitter) Flush() {
	if len(s.buf) > 0 {
		s.end()
	}
}

func (s *Splitter) add(p []byte) {
	for len(s.buf)+len(p) > MaxLine {
		room := MaxLine - len(s.buf)
		s.buf = append(s.buf, p[:room]...)
		p = p[room:]
		s.split = true
		s.emit(s.buf, true)
		s.buf = s.buf[:0]
	}
	s.buf = append(s.buf, p...)
}

func (s *Splitter) end() {
	if len(s.buf) > 0 || !s.split {
		s.emit(bytes.TrimSuffix(s.buf, []byte{'\r'}), s.split)
	}
	s.buf, s.split = s.buf[:0], false
}
