package zoomimpl_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Secrets to be looked for. Their cores are letters and digits alone, which no
// escaping changes; what is around them takes on another form in URLs and JSON.
const (
	canaryClient   = `Client0Canary7Secret` // Zoom's have nothing else in them.
	canaryPassword = `A1"+/Passw0Canary8Word`
	canaryChanged  = `A1"+/Chang3Canary9Word`
	canaryProxy    = `+"&Proxy0Canary4Secret/`
)

// cores are the parts of the secrets that no escaping changes.
func cores() []string {
	return []string{"Client0Canary7Secret", "Passw0Canary8Word", "Chang3Canary9Word", "Proxy0Canary4Secret"}
}

// leaks are the cores that stand in a text, plain or encoded.
func leaks(text string, cores ...string) []string {
	var out []string
	lower := strings.ToLower(text)
	for _, core := range cores {
		forms := map[string]bool{"plain": strings.Contains(text, core), "hex": strings.Contains(lower, hex.EncodeToString([]byte(core)))}
		for shift := range 3 {
			// Whatever stands before it, the middle of the core is encoded in one of three ways.
			for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				whole := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + core))
				forms["base64"] = forms["base64"] || strings.Contains(text, whole[4:len(whole)-3])
			}
		}
		for form, found := range forms {
			if found {
				out = append(out, core+" ("+form+")")
			}
		}
	}
	slices.Sort(out)
	return out
}

// The search itself finds what it has to.
func TestLeaksAreFound(t *testing.T) {
	t.Parallel()
	const secret, core = canaryProxy, "Proxy0Canary4Secret"
	quoted, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range append(forms(secret), secret, string(quoted), basic("id", secret), basic("client", secret), basic("x y", secret), strconv.Quote(secret)) {
		if len(leaks("a"+form+"b", cores()...)) == 0 {
			t.Errorf("%s is not found", form)
		}
	}
	if found := leaks("nothing of Proxy0Canary", core); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// forms are the ways in which somebody may write a secret.
func forms(secret string) []string {
	quoted := strconv.Quote(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), quoted[1 : len(quoted)-1], hex.EncodeToString([]byte(secret)),
		strings.ToUpper(hex.EncodeToString([]byte(secret))),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// shown collects what people may get to see.
type shown struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *shown) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.buf.Reset()
	return s.buf.String()
}

// show writes everything that an error tells.
func (s *shown) show(results ...any) {
	for _, x := range results {
		_, _ = fmt.Fprintf(s, "%v\n%+v\n%#v\n", x, x, x)
		err, ok := x.(error)
		if !ok {
			continue
		}
		for inner := err; inner != nil; inner = errors.Unwrap(inner) {
			_, _ = fmt.Fprintf(s, "%v\n%+v\n", inner, inner)
		}
		if partial, ok := errors.AsType[*shared.WriteError](err); ok {
			_, _ = fmt.Fprintf(s, "%+v %+v %+v\n", *partial, partial.Result, partial.Remaining)
			for _, n := range partial.Result.NotApplied {
				_, _ = fmt.Fprintf(s, "%+v\n", *n.Reason)
			}
		}
		_, _ = fmt.Fprintf(s, "%+v\n", *shared.AsError(err))
	}
}

func secretOf(s string) shared.Value { return shared.SecretValue(shared.NewSecret(s)) }

