package zoomimpl_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// selfSignedPEM is a certificate that nobody uses.
func selfSignedPEM(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// tunnel is an HTTP proxy that knows CONNECT alone, and who may use it.
type tunnel struct {
	t *testing.T
	// auth is the expected Proxy-Authorization.
	auth string

	mu    sync.Mutex
	hosts []string
	links sync.WaitGroup
}

func (p *tunnel) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.hosts...)
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Before the connection is taken over: from then on, the server does not wait.
	p.links.Add(1)
	defer p.links.Done()
	p.mu.Lock()
	p.hosts = append(p.hosts, r.Method+" "+r.Host)
	p.mu.Unlock()
	if r.Method != http.MethodConnect || r.Header.Get("Proxy-Authorization") != p.auth {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	upstream, err := new(net.Dialer).DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		p.t.Error(err)
		return
	}
	if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		p.t.Error(err)
	}
	p.links.Go(func() { pipe(client, upstream) })
	p.links.Go(func() { pipe(upstream, client) })
}

// pipe copies until one side ends, and ends both.
func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from) // A closed connection is how it ends.
	_ = to.Close()
	_ = from.Close()
}

// startTunnel starts a proxy, over TLS when secure is set.
func startTunnel(t *testing.T, username, password string, secure bool) (*tunnel, *httptest.Server) {
	t.Helper()
	p := &tunnel{t: t}
	if username != "" {
		p.auth = "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
	}
	server := httptest.NewUnstartedServer(p)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(func() {
		server.Close()
		p.links.Wait()
	})
	return p, server
}

// secured is a tenant with TLS, and the certificate to trust.
func secured(t *testing.T) (*tenant, shared.Attribute) {
	t.Helper()
	o := small()
	o.TLS = true
	tn := start(t, o)
	return tn, set("ca_certificates", str(string(tn.server.CACertificate())))
}

func TestProxy(t *testing.T) {
	t.Parallel()
	const username, password = "us er@x", "canary/p:a@ss?"
	for name, secure := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn, trust := secured(t)
			proxy, server := startTunnel(t, username, password, secure)
			if secure {
				own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
				trust = set("ca_certificates", str(string(tn.server.CACertificate())+string(own)))
			}
			var out syncBuffer
			logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &out})
			connector := adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger}), logger)
			address, name := set("proxy", str(server.URL)), set("proxy_username", str(username))
			conn := tn.open(connector, trust, address, name, set("proxy_password", str(password)))
			if _, err := conn.Test(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			seen := proxy.seen()
			if want := "CONNECT " + strings.TrimPrefix(tn.server.TokenURL, "https://"); len(seen) == 0 || !strings.HasPrefix(want, seen[0]+"/") {
				t.Errorf("the proxy saw %v", seen)
			}
			wrong := tn.open(connector, trust, address, name, set("proxy_password", str("canary-wrong")))
			_, err := wrong.Test(t.Context(), nil)
			if !errors.Is(err, shared.ErrConnectionFailed) {
				t.Errorf("wrong password: got %v", err)
			}
			_, err2 := wrong.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: shared.Attributes{set("email", str("x@example.com"))}})
			if !errors.Is(err2, shared.ErrConnectionFailed) || errors.Is(err2, shared.ErrUnknownOutcome) {
				t.Errorf("a create that the proxy refused: %v", err2)
			}
			text := out.String() + err.Error() + err2.Error()
			if text == "" || strings.Contains(text, "canary") || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(password))) || strings.Contains(text, "canary%2F") {
				t.Errorf("log or error show the password: %s", text)
			}
		})
	}
}

// Plain http is for loopback hosts; a proxy would read the credentials.
func TestPlainHTTPPassesTheProxyBy(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	proxy, server := startTunnel(t, "", "", false)
	conn := tn.connect(set("proxy", str(server.URL)))
	if _, err := conn.Test(t.Context(), nil); err != nil || len(proxy.seen()) != 0 {
		t.Errorf("got %v, and the proxy saw %v", err, proxy.seen())
	}
}

// socks answers one SOCKS5 handshake with user name and password, as RFC 1928
// and RFC 1929 have it, and connects.
func socks(conn net.Conn, username, password string) error {
	read := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(conn, b) // Zeros fail the checks below.
		return b
	}
	methods := read(int(read(2)[1]))
	if !bytes.Contains(methods, []byte{2}) {
		return errors.New("no user name offered")
	}
	_, _ = conn.Write([]byte{5, 2})
	name := string(read(int(read(2)[1])))
	pass := string(read(int(read(1)[0])))
	if name != username || pass != password {
		return errors.New("wrong credentials")
	}
	_, _ = conn.Write([]byte{1, 0})
	head := read(4) // Version, connect, reserved, IPv4.
	if head[3] != 1 {
		return errors.New("not an IPv4 address")
	}
	ip, port := read(4), read(2)
	upstream, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: ip, Port: int(port[0])<<8 | int(port[1])})
	if err != nil {
		return err
	}
	_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	done := make(chan struct{})
	go func() {
		defer close(done)
		pipe(conn, upstream)
	}()
	pipe(upstream, conn)
	<-done
	return nil
}

