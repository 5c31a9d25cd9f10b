package pluginrpc

import (
	"context"
	"fmt"
	"os"
	"sync"

	"google.golang.org/grpc"
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

func (s *stdioRestorer) restore() {
	s.once.Do(func() { os.Stdout, os.Stderr = s.file, s.file })
}

// options make a server restore, before everything else, at the first call of any
// service: that of go-plugin's pipes is among the first.
func (s *stdioRestorer) options() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			s.restore()
			return next(ctx, req)
		}),
		grpc.ChainStreamInterceptor(func(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
			s.restore()
			return next(srv, stream)
		}),
	}
}
