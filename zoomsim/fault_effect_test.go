package zoomsim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// faultyServer is a server with one fault on POST /groups, and what that call
// gives a client over a real connection.
func faultyServer(t *testing.T, o zoomsim.Options, effect zoomsim.Effect) (*zoomsim.Server, answer, error) {
	t.Helper()
	o.Faults = []zoomsim.Fault{{Method: http.MethodPost, Route: "/groups", MinFires: 1, Effect: effect}}
	s, hc := start(t, o)
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if o.TLS {
		trust(t, s, hc)
	}
	c := &client{t: t, sim: s.Sim()}
	c.login()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.ServiceURL+"/groups", strings.NewReader(`{"name":"Made"}`))
	if err != nil {
		t.Fatal(err)
	}
	bearer(c.token)(r)
	w, err := hc.Do(r)
	if err == nil {
		defer w.Body.Close()
		var text []byte
		text, err = io.ReadAll(w.Body)
		if checkErr := s.Sim().CheckFaults(); checkErr != nil {
			t.Error(checkErr)
		}
		return s, answer{w.StatusCode, w.Header, string(text)}, err
	}
	return s, answer{}, err
}

func TestFaultEffects(t *testing.T) {
	t.Parallel()
	const page = "<html>"
	for name, tc := range map[string]struct {
		effect  zoomsim.Effect
		status  int // 0: the connection is closed before a status
		content string
		text    func(string) bool
		broken  bool // reading the body fails
		made    bool // the group exists afterwards
		logged  int  // status in the record
	}{
		"answer": {
			effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 500, Code: 7, Message: "Oops."}, status: 500, logged: 500,
			content: "application/json;charset=UTF-8", text: is(`{"code":7,"message":"Oops."}`),
		},
		"answer after the effect": {
			effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 504, Applied: true}, status: 504, logged: 504, text: is(""), made: true,
		},
		"raw answer": {
			effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: "null", Headers: map[string]string{"content-type": "text/plain", "X-A": "b"}},
			status: 200, logged: 200, content: "text/plain", text: is("null"),
		},
		"delay":            {effect: zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: 1}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: json1, made: true},
		"cut before":       {effect: zoomsim.Effect{Kind: zoomsim.EffectCut}, broken: true},
		"cut after":        {effect: zoomsim.Effect{Kind: zoomsim.EffectCut, Applied: true}, broken: true, made: true},
		"truncated":        {effect: zoomsim.Effect{Kind: zoomsim.EffectTruncate, Bytes: 9}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: ofLength(9), made: true},
		"truncated, half":  {effect: zoomsim.Effect{Kind: zoomsim.EffectTruncate}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: noJSON, made: true},
		"truncated, none":  {effect: zoomsim.Effect{Kind: zoomsim.EffectTruncate, Bytes: 9999}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: json1, made: true},
		"cut in the body":  {effect: zoomsim.Effect{Kind: zoomsim.EffectCutBody, Bytes: 5}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: ofLength(5), broken: true, made: true},
		"HTML":             {effect: zoomsim.Effect{Kind: zoomsim.EffectHTML}, status: 502, logged: 502, content: "text/html; charset=utf-8", text: starts(page)},
		"HTML with 200":    {effect: zoomsim.Effect{Kind: zoomsim.EffectHTML, Status: 200, Body: "<p>", Applied: true}, status: 200, logged: 200, content: "text/html; charset=utf-8", text: is("<p>"), made: true},
		"empty":            {effect: zoomsim.Effect{Kind: zoomsim.EffectEmpty}, status: 200, logged: 200, text: is("")},
		"empty, applied":   {effect: zoomsim.Effect{Kind: zoomsim.EffectEmpty, Applied: true}, status: 201, logged: 201, text: is(""), made: true},
		"drip":             {effect: zoomsim.Effect{Kind: zoomsim.EffectDrip, Bytes: 10, Interval: 1}, status: 201, logged: 201, content: "application/json;charset=UTF-8", text: json1, made: true},
		"redirect":         {effect: zoomsim.Effect{Kind: zoomsim.EffectRedirect, Location: "/elsewhere"}, status: 302, logged: 302, text: is("")},
		"redirect for 307": {effect: zoomsim.Effect{Kind: zoomsim.EffectRedirect, Status: 307, Location: "https://x.example/"}, status: 307, logged: 307, text: is("")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, a, err := faultyServer(t, zoomsim.Options{}, tc.effect)
			if (err != nil) != tc.broken {
				t.Errorf("error %v, want one: %t", err, tc.broken)
			}
			if tc.status != a.status || tc.status != 0 && (a.header.Get("Content-Type") != tc.content || !tc.text(a.text)) {
				t.Errorf("answer %d %q %q, want %d %q", a.status, a.header, a.text, tc.status, tc.content)
			}
			if tc.status != 0 && (a.header.Get("Location") != tc.effect.Location || a.header.Get("X-A") != tc.effect.Headers["X-A"] || a.header.Get("X-Zm-Trackingid") == "") {
				t.Errorf("headers %v", a.header)
			}
			c := &client{t: t, sim: s.Sim()}
			requests := s.Sim().Requests()
			c.login()
			if made := len(c.list("/groups", "groups")) == 1; made != tc.made {
				t.Errorf("the group was made: %t, want %t", made, tc.made)
			}
			if last := requests[len(requests)-1]; last.Status != tc.logged || last.Template != "/groups" {
				t.Errorf("recorded %+v, want status %d", last, tc.logged)
			}
		})
	}
}

