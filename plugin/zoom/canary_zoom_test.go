package main_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// listener is a simulated account that notes the credentials it is sent.
type listener struct {
	*tenant
	canaries *canaries
	trust    shared.Attribute // Set by TLS.

	mu           sync.Mutex
	basic, token string
	// created and changed tell whether the passwords were sent.
	created, changed bool
}

// listen makes an account whose client secret is a canary.
func listen(t *testing.T, w *watched, secure bool) *listener {
	t.Helper()
	sim, err := zoomsim.New(zoomsim.Options{Seed: 3, Users: 2, Groups: 1, Credentials: zoomsim.Credentials{ClientSecret: canaryClient}})
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{canaries: &w.canaries}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := l.note(r); err != nil {
			t.Error(err)
		}
		sim.ServeHTTP(w, r)
	})
	server := httptest.NewUnstartedServer(handler)
	if secure {
		server.StartTLS()
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		l.trust = set("ca_certificates", str(string(certificate)))
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	credentials := sim.Credentials()
	l.tenant = &tenant{t: t, sim: sim, server: &zoomsim.Server{
		ServiceURL: server.URL + "/v2", TokenURL: server.URL + "/oauth/token",
		AccountID: credentials.AccountID, ClientID: credentials.ClientID, ClientSecret: credentials.ClientSecret,
	}}
	return l
}

// note keeps credentials and has them looked for, and sees which passwords were
// sent.
func (l *listener) note(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	l.mu.Lock()
	defer l.mu.Unlock()
	kind, credentials, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch kind {
	case "Bearer":
		l.token = credentials
	case "Basic":
		l.basic = credentials
	}
	l.canaries.add(credentials)
	l.created = l.created || bytes.Contains(body, []byte("Passw0Canary8Word"))
	l.changed = l.changed || bytes.Contains(body, []byte("Chang3Canary9Word"))
	return nil
}

// toldPasswords checks that both passwords were sent.
func (l *listener) toldPasswords() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.created || !l.changed {
		l.t.Errorf("passwords were sent: at create %v, at update %v", l.created, l.changed)
	}
}

// secrets are those that the connector sends with every request, known from
// the first request on.
func (l *listener) secrets() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.basic == "" || l.token == "" {
		l.t.Error("no credentials were sent, so that it proves nothing")
	}
	return []string{canaryClient, l.basic, l.token}
}

// traced is the configuration of a connection that logs all it can.
func (l *listener) traced(more ...shared.Attribute) shared.Attributes {
	return l.config(append(more, set("log_level", str("trace")))...)
}

// tunneller is a proxy that wants a password, and lets through who has it. When
// told what to answer, it does that instead.
type tunneller struct {
	answer func(w http.ResponseWriter, said string)

	mu   sync.Mutex
	said string
}

// through is the configuration of a proxy.
func (p *tunneller) through(t *testing.T) []shared.Attribute {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return []shared.Attribute{set("proxy", str(server.URL)), set("proxy_username", str("ann")), set("proxy_password", secret(canaryProxy))}
}

// ServeHTTP serves CONNECT.
func (p *tunneller) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.said = r.Header.Get("Proxy-Authorization")
	p.mu.Unlock()
	if p.answer != nil {
		p.answer(w, p.said)
		return
	}
	upstream, err := new(net.Dialer).DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		http.Error(w, "no such place", http.StatusBadGateway)
		return
	}
	defer upstream.Close()
	w.WriteHeader(http.StatusOK)
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		// Whoever closes first ends both directions.
		_, _ = io.Copy(upstream, buffered)
		_ = upstream.Close()
	}()
	_, _ = io.Copy(conn, upstream)
}

// everything calls every operation and shows what comes of it.
func everything(ctx context.Context, conn shared.FullConnection, out *logged, uid, unique string) {
	report, err := conn.Test(ctx, nil)
	out.show(report, err)
	schema, err := conn.Schema(ctx)
	out.show(schema, err)
	for _, class := range []string{user, group, role} {
		obj, err := conn.Get(ctx, &shared.GetRequest{Class: class, UID: uid})
		out.show(obj, err)
		objs, page, err := searchAll(ctx, conn, &shared.Query{Class: class, PageSize: 2})
		out.show(objs, page, err)
	}
	writes(ctx, conn, out, uid, unique)
	gone, err := conn.Delete(ctx, &shared.DeleteRequest{Class: user, UID: uid})
	out.show(gone, err)
}

// writes sends passwords at create and at update, in ways that Zoom and the
// connector take, and in ways that they do not.
func writes(ctx context.Context, conn shared.FullConnection, out *logged, uid, unique string) {
	password := set("password", secret(canaryPassword))
	for _, request := range []shared.CreateRequest{
		{Options: auto(), Attributes: shared.Attributes{set("email", str(unique+"@example.com")), password, set("dept", str("x"))}},
		{Options: shared.Attributes{set("create_action", str("ssoCreate"))}, Attributes: shared.Attributes{set("email", str("sso-"+unique+"@example.com")), password}},
		{Options: auto(), Attributes: shared.Attributes{set("email", str(unique)), password, set("first_name", secret(canaryPassword))}},
		{Options: auto(), Attributes: shared.Attributes{password, password}},
	} {
		request.Class = user
		made, err := conn.Create(ctx, &request)
		out.show(made, err)
	}
	changed := shared.ReplaceDelta("password", secret(canaryChanged))
	for _, deltas := range [][]shared.AttributeDelta{
		{changed},
		{changed, shared.ReplaceDelta("dept", str(unique)), shared.ReplaceDelta("job_title", str(unique))},
		{shared.ReplaceDelta("first_name", secret(canaryChanged))},
		{shared.AddDelta("password", secret(canaryChanged))},
		{shared.ReplaceDelta("password", secret(canaryChanged), secret(canaryPassword))},
	} {
		result, err := conn.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: deltas})
		out.show(result, err)
	}
}
