package zoomsim

import (
	"net"
	"net/http"
	"sync"
)

// silentConns are the connections on which no request has arrived yet. The
// shutdown of net/http waits 5 s for them, so they are closed when it begins.
type silentConns struct {
	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

func newSilentConns() *silentConns { return &silentConns{conns: make(map[net.Conn]struct{})} }

// changed is the ConnState of the server.
func (s *silentConns) changed(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state != http.StateNew {
		delete(s.conns, conn)
		return
	}
	if s.closed {
		_ = conn.Close() // nothing was sent or received
		return
	}
	s.conns[conn] = struct{}{}
}

// close closes all, and those that come after.
func (s *silentConns) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for conn := range s.conns {
		_ = conn.Close() // nothing was sent or received
	}
}