func is(want string) func(string) bool { return func(text string) bool { return text == want } }
func starts(want string) func(string) bool {
	return func(text string) bool { return strings.HasPrefix(text, want) }
}
func ofLength(n int) func(string) bool { return func(text string) bool { return len(text) == n } }
func json1(text string) bool           { return json.Valid([]byte(text)) }
func noJSON(text string) bool          { return text != "" && !json.Valid([]byte(text)) }

// TestFaultOnToken: the token endpoint is an operation like the others.
func TestFaultOnToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	setFaults(t, c.sim, zoomsim.Fault{Route: "/oauth/token", Times: 1, Effect: unavailable()})
	if a := c.serve(tokenRequest(c.sim, nil)); a.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", a.status)
	}
	c.login()
}

// TestFaultDelay: a caller who gives up ends the wait, and only an effect that
// comes first has happened then.
func TestFaultDelay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		effect zoomsim.Effect
		limit  time.Duration
		took   time.Duration
		status int
		made   bool
	}{
		"waited for":     {zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: zoomsim.Duration(time.Second)}, time.Minute, time.Second, 201, true},
		"given up":       {zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: zoomsim.Duration(time.Hour)}, time.Minute, time.Minute, 0, false},
		"given up after": {zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: zoomsim.Duration(time.Hour), Applied: true}, time.Minute, time.Minute, 0, true},
		"then an answer": {zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 503, Delay: zoomsim.Duration(time.Second)}, time.Minute, time.Second, 503, false},
		"slow drip":      {zoomsim.Effect{Kind: zoomsim.EffectDrip, Bytes: 20, Interval: zoomsim.Duration(time.Second)}, time.Minute, 3 * time.Second, 201, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, zoomsim.Options{})
				setFaults(t, c.sim, zoomsim.Fault{Method: http.MethodPost, Effect: tc.effect})
				c.sim.ResetRecord()
				ctx, cancel := context.WithTimeout(t.Context(), tc.limit)
				defer cancel()
				r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v2/groups", strings.NewReader(`{"name":"Made"}`))
				bearer(c.token)(r)
				start := time.Now()
				c.sim.ServeHTTP(httptest.NewRecorder(), r)
				if took := time.Since(start); took != tc.took {
					t.Errorf("took %s, want %s", took, tc.took)
				}
				if got := c.sim.Requests(); len(got) != 1 || got[0].Status != tc.status {
					t.Errorf("recorded %+v, want status %d", got, tc.status)
				}
				if made := len(c.list("/groups", "groups")) == 1; made != tc.made {
					t.Errorf("the group was made: %t, want %t", made, tc.made)
				}
			})
		})
	}
}

