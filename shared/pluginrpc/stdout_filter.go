package pluginrpc

import (
	"bytes"
	"io"
	"regexp"
)

// handshakeFilter passes the first handshake line to line and everything else
// to rest.
type handshakeFilter struct {
	line io.Writer
	rest io.Writer
}

// maxHeldBytes bounds what is held while a line has no end yet; maxHandshake is
// more than a handshake line takes.
const (
	maxHeldBytes = 64 << 10
	maxHandshake = 8 << 10
)

// copy reads r to its end. Text before the handshake may come without a newline
// at its end, so the handshake is looked for at the end of lines, not at their
// beginning.
func (f *handshakeFilter) copy(r io.Reader) {
	pattern := regexp.MustCompile(`1\|\d+\|(?:unix|tcp)\|[^|]+\|grpc\|[A-Za-z0-9+/=]*(?:\|(?:true|false))?\n$`)
	var held []byte
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		held = append(held, buf[:n]...)
		for {
			end := bytes.IndexByte(held, '\n') + 1
			if end == 0 {
				break
			}
			line := held[:end]
			if at := pattern.FindIndex(line); at != nil {
				_, _ = f.line.Write(line[at[0]:])
				_, _ = f.rest.Write(append(line[:at[0]:at[0]], held[end:]...))
				_, _ = io.Copy(f.rest, r)
				return
			}
			_, _ = f.rest.Write(line)
			held = held[end:]
		}
		if len(held) > maxHeldBytes {
			cut := len(held) - maxHandshake
			_, _ = f.rest.Write(held[:cut])
			held = held[cut:]
		}
		if err != nil {
			_, _ = f.rest.Write(held)
			return
		}
	}
}
