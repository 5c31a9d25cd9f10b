package pluginrpc

import (
	"sync"

	"google.golang.org/grpc"
)

// stopper ends go-plugin's Serve, which has no way of its own to be told.
type stopper struct {
	mu      sync.Mutex
	server  *grpc.Server
	stopped bool
}

// watch keeps the server that is to be stopped.
func (s *stopper) watch(server *grpc.Server) *grpc.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.server = server
	if s.stopped {
		server.Stop()
	}
	return server
}

// stop ends the server, or the next one when there is none yet.
func (s *stopper) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	if s.server != nil {
		s.server.Stop()
	}
}

// served tells whether a server was made: without a socket there is none.
func (s *stopper) served() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server != nil
}
