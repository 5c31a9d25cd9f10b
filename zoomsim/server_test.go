package zoomsim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(suite{m}) }

func start(t *testing.T, o zoomsim.Options) (*zoomsim.Server, *http.Client) {
	t.Helper()
	s, err := zoomsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if at, err := url.Parse(s.ServiceURL); err == nil {
		servers.Store(at.Host, s.Sim())
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s, &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

// send sends a request over the network.
func send(t *testing.T, hc *http.Client, method, at, body string, change func(*http.Request)) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, at, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	fires := firesAt(r)
	w, err := hc.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{w.StatusCode, w.Header, string(text)}
	if firesAt(r) == fires {
		checkExchange(t, exchange{r, body, a})
	}
	return a
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func TestServer(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{Users: 3, Seed: 9})
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {s.AccountID}}
	a := send(t, hc, http.MethodPost, s.TokenURL, form.Encode(), func(r *http.Request) {
		r.SetBasicAuth(s.ClientID, s.ClientSecret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
	token := a.object(t)["access_token"].(string)
	if got := a.object(t)["api_url"]; got != strings.TrimSuffix(s.ServiceURL, "/v2") {
		t.Errorf("api_url %v, service URL %s", got, s.ServiceURL)
	}
	a = send(t, hc, http.MethodGet, s.ServiceURL+"/users", "", bearer(token))
	if got := a.object(t)["total_records"]; got != 3.0 {
		t.Errorf("total_records %v, want 3: %s", got, a.text)
	}
	if got := s.Sim().Stats().Requests["GET /users"]; got != 1 {
		t.Errorf("GET /users counted %d times", got)
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{Users: 10, PendingShare: 0.5})
	c := &client{t: t, sim: s.Sim()}
	c.login()
	email := c.first("pending", nil)["email"].(string)
	c.sim.ResetRecord()
	c.get("/users")
	control := func(method, at string) answer {
		return send(t, hc, method, s.ControlURL+at, "", bearer(s.ControlToken))
	}
	var stats zoomsim.Stats
	if err := json.Unmarshal([]byte(control(http.MethodGet, "/stats").text), &stats); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(zoomsim.Stats{Requests: map[string]int64{"GET /users": 1}, Labels: map[zoomsim.Label]int64{zoomsim.Medium: 1}, InFlightMax: 1}, stats, cmpopts.IgnoreFields(zoomsim.Stats{}, "Spans")); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	for _, tc := range []struct {
		method, at string
		status     int
	}{
		{http.MethodPost, "/reset", 204},
		{http.MethodPost, "/users/" + url.PathEscape(email) + "/activate", 200},
		{http.MethodPost, "/users/" + url.PathEscape(email) + "/activate", 409},
		{http.MethodPost, "/users/nobody@example.com/activate", 404},
		{http.MethodGet, "/reset", 404},
		{http.MethodGet, "/nothing", 404},
		{http.MethodGet, "/", 404},
	} {
		if a := control(tc.method, tc.at); a.status != tc.status {
			t.Errorf("%s %s: %d %s, want %d", tc.method, tc.at, a.status, a.text, tc.status)
		}
	}
	if got := c.get(path("users", email))["status"]; got != "active" {
		t.Errorf("status %v after activation", got)
	}
	if got := c.sim.Stats().Requests["GET /users"]; got != 0 {
		t.Errorf("counter %d after a reset", got)
	}
}

func TestControlIsGuarded(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{Seed: 1})
	same := strings.TrimSuffix(s.ControlURL, "/control")
	for name, tc := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"good":           {nil, 200},
		"same origin":    {func(r *http.Request) { r.Header.Set("Origin", same) }, 200},
		"localhost":      {func(r *http.Request) { r.Host = "localhost:1234" }, 200},
		"no token":       {func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		"wrong token":    {bearer("wrong"), 401},
		"API secret":     {bearer(s.ClientSecret), 401},
		"other origin":   {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"null origin":    {func(r *http.Request) { r.Header.Set("Origin", "null") }, 403},
		"rebound host":   {func(r *http.Request) { r.Host = "evil.example" }, 403},
		"look-alike":     {func(r *http.Request) { r.Host = "127.0.0.1.evil.example:80" }, 403},
		"other loopback": {func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := send(t, hc, http.MethodGet, s.ControlURL+"/stats", "", func(r *http.Request) {
				bearer(s.ControlToken)(r)
				if tc.change != nil {
					tc.change(r)
				}
			})
			if a.status != tc.status {
				t.Errorf("%d %s, want %d", a.status, a.text, tc.status)
			}
			if strings.Contains(a.text, s.ControlToken) {
				t.Error("the answer holds the token")
			}
		})
	}
}

func TestControlTokens(t *testing.T) {
	t.Parallel()
	one, _ := start(t, zoomsim.Options{})
	two, _ := start(t, zoomsim.Options{})
	set, _ := start(t, zoomsim.Options{ControlToken: "given"})
	if one.ControlToken == two.ControlToken || len(one.ControlToken) < 16 || set.ControlToken != "given" {
		t.Errorf("control tokens of %d characters, equal: %t; given one: %q", len(one.ControlToken), one.ControlToken == two.ControlToken, set.ControlToken)
	}
}

func TestStartRefusals(t *testing.T) {
	t.Parallel()
	taken, _ := start(t, zoomsim.Options{})
	for name, listen := range map[string]string{
		"every interface": ":0",
		"any address":     "0.0.0.0:0",
		"public address":  "192.0.2.1:0",
		"name":            "example.com:80",
		"no port":         "127.0.0.1",
		"taken":           strings.TrimPrefix(strings.TrimSuffix(taken.ServiceURL, "/v2"), "http://"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := zoomsim.Start(t.Context(), zoomsim.Options{Listen: listen})
			if err == nil {
				t.Errorf("listens on %s", s.ServiceURL)
				if err := s.Close(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestCloseCutsOffSlowRequests(t *testing.T) {
	t.Parallel()
	s, err := zoomsim.Start(t.Context(), zoomsim.Options{Latency: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	failed := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, s.ServiceURL+"/users", http.NoBody)
		if err == nil {
			var w *http.Response
			if w, err = (&http.Client{Transport: transport}).Do(r); err == nil {
				err = errors.Join(errors.New("answered"), w.Body.Close())
			}
		}
		failed <- err
	}()
	// The request is in work as soon as it is counted.
	for s.Sim().Stats().InFlightMax == 0 {
		select {
		case err := <-failed:
			t.Fatal(err)
		default:
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v, want the deadline", err)
	}
	if err := <-failed; err == nil || err.Error() == "answered" {
		t.Errorf("the request in work ended with %v", err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Errorf("second close: %v", err)
	}
}
