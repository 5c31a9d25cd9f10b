package zoomapi_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// basePath is part of every test's service URL, so that a path that ignores it
// is noticed.
const basePath = "/some/base"

// tokens is a TokenProvider whose token changes with each invalidation.
type tokens struct {
	mu          sync.Mutex
	generation  int
	invalidated []string
}

func (p *tokens) Token(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return "token-" + strconv.Itoa(p.generation), nil
}

func (p *tokens) Invalidate(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.generation++
	p.invalidated = append(p.invalidated, token)
}

// noJitter makes waiting times predictable: the most that jitter could add.
func noJitter(limit time.Duration) time.Duration { return limit }

// setup returns a client of a fake server. Routes of the mux lack basePath.
func setup(t *testing.T, change func(*zoomapi.Config)) (*zoomapi.Client, *http.ServeMux) {
	t.Helper()
	mux := http.NewServeMux()
	outer := http.NewServeMux()
	outer.Handle(basePath+"/", http.StripPrefix(basePath, mux))
	outer.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("request outside the base path: %s", r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
	})
	return serve(t, outer, change), mux
}

// serve returns a client of a server with the given handler.
func serve(t *testing.T, handler http.Handler, change func(*zoomapi.Config)) *zoomapi.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	cfg := zoomapi.Config{
		ServiceURL:  server.URL + basePath,
		TokenSource: &tokens{},
		Jitter:      func(time.Duration) time.Duration { return 0 },
	}
	if change != nil {
		change(&cfg)
	}
	return newClient(t, cfg)
}

func newClient(t *testing.T, cfg zoomapi.Config) *zoomapi.Client {
	t.Helper()
	client, err := zoomapi.New(cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// reply answers with a status and body, as JSON.
func reply(t *testing.T, w http.ResponseWriter, status int, body string) {
	t.Helper()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if _, err := io.WriteString(w, body); err != nil {
		t.Logf("writing the answer: %v", err)
	}
}

// body returns the decoded JSON body of a request.
func body(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		t.Errorf("%s %s: request body: %v", r.Method, r.URL.Path, err)
	}
	return out
}

// roundTripper is a transport without a network, for tests in a bubble.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
