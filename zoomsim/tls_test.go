package zoomsim_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// trust makes a client accept the certificate of a server, and speak HTTP/2.
func trust(t *testing.T, s *zoomsim.Server, hc *http.Client) {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CACertificate()) {
		t.Fatalf("no certificate: %q", s.CACertificate())
	}
	transport := hc.Transport.(*http.Transport)
	transport.TLSClientConfig, transport.ForceAttemptHTTP2 = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, true
}

func TestTLS(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{TLS: true})
	trust(t, s, hc)
	for _, host := range []string{"127.0.0.1", "localhost"} {
		form := url.Values{"grant_type": {"account_credentials"}, "account_id": {s.AccountID}}
		at := strings.Replace(s.TokenURL, "127.0.0.1", host, 1)
		a := send(t, hc, http.MethodPost, at, form.Encode(), func(r *http.Request) {
			r.SetBasicAuth(s.ClientID, s.ClientSecret)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		})
		base := strings.TrimSuffix(at, "/oauth/token")
		if got := a.object(t)["api_url"]; got != base || !strings.HasPrefix(base, "https://") {
			t.Errorf("api_url %v, want %s", got, base)
		}
		a = send(t, hc, http.MethodGet, base+"/v2/users", "", bearer(a.object(t)["access_token"].(string)))
		if a.status != http.StatusOK {
			t.Errorf("GET /users: %d %s", a.status, a.text)
		}
	}
	for from, status := range map[string]int{"https": http.StatusOK, "http": http.StatusForbidden} {
		a := send(t, hc, http.MethodGet, s.ControlURL+"/stats", "", func(r *http.Request) {
			bearer(s.ControlToken)(r)
			r.Header.Set("Origin", from+"://"+r.URL.Host)
		})
		if a.status != status {
			t.Errorf("origin %s: %d %s, want %d", from, a.status, a.text, status)
		}
	}
}

func TestTLSIsForThisRun(t *testing.T) {
	t.Parallel()
	one, hc := start(t, zoomsim.Options{TLS: true, Seed: 1})
	two, _ := start(t, zoomsim.Options{TLS: true, Seed: 1})
	trust(t, two, hc)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, one.ServiceURL+"/users", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	w, err := hc.Do(r)
	if authority := (x509.UnknownAuthorityError{}); !errors.As(err, &authority) {
		t.Errorf("error %v, want an unknown authority", err)
		if err == nil {
			w.Body.Close()
		}
	}
	if plain, _ := start(t, zoomsim.Options{}); plain.CACertificate() != nil {
		t.Error("a server without TLS has a certificate")
	}
}
