package zoomapi_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// create is a write whose outcome matters.
func create(ctx context.Context, c *zoomapi.Client) error {
	_, err := c.CreateUser(ctx, zoomapi.CreateInvite, zoomapi.UserCreate{Email: "who@example.com", Type: 1})
	return err
}

func wantTransportError(t *testing.T, err error, sent bool) {
	t.Helper()
	failure, ok := errors.AsType[*zoomapi.TransportError](err)
	if !ok {
		t.Fatalf("got %v, want a TransportError", err)
	}
	if failure.Sent != sent || failure.Method != http.MethodPost || failure.Route != "/users" {
		t.Errorf("got %+v, want Sent=%v", failure, sent)
	}
	if text := err.Error(); strings.Contains(text, "who@") || strings.Contains(text, "token-") || strings.Contains(text, "http:") {
		t.Errorf("the error shows too much: %s", text)
	}
}

func TestRefusedConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	client := newClient(t, zoomapi.Config{ServiceURL: "http://" + address, TokenSource: &tokens{}})
	wantTransportError(t, create(t.Context(), client), false)
}

func TestDistrustedCertificateIsNotSent(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	server.Config.ErrorLog = discardLog()
	server.StartTLS()
	t.Cleanup(server.Close)
	client := newClient(t, zoomapi.Config{ServiceURL: server.URL, TokenSource: &tokens{}, IOErrorRetries: 3})
	wantTransportError(t, create(t.Context(), client), false)
	if requests.Load() != 0 {
		t.Error("the server got the request")
	}

	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	transport := zoomapi.NewTransport(zoomapi.TransportOptions{RootCAs: pool})
	client = newClient(t, zoomapi.Config{
		ServiceURL: server.URL, TokenSource: &tokens{}, HTTPClient: &http.Client{Transport: transport},
	})
	if err := client.SetUserStatus(t.Context(), "x", true); err != nil || requests.Load() != 1 {
		t.Errorf("with the authority trusted: %v after %d requests", err, requests.Load())
	}
}

func TestCutConnectionMaySend(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"before the answer": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"within the body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusCreated)
			if _, err := w.Write([]byte(`{"id":`)); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				handler(w, r)
			}), func(cfg *zoomapi.Config) { cfg.IOErrorRetries = 3 })
			wantTransportError(t, create(t.Context(), client), true)
			if requests.Load() != 1 {
				t.Errorf("the write was sent %d times", requests.Load())
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]bool{"before the answer": false, "within the body": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if answer {
					w.WriteHeader(http.StatusCreated)
					if err := http.NewResponseController(w).Flush(); err != nil {
						t.Error(err)
					}
				}
				<-release
			})
			patient := serve(t, handler, nil)
			hasty := serve(t, handler, func(cfg *zoomapi.Config) { cfg.RequestTimeout = 20 * time.Millisecond })
			// Runs before the servers close, which wait for their handlers.
			t.Cleanup(func() { close(release) })

			err := create(t.Context(), hasty)
			wantTransportError(t, err, true)
			if !errors.Is(err, zoomapi.ErrAttemptTimeout) || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want ErrAttemptTimeout alone", err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			err = create(ctx, patient)
			wantTransportError(t, err, true)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the deadline of the context", err)
			}
		})
	}
}

func TestCancelledBeforeSending(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	client := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := create(ctx, client)
	wantTransportError(t, err, false)
	if !errors.Is(err, context.Canceled) || requests.Load() != 0 {
		t.Errorf("got %v after %d requests", err, requests.Load())
	}
}

func TestNetworkTimeoutIsNotTheContext(t *testing.T) {
	t.Parallel()
	client := newClient(t, zoomapi.Config{
		ServiceURL: "https://zoom.test", TokenSource: &tokens{},
		HTTPClient: &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "read", Err: context.DeadlineExceeded}
		})},
	})
	err := create(t.Context(), client)
	wantTransportError(t, err, true)
	if errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, zoomapi.ErrAttemptTimeout) {
		t.Errorf("got %v", err)
	}
}