func TestSOCKSProxy(t *testing.T) {
	t.Parallel()
	tn, trust := secured(t)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var links sync.WaitGroup
	links.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			links.Go(func() {
				defer func() { _ = conn.Close() }()
				if err := socks(conn, "u", "canary"); err != nil {
					t.Error(err)
				}
			})
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		links.Wait()
	})
	conn := tn.connect(trust, set("proxy", str("socks5://"+listener.Addr().String())), set("proxy_username", str("u")), set("proxy_password", str("canary")))
	if _, err := conn.Test(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// Only a connection with the authority trusts it, also when another connection
// of the same connector does.
func TestCACertificates(t *testing.T) {
	t.Parallel()
	tn, trust := secured(t)
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	trusting := tn.open(connector, trust)
	for name, other := range map[string]shared.FullConnection{
		"none": tn.open(connector), "another": tn.open(connector, set("ca_certificates", str(selfSignedPEM(t)))),
	} {
		if _, err := trusting.Test(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Test(t.Context(), nil); !errors.Is(err, shared.ErrConnectionFailed) || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A request ends after request_timeout, one for a token too; another connection
// with more time waits.
func TestRequestTimeout(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]zoomsim.Fault{
		"request": {Method: http.MethodGet, Route: "/users", MinFires: 2, Times: 2},
		"token":   {Method: http.MethodPost, Route: "/oauth/token", MinFires: 2, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			fault.Effect = zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: zoomsim.Duration(1500 * time.Millisecond)}
			if err := tn.sim.SetFaults([]zoomsim.Fault{fault}); err != nil {
				t.Fatal(err)
			}
			connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
			began := time.Now()
			_, err := tn.open(connector, set("request_timeout", num(1))).Search(t.Context(), &shared.Query{Class: user})
			if took := time.Since(began); !errors.Is(err, shared.ErrConnectionFailed) || !strings.Contains(err.Error(), "within the request timeout") || took > 1400*time.Millisecond {
				t.Errorf("after %s: %v", took, err)
			}
			results, err := tn.open(connector).Search(t.Context(), &shared.Query{Class: user})
			if err != nil {
				t.Fatal(err)
			}
			results.Close()
		})
	}
}

// log_level bounds what one connection logs and never adds to what the process
// logs.
func TestLogLevel(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		process hclog.Level
		config  []shared.Attribute
		logs    bool
	}{
		"not set":          {hclog.Debug, nil, true},
		"trace":            {hclog.Debug, []shared.Attribute{set("log_level", str("trace"))}, true},
		"debug":            {hclog.Trace, []shared.Attribute{set("log_level", str("debug"))}, true},
		"info":             {hclog.Trace, []shared.Attribute{set("log_level", str("info"))}, false},
		"error":            {hclog.Debug, []shared.Attribute{set("log_level", str("error"))}, false},
		"more than others": {hclog.Info, []shared.Attribute{set("log_level", str("trace"))}, false},
	}
	tn := start(t, small())
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out syncBuffer
			logger := hclog.New(&hclog.LoggerOptions{Level: test.process, Output: &out})
			conn := tn.open(adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger}), nil), test.config...)
			if _, err := conn.Test(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(out.String(), "zoom request"); got != test.logs {
				t.Errorf("requests logged: %v, want %v: %q", got, test.logs, out.String())
			}
			if strings.Contains(out.String(), tn.server.ClientSecret) {
				t.Errorf("the log shows the client secret: %s", out.String())
			}
		})
	}
}

// Tokens and network connections end with the last connection that shares them;
// another's stay.
func TestCloseEndsNetworkConnections(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	for timeout := range int64(20) {
		conn, err := connector.Connect(t.Context(), &shared.ConnectRequest{Config: tn.config(set("connect_timeout", num(timeout+1)))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Test(t.Context(), nil); err != nil {
			t.Error(err)
		}
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	if got := tn.sim.Stats().Requests["POST /oauth/token"]; got != 20 {
		t.Errorf("%d tokens were asked for, want one for each network", got)
	}
	if _, err := tn.conn.Test(t.Context(), nil); err != nil {
		t.Errorf("a connection that was not closed: %v", err)
	}
}

// syncBuffer is a buffer for several writers.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
