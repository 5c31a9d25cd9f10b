package host

import (
	"context"
	"sync"

	"google.golang.org/grpc"
)

// conns remembers the connections that go-plugin makes. When go-plugin fails
// between dialling and handing out its client it leaves the connection open.
type conns struct {
	mu    sync.Mutex
	conns map[*grpc.ClientConn]struct{}
}

// intercept sees every stream, and so the one that go-plugin opens first of all.
func (c *conns) intercept(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string,
	streamer grpc.Streamer, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	c.mu.Lock()
	if c.conns == nil {
		c.conns = make(map[*grpc.ClientConn]struct{}, 1)
	}
	c.conns[cc] = struct{}{}
	c.mu.Unlock()
	return streamer(ctx, desc, cc, method, opts...)
}

// close closes them all.
func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for cc := range c.conns {
		// Most were closed by go-plugin, which is the only possible failure.
		_ = cc.Close()
	}
}
