package main_test

import (
	"encoding/base64"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func networkRows() rows {
	return rows{
		"request_timeout": requestTimeout,
		"connect_timeout": connectTimeout,
		"proxy":           proxied,
		"proxy_username":  proxyCredential("proxy_username", "proxyUsername"),
		"proxy_password":  proxyCredential("proxy_password", "proxyPassword"),
		"ca_certificates": caCertificates,
		"log_level":       logLevel,
	}
}

func requestTimeout(t *testing.T) {
	declared(t, "request_timeout", "60", "requestTimeout")
	tn := start(t, small(), set("requestTimeout", num(1)))
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/groups", Effect: zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: zoomsim.Duration(5 * time.Second)}})
	watch := stopwatch()
	_, err := tn.conn.Search(t.Context(), &shared.Query{Class: group})
	if e := wantError(t, err, shared.ErrConnectionFailed); !strings.Contains(e.Message, "timeout") || watch() > 4*time.Second {
		t.Errorf("after %s: %v", watch(), err)
	}
}

// A server that takes connections and says nothing never ends the TLS handshake.
func connectTimeout(t *testing.T) {
	declared(t, "connect_timeout", "10", "connectTimeout")
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	tn := start(t, small(), set("token_url", str("https://"+listener.Addr().String()+"/oauth/token")), set("connectTimeout", num(1)))
	watch := stopwatch()
	_, err = tn.conn.Search(t.Context(), &shared.Query{Class: group})
	wantError(t, err, shared.ErrConnectionFailed)
	if took := watch(); took < 900*time.Millisecond || took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// secured is an account behind TLS, with the certificate to trust.
func secured(t *testing.T) (*tenant, shared.Attribute) {
	t.Helper()
	o := small()
	o.TLS = true
	tn := simulate(t, o)
	return tn, set("ca_certificates", str(string(tn.server.CACertificate())))
}

// tunnel is a proxy that refuses all tunnels and notes who wanted one, which is
// what tells that requests go through it, and with which credentials.
type tunnel struct {
	mu            sync.Mutex
	hosts, logins []string
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hosts = append(p.hosts, r.Method+" "+r.Host)
	p.logins = append(p.logins, r.Header.Get("Proxy-Authorization"))
	w.WriteHeader(http.StatusBadGateway)
}

func newTunnel(t *testing.T) (*tunnel, shared.Attribute) {
	t.Helper()
	p := &tunnel{}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return p, set("proxy", str(server.URL))
}

func proxied(t *testing.T) {
	declared(t, "proxy", "")
	tn, trust := secured(t)
	p, address := newTunnel(t)
	tn.conn = tn.connect(trust, address)
	_, err := tn.conn.Search(t.Context(), &shared.Query{Class: group})
	wantError(t, err, shared.ErrConnectionFailed)
	target, err := url.Parse(tn.server.TokenURL)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.hosts, []string{"CONNECT " + target.Host}) || p.logins[0] != "" {
		t.Errorf("the proxy saw %v with %q", p.hosts, p.logins)
	}
	if n := tn.total(); n != 0 {
		t.Errorf("%d requests went around the proxy", n)
	}
	tn.faulty(tn.config(set("proxy", str("http://user:canary@proxy:3128"))), "proxy")
}

// Name and password reach the proxy; neither goes without the other.
func proxyCredential(name, alias string) func(t *testing.T) {
	return func(t *testing.T) {
		declared(t, name, "", alias)
		tn, trust := secured(t)
		p, address := newTunnel(t)
		login := shared.Attributes{set("proxy_username", str("us er")), set("proxy_password", str("canary:pass"))}
		at := slices.IndexFunc(login, func(a shared.Attribute) bool { return a.Name == name })
		tn.faulty(tn.config(address, login[at]), login[1-at].Name)
		login[at].Name = alias
		tn.conn = tn.connect(append(login, trust, address)...)
		_, err := tn.conn.Search(t.Context(), &shared.Query{Class: group})
		if e := wantError(t, err, shared.ErrConnectionFailed); strings.Contains(e.Error(), "canary") {
			t.Errorf("the password is shown: %v", err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if want := "Basic " + base64.StdEncoding.EncodeToString([]byte("us er:canary:pass")); len(p.logins) == 0 || p.logins[0] != want {
			t.Errorf("the proxy saw %q", p.logins)
		}
	}
}

// Only the connection that was given the authority trusts it.
func caCertificates(t *testing.T) {
	declared(t, "ca_certificates", "", "caCertificates")
	tn, trust := secured(t)
	tn.conn = tn.connect(shared.NewAttribute("caCertificates", str(trust.Values.String())))
	tn.search(&shared.Query{Class: group})
	_, err := tn.connect().Search(t.Context(), &shared.Query{Class: group})
	if e := wantError(t, err, shared.ErrConnectionFailed); !strings.Contains(e.Message, "certificate") {
		t.Errorf("without it: %v", err)
	}
	tn.faulty(tn.config(set("ca_certificates", str("no certificate"))), "ca_certificates")
}

// logged is a log to look into.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// The level of a connection makes its log shorter than the process's, whose end
// is waited for: until then records may be on their way.
func logLevel(t *testing.T) {
	declared(t, "log_level", "", "logLevel")
	for level, logs := range map[string]bool{"": true, "debug": true, "info": false, "error": false} {
		t.Run("level "+level, func(t *testing.T) {
			t.Parallel()
			var out logged
			p, err := host.Launch(t.Context(), host.Spec{Path: binary, Logger: hclog.New(&hclog.LoggerOptions{Level: hclog.Debug, Output: &out})})
			if err != nil {
				t.Fatal(err)
			}
			tn := simulate(t, small())
			config := tn.config()
			if level != "" {
				config = append(config, set("logLevel", str(level)))
			}
			conn, err := p.Connect(t.Context(), config)
			if err == nil {
				_, err = conn.Test(t.Context(), &shared.TestRequest{})
			}
			if err != nil {
				t.Error(err)
			}
			if err := p.Stop(t.Context()); err != nil {
				t.Error(err)
			}
			if got := strings.Contains(out.String(), "zoom request"); got != logs {
				t.Errorf("requests are logged: %v, want %v", got, logs)
			}
			if strings.Contains(out.String(), tn.server.ClientSecret) {
				t.Error("the client secret is logged")
			}
		})
	}
}