// TestFaultDelayNoticesTheClient: over a connection, a client that goes ends
// the wait even when nobody has read the body it sent.
func TestFaultDelayNoticesTheClient(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{Faults: []zoomsim.Fault{{
		Method: http.MethodPost, Route: "/groups", Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 500, Delay: zoomsim.Duration(time.Hour)},
	}}})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for s.Sim().Stats().InFlightMax == 0 {
			runtime.Gosched() // Nothing tells when a request is in work.
		}
		cancel()
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.ServiceURL+"/groups", strings.NewReader(`{"name":"Made"}`))
	if err != nil {
		t.Fatal(err)
	}
	if w, err := hc.Do(r); !errors.Is(err, context.Canceled) {
		w.Body.Close()
		t.Fatalf("error %v", err)
	}
	// Closing the server waits for the request, and so shows that it has ended.
}

func TestFaultsOverTLS(t *testing.T) {
	t.Parallel()
	for name, effect := range map[string]zoomsim.Effect{
		"cut":         {Kind: zoomsim.EffectCut, Applied: true},
		"cut in body": {Kind: zoomsim.EffectCutBody, Bytes: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, a, err := faultyServer(t, zoomsim.Options{TLS: true}, effect); err == nil {
				t.Errorf("the answer is whole: %+v", a)
			}
		})
	}
}

// deadlines is a connection that notes the time limits set on it.
type deadlines struct {
	*httptest.ResponseRecorder
	set []string
	err error
}

func (d *deadlines) SetReadDeadline(at time.Time) error {
	d.set = append(d.set, "read "+at.Format(time.RFC3339))
	return d.err
}

func (d *deadlines) SetWriteDeadline(at time.Time) error {
	d.set = append(d.set, "write "+at.Format(time.RFC3339))
	return d.err
}

// TestFaultLiftsTimeLimits: a server's limits on a request must not end a
// fault that is meant to last longer.
func TestFaultLiftsTimeLimits(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	setFaults(t, c.sim, zoomsim.Fault{Effect: zoomsim.Effect{Kind: zoomsim.EffectDelay, Delay: 1}})
	for name, tc := range map[string]struct {
		err    error
		status int
		set    []string
	}{
		"lifted": {nil, http.StatusOK, []string{"read 0001-01-01T00:00:00Z", "write 0001-01-01T00:00:00Z"}},
		"broken": {errors.New("broken"), http.StatusInternalServerError, []string{"read 0001-01-01T00:00:00Z"}},
	} {
		w := &deadlines{ResponseRecorder: httptest.NewRecorder(), err: tc.err}
		r := httptest.NewRequest(http.MethodGet, "/v2/users", http.NoBody)
		bearer(c.token)(r)
		c.sim.ServeHTTP(w, r)
		if diff := cmp.Diff(tc.set, w.set); diff != "" || w.Code != tc.status {
			t.Errorf("%s: status %d %s, limits (-want +got):\n%s", name, w.Code, w.Body, diff)
		}
	}
}

// TestFaultKeepsBodies: looking into a body changes nothing about it.
func TestFaultKeepsBodies(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	setFaults(t, c.sim, zoomsim.Fault{Contains: "nowhere", PerRequest: true, Effect: unavailable()})
	c.must(http.StatusCreated, http.MethodPost, "/groups", `{"name":"One"}`)
	c.do(http.MethodPost, "/groups", `{"name":"`+strings.Repeat("x", 2<<20)+`"}`).refusal(t, http.StatusBadRequest, 300, "valid JSON")
	r := httptest.NewRequest(http.MethodPost, "/v2/groups", io.MultiReader(strings.NewReader(`{"name":"Two"`), iotest.ErrReader(errors.New("gone"))))
	bearer(c.token)(r)
	w := httptest.NewRecorder()
	c.sim.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("a body cut short: %d %s", w.Code, w.Body)
	}
	if n := len(c.list("/groups", "groups")); n != 1 {
		t.Errorf("%d groups, want 1", n)
	}
}