// everything calls every operation and shows what comes of it.
func everything(ctx context.Context, conn shared.FullConnection, out *shown, uid, unique string) {
	report, err := conn.Test(ctx, nil)
	out.show(report, err)
	for _, class := range []string{user, group, role} {
		obj, err := conn.Get(ctx, &shared.GetRequest{Class: class, UID: uid})
		out.show(obj, err)
		objs, page, err := searchAll(ctx, conn, &shared.Query{Class: class, PageSize: 2})
		out.show(objs, page, err)
	}
	made, err := conn.Create(ctx, &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str(unique+"@example.com")), set("password", secretOf(canaryPassword)), set("dept", str("x")),
	}})
	out.show(made, err)
	made, err = conn.Create(ctx, &shared.CreateRequest{Class: user, Options: shared.Attributes{set("create_action", str("ssoCreate"))}, Attributes: shared.Attributes{
		set("email", str("sso-"+unique+"@example.com")), set("password", secretOf(canaryPassword)),
	}})
	out.show(made, err)
	made, err = conn.Create(ctx, &shared.CreateRequest{Class: group, Attributes: shared.Attributes{set("name", str(unique)), set("members", userRef(uid))}})
	out.show(made, err)
	for _, deltas := range [][]shared.AttributeDelta{
		{shared.ReplaceDelta("password", secretOf(canaryChanged))},
		{shared.ReplaceDelta("password", secretOf(canaryChanged)), shared.ReplaceDelta("dept", str(unique))},
		{shared.ReplaceDelta("password", secretOf("short")), shared.ReplaceDelta("first_name", secretOf(canaryChanged))},
		{shared.AddDelta("password", secretOf(canaryChanged))},
		{shared.ReplaceDelta("password", secretOf(canaryChanged), secretOf(canaryPassword))},
	} {
		changed, err := conn.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: deltas})
		out.show(changed, err)
	}
	objs, _, err := searchAll(ctx, conn, &shared.Query{Class: user, Filter: passwordFilter()})
	out.show(objs, err)
	gone, err := conn.Delete(ctx, &shared.DeleteRequest{Class: user, UID: uid})
	out.show(gone, err)
}

// canaryOptions make the simulated account.
func canaryOptions() zoomsim.Options {
	return zoomsim.Options{Seed: 3, Users: 2, Groups: 1, Credentials: zoomsim.Credentials{ClientSecret: canaryClient}}
}

// Secrets are in no log line at trace level, no error and no result, whatever
// Zoom, or who stands in its place, answers.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	modes := []string{"ok"}
	for how := range echoModes() {
		modes = append(modes, "api "+how, "writes "+how, "token "+how)
	}
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			sim, err := zoomsim.New(canaryOptions())
			if err != nil {
				t.Fatal(err)
			}
			zoom := &echo{sim: sim}
			server := httptest.NewServer(zoom)
			t.Cleanup(server.Close)
			credentials := sim.Credentials()
			tn := &tenant{t: t, sim: sim, server: &zoomsim.Server{
				ServiceURL: server.URL + "/v2", TokenURL: server.URL + "/oauth/token",
				AccountID: credentials.AccountID, ClientID: credentials.ClientID, ClientSecret: credentials.ClientSecret,
			}}
			var out shown
			logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &out})
			connector := adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger}), logger)
			tn.conn = tn.open(connector, set("log_level", str("trace")))
			uid := tn.active("ann@example.com", set("password", secretOf(canaryPassword)))
			if strings.HasPrefix(mode, "token") {
				tn.conn = tn.open(connector, set("scope", str("user:read:admin"))) // With no token yet.
			}
			zoom.setMode(mode)
			everything(t.Context(), tn.conn, &out, uid, "new")
			text := out.take()
			if !strings.Contains(text, "zoom request") {
				t.Error("the log has no requests, so that it proves nothing")
			}
			for _, found := range leaks(text, append(cores(), zoom.token)...) {
				t.Errorf("%s was shown", found)
			}
			if zoom.token == "" || zoom.basic == "" {
				t.Error("Zoom knows nothing, so that it proves nothing")
			}
			for line := range strings.Lines(text) {
				if found := leaks(line, append(cores(), zoom.token)...); len(found) > 0 {
					t.Log(found, clipped(line))
				}
			}
		})
	}
}

// passwordFilter asks for a secret, which no search does.
func passwordFilter() shared.Filter { return filter.Eq("password", secretOf(canaryPassword)) }

