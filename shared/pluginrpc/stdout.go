package pluginrpc

import (
	"fmt"
	"os"
	"sync"
)

// takeStdout takes standard output away from everybody: the host reads one line
// from it, and any other text there would break the start. From here on what is
// printed goes to standard error, and only go-plugin's handshake line gets
// through to the real standard output. It returns the real standard error.
func takeStdout() (*os.File, error) {
	stderr := os.Stderr
	out, err := detachStdout()
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	os.Stdout = w
	go (&handshakeFilter{line: out, rest: stderr}).copy(r)
	return stderr, nil
}

// stdioRestorer puts the real standard error behind os.Stdout and os.Stderr
// once a host is connected. In their place go-plugin leaves pipes to the host,
// which nobody may be reading: a connector that prints would then stand still.
//
// The first call is the first moment that surely comes after go-plugin's own
// assignment. That it is not the first connection, which a stats.Handler would
// see, spares every call what gRPC does for such a handler.
type stdioRestorer struct {
	file *os.File
	once sync.Once
}

// restore is called before every call of any service: that of go-plugin's pipes
// is among the first.
func (s *stdioRestorer) restore() {
	s.once.Do(func() { os.Stdout, os.Stderr = s.file, s.file })
}
