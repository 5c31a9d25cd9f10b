package main_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// tap stands between the connector and the simulated account and shows what is
// sent, which the simulator itself does not record.
type tap struct {
	t *testing.T
	// ServiceURL and TokenURL lead to the account through the tap.
	ServiceURL, TokenURL string
	// opened counts network connections.
	opened atomic.Int64
	// writesAtOnce is the greatest number of writes that were in work together.
	writing, writesAtOnce atomic.Int64

	mu   sync.Mutex
	seen []sent
}

// sent is one request; the body of a token request is a form.
type sent struct {
	method, path string
	query        url.Values
	body         string
}

// tap starts one.
func (tn *tenant) tap() *tap {
	tn.t.Helper()
	upstream, err := url.Parse(strings.TrimSuffix(tn.server.ServiceURL, "/v2"))
	if err != nil {
		tn.t.Fatal(err)
	}
	tp := &tap{t: tn.t}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(upstream) }}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			tn.t.Error(err)
		}
		tp.mu.Lock()
		tp.seen = append(tp.seen, sent{r.Method, r.URL.Path, r.URL.Query(), string(body)})
		tp.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		if r.Method != http.MethodGet {
			now := tp.writing.Add(1)
			defer tp.writing.Add(-1)
			tp.mu.Lock()
			tp.writesAtOnce.Store(max(now, tp.writesAtOnce.Load()))
			tp.mu.Unlock()
		}
		proxy.ServeHTTP(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			tp.opened.Add(1)
		}
	}
	server.Start()
	tn.t.Cleanup(server.Close)
	tp.ServiceURL = server.URL + "/v2"
	tp.TokenURL = server.URL + strings.TrimPrefix(tn.server.TokenURL, upstream.String())
	return tp
}

// tokensElsewhere gets tokens from another address than the rest. A request over
// a connection that served another one before is sent once more by Go's own
// HTTP client when it is cut, which tests that count must not meet.
func (tn *tenant) tokensElsewhere() shared.Attribute {
	tn.t.Helper()
	return set("token_url", str(tn.tap().TokenURL))
}

// requests are those of a method whose path ends so.
func (tp *tap) requests(method, suffix string) []sent {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	var out []sent
	for _, s := range tp.seen {
		if s.method == method && strings.HasSuffix(s.path, suffix) {
			out = append(out, s)
		}
	}
	return out
}
