package host

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
)

// maxHandshake is the longest first line of standard output that is read; a
// handshake has about 1,000 bytes, most of them the certificate.
const maxHandshake = 16 * 1024

// handshake is the first line that a process wrote on its standard output. In
// the protocol of go-plugin it is
// core version|protocol version|network|address|transport|certificate.
type handshake struct {
	mu   sync.Mutex
	seen bool
	line string
}

func (h *handshake) set(line []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = true
	h.line = strings.TrimSpace(string(line))
}

// first returns the line; seen is false while there is none.
func (h *handshake) first() (line string, seen bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.line, h.seen
}

// parse returns the fields of the line when it is a handshake.
func (h *handshake) parse() (fields handshakeFields, ok bool) {
	line, _ := h.first()
	parts := strings.Split(line, "|")
	if len(parts) < 4 {
		return handshakeFields{}, false
	}
	core, err1 := strconv.Atoi(parts[0])
	protocol, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return handshakeFields{}, false
	}
	// Go-plugin speaks net/rpc where nothing else is said.
	fields = handshakeFields{core: core, protocol: protocol, transport: "netrpc"}
	if len(parts) > 4 {
		fields.transport = parts[4]
	}
	return fields, true
}

// handshakeFields are the fields that decide whether host and connector can
// speak.
type handshakeFields struct {
	core, protocol int
	transport      string
}

// pumpStdout reads standard output to its end. Only the first line goes to
// go-plugin, whose line scanner stops for good at a line of 64 KiB and so would
// stop the process too; the rest is logged.
func pumpStdout(src io.Reader, first *handshake, goPlugin *io.PipeWriter, rest *pluginlog.Splitter) {
	// Only the end of a pipe is reported, and its reader has nothing to answer.
	defer func() { _ = goPlugin.Close() }()
	in := bufio.NewReaderSize(src, maxHandshake)
	line, err := in.ReadSlice('\n')
	if len(line) > 0 {
		first.set(line)
		_, known := first.parse()
		if !known {
			_, _ = rest.Write(line) // a Splitter accepts everything
		}
		line = append(bytes.TrimRight(bytes.Clone(line), "\r\n"), '\n')
		_, _ = goPlugin.Write(line) // fails when go-plugin reads no more, which is its choice
	}
	if err == nil || err == bufio.ErrBufferFull { //nolint:errorlint // ReadSlice documents the bare error
		// The end is the end however it came; there is nobody to tell.
		_, _ = io.Copy(rest, in)
	}
	rest.Flush()
}
