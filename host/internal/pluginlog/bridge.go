package pluginlog

import (
	"bytes"
	"strings"

	"github.com/hashicorp/go-hclog"
)

// Stream names where a line came from.
type Stream string

// The streams of a process.
const (
	// Stderr is the standard error of the process.
	Stderr Stream = "stderr"
	// Stdout is the standard output of the process after the handshake.
	Stdout Stream = "stdout"
)

// Bridge passes the lines of a connector process on to the host's logger and
// keeps the last ones of its standard error.
type Bridge struct {
	logger hclog.Logger
	tail   *Tail
}

// NewBridge returns a Bridge. The logger bears the connector's name.
func NewBridge(logger hclog.Logger, tail *Tail) *Bridge {
	return &Bridge{logger: logger, tail: tail}
}

// Lines returns a writer for one stream. Lines in hclog's JSON form become
// records of their level, with the keys in the order in which they came; all
// others are logged at debug, or at error from the beginning of a Go panic until
// the process is heard of again. Blank lines are dropped.
func (b *Bridge) Lines(stream Stream) *Splitter {
	p := &printer{Bridge: b, stream: stream}
	return NewSplitter(p.line)
}

// printer holds what is known of one stream.
type printer struct {
	*Bridge
	stream  Stream
	inPanic bool
}

func (p *printer) line(line []byte, part bool) {
	if !part && bytes.HasPrefix(bytes.TrimSpace(line), []byte{'{'}) {
		if rec, ok := parseRecord(line); ok {
			p.inPanic = false
			p.keep(rec.String())
			p.logger.Log(rec.level, rec.message, rec.args...)
			return
		}
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	text := Escape(string(line))
	level := hclog.Debug
	switch {
	case !part && !p.inPanic && beginsPanic(text):
		p.inPanic = true
		level = hclog.Error
		p.keepHeadline(text)
	case p.inPanic:
		level = hclog.Error
		p.keep(text)
	default:
		p.keep(text)
	}
	var args []any
	if p.stream != Stderr {
		args = append(args, "stream", string(p.stream))
	}
	if part {
		args = append(args, "split", true)
	}
	p.logger.Log(level, text, args...)
}

func (p *printer) keep(text string) {
	if p.stream == Stderr {
		p.tail.Add(text)
	}
}

func (p *printer) keepHeadline(text string) {
	if p.stream == Stderr {
		p.tail.AddHeadline(text)
	}
}

// beginsPanic tells whether a line is the first of what the Go runtime prints at
// its end: of a panic, a fatal error or a signal such as "SIGSEGV: segmentation
// violation".
func beginsPanic(line string) bool {
	if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
		return true
	}
	name, _, ok := strings.Cut(line, ": ")
	return ok && len(name) > 3 && strings.HasPrefix(name, "SIG") && strings.ToUpper(name) == name && !strings.Contains(name, " ")
}
