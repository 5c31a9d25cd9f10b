package zoomsim_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClient(t, zoomsim.Options{Clock: clock.Now})
	c.sim.ResetRecord()
	c.login()
	c.get("/users?page_size=1&status=active")
	c.do(http.MethodGet, "/users/a%2Fb@example.com", "")
	c.do(http.MethodDelete, "/nothing", "")
	want := []zoomsim.Request{
		{Method: "POST", Template: "/oauth/token", Path: "/oauth/token", Status: 200, At: clock.Now()},
		{Method: "GET", Template: "/users", Path: "/v2/users", Query: "page_size=1&status=active", Status: 200, Label: zoomsim.Medium, At: clock.Now()},
		{Method: "GET", Template: "/users/{userId}", Path: "/v2/users/a%2Fb@example.com", Status: 404, Label: zoomsim.Light, At: clock.Now()},
		{Method: "DELETE", Path: "/v2/nothing", Status: 404, At: clock.Now()},
	}
	if diff := cmp.Diff(want, c.sim.Requests(), cmpopts.IgnoreFields(zoomsim.Request{}, "Latency")); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	stats := zoomsim.Stats{
		Requests:    map[string]int64{"POST /oauth/token": 1, "GET /users": 1, "GET /users/{userId}": 1, "unknown": 1},
		Labels:      map[zoomsim.Label]int64{zoomsim.Light: 1, zoomsim.Medium: 1},
		InFlightMax: 1,
	}
	span := zoomsim.Span{Product: "core", First: clock.Now(), Last: clock.Now(), Answered: clock.Now()}
	medium, light := span, span
	medium.Label, light.Label = zoomsim.Medium, zoomsim.Light
	stats.Spans = map[string]zoomsim.Span{"GET /users": medium, "GET /users/{userId}": light}
	// What an answer took is by the machine's clock.
	if diff := cmp.Diff(stats, c.sim.Stats(), cmpopts.EquateApproxTime(time.Second)); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	c.sim.ResetRecord()
	if n, s := len(c.sim.Requests()), c.sim.Stats(); n != 0 || len(s.Requests) != 0 || s.InFlightMax != 0 {
		t.Errorf("after a reset: %d requests, %v", n, s)
	}
}

// TestRecordSpans: when operations were called, and for how long.
func TestRecordSpans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, zoomsim.Options{Latency: time.Second, PhoneShare: 1})
		c.login()
		c.sim.ResetRecord()
		start := time.Now()
		c.get("/phone/users")
		c.get("/users/me")
		c.get("/phone/users")
		at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
		want := map[string]zoomsim.Span{
			"GET /phone/users":    {Product: "phone", Label: zoomsim.Medium, First: at(0), Last: at(2), Answered: at(3)},
			"GET /users/{userId}": {Product: "core", Label: zoomsim.Light, First: at(1), Last: at(1), Answered: at(2)},
		}
		if diff := cmp.Diff(want, c.sim.Stats().Spans); diff != "" {
			t.Errorf("spans (-want +got):\n%s", diff)
		}
		c.sim.ResetRecord()
		if got := c.sim.Stats().Spans; len(got) != 0 {
			t.Errorf("after a reset: %v", got)
		}
	})
}

func TestRecordIsBounded(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{RecordLimit: 3})
	for _, p := range []string{"/a", "/b", "/c", "/d", "/e"} {
		c.do(http.MethodGet, p, "")
	}
	var paths []string
	for _, r := range c.sim.Requests() {
		paths = append(paths, r.Path)
	}
	if diff := cmp.Diff([]string{"/v2/c", "/v2/d", "/v2/e"}, paths); diff != "" {
		t.Errorf("paths kept (-want +got):\n%s", diff)
	}
	if n := c.sim.Stats().Requests["unknown"]; n != 5 {
		t.Errorf("%d counted, want 5", n)
	}
	c.do(http.MethodGet, "/"+strings.Repeat("x", 5000)+"?"+strings.Repeat("status=x&", 500), "")
	if last := c.sim.Requests()[2]; len(last.Path) > 512 || len(last.Query) > 512 {
		t.Errorf("recorded path of %d and query of %d bytes", len(last.Path), len(last.Query))
	}
}

func TestRecordHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{Users: 50})
	secret := c.sim.Credentials().ClientSecret
	user := c.create("autoCreate", "one@example.com", 1)
	c.do(http.MethodPut, path("users", user, "password"), `{"password":"Sesame42"}`)
	page := c.get("/users?page_size=1")["next_page_token"].(string)
	c.get("/users?page_size=1&next_page_token=" + url.QueryEscape(page))
	c.do(http.MethodGet, "/users?access_token="+c.token, "")
	c.serve(tokenRequest(c.sim, func(r *http.Request, form url.Values) {
		form.Set("client_secret", secret)
		r.URL.RawQuery = form.Encode()
	}))
	text, err := json.Marshal(c.sim.Requests())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"access token": c.token, "client secret": secret, "password": "Sesame42", "page token": page} {
		if strings.Contains(string(text), value) || strings.Contains(string(text), url.QueryEscape(value)) {
			t.Errorf("the record holds the %s: %s", name, text)
		}
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, zoomsim.Options{Latency: time.Second})
		c.sim.ResetRecord()
		start := time.Now()
		done := make(chan answer)
		for range 5 {
			go func() { done <- c.do(http.MethodGet, "/users", "") }()
		}
		for range 5 {
			if a := <-done; a.status != http.StatusOK {
				t.Errorf("answer %d", a.status)
			}
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %s, want 1s", took)
		}
		if got := c.sim.Stats().InFlightMax; got != 5 {
			t.Errorf("in flight at most %d, want 5", got)
		}
		for _, r := range c.sim.Requests() {
			if r.Latency != time.Second {
				t.Errorf("%s %s took %s by the record, want 1s", r.Method, r.Path, r.Latency)
			}
		}
	})
}

func TestLatencyEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, zoomsim.Options{Latency: time.Hour})
		c.sim.ResetRecord()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v2/groups", strings.NewReader(`{"name":"x"}`))
		r.Header.Set("Authorization", "Bearer "+c.token)
		start := time.Now()
		c.serve(r)
		if took := time.Since(start); took != time.Second {
			t.Errorf("gave up after %s, want 1s", took)
		}
		if got := c.sim.Requests(); len(got) != 1 || got[0].Status != 0 {
			t.Errorf("recorded %v, want one request without an answer", got)
		}
	})
}
