package pluginrpc

import (
	"context"
	"fmt"
	"os"
	"sync"

	"google.golang.org/grpc/stats"
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
// The first connection is the first moment that surely comes after go-plugin's
// own assignment.
type stdioRestorer struct {
	file *os.File
	once sync.Once
}

var _ stats.Handler = (*stdioRestorer)(nil)

// TagConn sees the first connection.
func (s *stdioRestorer) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	s.once.Do(func() { os.Stdout, os.Stderr = s.file, s.file })
	return ctx
}

// HandleConn does nothing.
func (*stdioRestorer) HandleConn(context.Context, stats.ConnStats) {}

// TagRPC does nothing.
func (*stdioRestorer) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// HandleRPC does nothing.
func (*stdioRestorer) HandleRPC(context.Context, stats.RPCStats) {}
