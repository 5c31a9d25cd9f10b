package zoomsim

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
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
	// ControlURL is the base URL of the control side; docs/zoomsim.md lists
	// its operations.
	ControlURL string
	// ControlToken is the bearer token that the control side wants.
	ControlToken string
	// UIURL opens the web page in a browser. It holds the control token, which
	// the page trades for a cookie at once.
	UIURL string

	sim  *Sim
	http *http.Server
	done chan error
	// silent are the connections that have sent nothing yet.
	silent *silentConns
	// cut ends the requests in work.
	cut context.CancelFunc

	certificate []byte // PEM; nil without TLS
}

// Start makes a Sim and serves it on Options.Listen. ctx bounds the start
// alone; Close ends the server. Every invalid option is named in the error.
func Start(ctx context.Context, o Options) (*Server, error) {
	sim, err := New(o)
	if err != nil {
		return nil, err
	}
	token := cmp.Or(o.ControlToken, rand.Text())
	page, err := newUI(sim, token)
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", sim.opts.Listen)
	if err != nil {
		return nil, fmt.Errorf("zoomsim listen: %w", err)
	}
	scheme, security, certificate := "http", (*tls.Config)(nil), []byte(nil)
	if o.TLS {
		if security, certificate, err = selfSigned(); err != nil {
			return nil, errors.Join(err, listener.Close())
		}
		scheme = "https"
	}
	base, credentials := scheme+"://"+listener.Addr().String(), sim.Credentials()
	s := &Server{
		ServiceURL: base + apiPrefix, TokenURL: base + tokenPath, ControlURL: base + strings.TrimSuffix(controlPrefix, "/"),
		AccountID: credentials.AccountID, ClientID: credentials.ClientID, ClientSecret: credentials.ClientSecret,
		ControlToken: token, UIURL: base + uiPrefix + "?token=" + url.QueryEscape(token),
		sim: sim, done: make(chan error, 1), certificate: certificate, silent: newSilentConns(),
	}
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	s.cut = cut
	s.http = &http.Server{
		Handler:           s.handler(page),
		TLSConfig:         security,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout + sim.opts.Latency,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ConnState:         s.silent.changed,
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	s.http.RegisterOnShutdown(s.silent.close)
	go func() {
		if security != nil {
			s.done <- s.http.ServeTLS(listener, "", "")
			return
		}
		s.done <- s.http.Serve(listener)
	}()
	if sim.opts.Webhook.URL != "" {
		if err := sim.ValidateWebhook(ctx); err != nil {
			return nil, errors.Join(err, s.shutdown(ctx))
		}
	}
	return s, nil
}

// Sim is the simulator behind the server.
func (s *Server) Sim() *Sim { return s.sim }

// CACertificate is the PEM certificate that clients must trust when the
// server was started with Options.TLS; otherwise it is nil.
func (s *Server) CACertificate() []byte { return slices.Clone(s.certificate) }

// Close stops listening and waits for the requests in work until ctx ends;
// what is still in work then is cut off, which the error tells. A fault in
// force that fired less than its MinFires is an error as well, ErrFaultUnmet;
// Sim.ClearFaults before spares it. Close may be called more than once.
func (s *Server) Close(ctx context.Context) error {
	return errors.Join(s.shutdown(ctx), s.sim.CheckFaults())
}

func (s *Server) shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		// Before the requests in work end, which would answer otherwise.
		err = errors.Join(fmt.Errorf("zoomsim shutdown: %w", err), s.http.Close())
	}
	s.cut()
	// Serve returns as soon as a shutdown begins.
	served := <-s.done
	s.done <- served
	if !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("zoomsim serve: %w", served))
	}
	return errors.Join(err, s.sim.Close(ctx))
}

func (s *Server) handler(page http.Handler) http.Handler {
	control := newControl(s.sim, s.ControlToken)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.EscapedPath(); {
		case strings.HasPrefix(path, controlPrefix):
			control.ServeHTTP(w, r)
		case strings.HasPrefix(path, uiPrefix):
			page.ServeHTTP(w, r)
		default:
			s.sim.ServeHTTP(w, r)
		}
	})
}
