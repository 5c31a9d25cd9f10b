package zoomsim

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Limits of the HTTP server. Nothing a client sends may keep it busy for long;
// the time to write grows with the configured latency.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// Server is a Sim that listens on a loopback address, with its control side.
type Server struct {
	// ServiceURL is the base URL of the API, for instance
	// http://127.0.0.1:8080/v2.
	ServiceURL string
	// TokenURL is the OAuth token endpoint.
	TokenURL string
	// AccountID, ClientID and ClientSecret are what TokenURL accepts.
	AccountID, ClientID, ClientSecret string
	// ControlURL is the base URL of the control side: GET stats, POST reset,
	// POST users/{id or email}/activate.
	ControlURL string
	// ControlToken is the bearer token that the control side wants.
	ControlToken string

	sim  *Sim
	http *http.Server
	done chan error
}

// Start makes a Sim and serves it on Options.Listen. ctx bounds the start
// alone; Close ends the server. Every invalid option is named in the error.
func Start(ctx context.Context, o Options) (*Server, error) {
	sim, err := New(o)
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", sim.opts.Listen)
	if err != nil {
		return nil, fmt.Errorf("zoomsim listen: %w", err)
	}
	base, credentials := "http://"+listener.Addr().String(), sim.Credentials()
	s := &Server{
		ServiceURL: base + apiPrefix, TokenURL: base + tokenPath, ControlURL: base + strings.TrimSuffix(controlPrefix, "/"),
		AccountID: credentials.AccountID, ClientID: credentials.ClientID, ClientSecret: credentials.ClientSecret,
		ControlToken: cmp.Or(o.ControlToken, rand.Text()),
		sim:          sim, done: make(chan error, 1),
	}
	s.http = &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout + sim.opts.Latency,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

// Sim is the simulator behind the server.
func (s *Server) Sim() *Sim { return s.sim }

// Close stops listening and waits for the requests in work until ctx ends;
// what is still in work then is cut off. It may be called more than once.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("zoomsim shutdown: %w", err), s.http.Close())
	}
	// Serve returns as soon as a shutdown begins.
	served := <-s.done
	s.done <- served
	if !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("zoomsim serve: %w", served))
	}
	return err
}

func (s *Server) handler() http.Handler {
	control := &control{sim: s.sim, token: s.ControlToken}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.EscapedPath(), controlPrefix) {
			control.ServeHTTP(w, r)
			return
		}
		s.sim.ServeHTTP(w, r)
	})
}