// Secrets stay secret when the connector fails without an answer of Zoom.
func TestSecretsStaySecretInFailures(t *testing.T) {
	t.Parallel()
	tn := start(t, canaryOptions())
	uid := tn.active("ann@example.com")
	tests := map[string]struct {
		transport http.RoundTripper
		config    []shared.Attribute
		want      string // of the log or the errors
	}{
		"wrong secret": {nil, []shared.Attribute{set("client_secret", secretOf(canaryProxy))}, "invalid_client"},
		"panic":        {panicking(func() any { return "with " + canaryClient }), nil, "panic in the connector"},
		"panic with error": {
			panicking(func() any { return fmt.Errorf("%w: %s", errLost, canaryClient) }), nil, "panic in the connector",
		},
		"transport error": {
			failing(func(r *http.Request) error { return fmt.Errorf("cannot send %q", r.Header) }), nil, "cannot send",
		},
		"proxy": {nil, proxied(t, func(w http.ResponseWriter, all string) {
			w.Header().Set("Proxy-Authenticate", all)
			http.Error(w, all, http.StatusProxyAuthRequired)
		}), "Proxy Authentication Required"},
		"proxy status":  {nil, proxied(t, rawAnswer("HTTP/1.1 407 %s\r\n\r\n")), "connection failed"},
		"no proxy":      {nil, proxied(t, rawAnswer("%s\r\n\r\n")), "malformed"},
		"proxy, header": {nil, proxied(t, rawAnswer("HTTP/1.1 200 OK\r\n%s\r\n\r\n")), "malformed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out shown
			logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &out})
			connector := adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger, Transport: test.transport}), logger)
			// Its cleanups come before those of the simulator.
			mine := &tenant{t: t, sim: tn.sim, server: tn.server}
			everything(t.Context(), mine.open(connector, test.config...), &out, uid, "new")
			text := out.take()
			if !strings.Contains(text, test.want) {
				t.Errorf("no %q in\n%s", test.want, text)
			}
			for _, found := range leaks(text, cores()...) {
				t.Errorf("%s was shown in\n%s", found, text)
			}
		})
	}
}

// A configuration that is wrong is refused without the secrets in it.
func TestSecretsStaySecretInConfigurations(t *testing.T) {
	t.Parallel()
	tests := map[string][]shared.Attribute{
		"wrong place":       {set("service_url", secretOf(canaryProxy))},
		"wrong type":        {set("io_error_retries", secretOf(canaryProxy)), set("deep_get", secretOf(canaryProxy)), set("rate_limits", secretOf(canaryProxy))},
		"unknown property":  {set("client_secrets", secretOf(canaryProxy))},
		"two":               {set("client_secret", secretOf(canaryProxy), secretOf(canaryClient))},
		"twice":             {set("clientSecret", secretOf(canaryProxy))},
		"proxy, no name":    {set("proxy", str("http://proxy.invalid")), set("proxy_password", secretOf(canaryProxy))},
		"control character": {set("proxy", str("http://proxy.invalid")), set("proxy_username", str("u")), set("proxy_password", secretOf(canaryProxy+"\n"))},
		"proxy of a person": {set("proxy", str("http://u:"+url.QueryEscape(canaryProxy)+"@proxy.invalid"))},
		"address":           {set("service_url", str("https://u:"+url.QueryEscape(canaryProxy)+"@api.zoom.us/v2")), set("token_url", str("://"+canaryProxy))},
		"invalid text":      {set("client_secret", secretOf(canaryProxy+"\xff"))},
		"certificates":      {set("ca_certificates", str("-----BEGIN PRIVATE KEY-----\n"+canaryProxy))},
	}
	for name, config := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out shown
			logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &out})
			connector := adapter.New(zoomimpl.New(zoomimpl.Options{Logger: logger}), logger)
			all := slices.Concat(shared.Attributes{set("account_id", str("a")), set("client_id", str("b")), set("client_secret", secretOf(canaryClient))}, config)
			err := connector.Validate(t.Context(), &shared.ValidateRequest{Config: all})
			_, failed := connector.Connect(t.Context(), &shared.ConnectRequest{Config: all})
			if err == nil || failed == nil {
				t.Fatalf("got %v, %v", err, failed)
			}
			out.show(err, failed)
			for _, found := range leaks(out.take(), cores()...) {
				t.Errorf("%s was shown: %v", found, err)
			}
		})
	}
}

// panicking is a transport with a defect.
func panicking(value func() any) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) { panic(value()) })
}

// failing is a transport whose errors say too much.
func failing(err func(*http.Request) error) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) { return nil, err(r) })
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// proxied is the configuration of a proxy that tells everybody the password.
func proxied(t *testing.T, answer func(w http.ResponseWriter, all string)) []shared.Attribute {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(w, r.Header.Get("Proxy-Authorization")+" "+strings.Join(forms(canaryProxy), " "))
	}))
	t.Cleanup(proxy.Close)
	return []shared.Attribute{
		set("proxy", str(proxy.URL)), set("proxy_username", str("ann")), set("proxy_password", secretOf(canaryProxy)),
		set("service_url", str("https://zoom.invalid/v2")), set("token_url", str("https://zoom.invalid/oauth/token")),
	}
}
