package zoomsim_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// controller calls the control side of a server.
type controller struct {
	t  *testing.T
	s  *zoomsim.Server
	hc *http.Client
}

func (c controller) do(status int, method, at, body string) answer {
	c.t.Helper()
	a := send(c.t, c.hc, method, c.s.ControlURL+at, body, bearer(c.s.ControlToken))
	if a.status != status {
		c.t.Errorf("%s %s %s: %d %s, want status %d", method, at, body, a.status, a.text, status)
	}
	if status >= http.StatusBadRequest {
		if text, _ := a.object(c.t)["error"].(string); text == "" {
			c.t.Errorf("%s %s %s: no message in %s", method, at, body, a.text)
		}
	}
	return a
}

func startControl(t *testing.T, o zoomsim.Options) (controller, *client) {
	t.Helper()
	s, hc := start(t, o)
	c := &client{t: t, sim: s.Sim()}
	c.login()
	return controller{t, s, hc}, c
}

func TestControlRefusals(t *testing.T) {
	t.Parallel()
	ctl, _ := startControl(t, zoomsim.Options{})
	for _, tc := range []struct {
		status                    int
		method, at, body, message string
	}{
		{status: 404, method: "GET", at: "/tokens/revoke", message: "no such control operation"},
		{status: 404, method: "PUT", at: "/faults", body: "[]", message: "no such control operation"},
		{status: 400, method: "GET", at: "/requests?limit=0", message: "limit is \"0\""},
		{status: 400, method: "GET", at: "/requests?limit=x", message: "limit is \"x\""},
		{status: 400, method: "POST", at: "/reset", body: `{"tennant":true}`, message: `unknown field "tennant"`},
		{status: 400, method: "POST", at: "/reset", body: `{} {}`, message: "more after the JSON value"},
		{status: 400, method: "POST", at: "/clock", message: "EOF"},
		{status: 400, method: "POST", at: "/clock", body: `{}`, message: `"advance" is missing`},
		{status: 400, method: "POST", at: "/clock", body: `{"advance":"soon"}`, message: "soon"},
		{status: 400, method: "POST", at: "/clock", body: `{"advance":"-1s"}`, message: "out of range"},
		{status: 400, method: "POST", at: "/faults", body: `{}`, message: "no JSON array"},
		{status: 400, method: "POST", at: "/faults", body: `[{"effect":{"kind":"cut"}},{"effect":{}}]`, message: "fault 1: effect: kind"},
		{status: 413, method: "POST", at: "/faults", body: strings.Repeat(" ", 5<<20), message: "too large"},
	} {
		a := ctl.do(tc.status, tc.method, tc.at, tc.body)
		if !strings.Contains(fmt.Sprint(a.object(t)["error"]), tc.message) {
			t.Errorf("%s %s: %s, want %q", tc.method, tc.at, a.text, tc.message)
		}
	}
	if got := ctl.s.Sim().FaultReport(); len(got) != 0 {
		t.Errorf("faults in force: %v", got)
	}
}

func TestControlStats(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{Plan: zoomsim.PlanFree})
	c.passes(3, "/users")
	stats := ctl.do(200, http.MethodGet, "/stats", "").object(t)
	rates, _ := stats["rates"].([]any)
	if len(rates) != 8 {
		t.Fatalf("%d gauges in %v", len(rates), stats)
	}
	gauge := rates[1].(object)
	delete(gauge, "used") // It ebbs while the test runs.
	delete(gauge, "remaining")
	want := object{"product": "core", "label": "Medium", "per_second": 2.0, "limit": 2.0, "daily_limit": 2000.0, "daily_used": 2.0, "throttled": 1.0}
	if diff := cmp.Diff(want, gauge); diff != "" {
		t.Errorf("gauge (-want +got):\n%s", diff)
	}
	delete(stats, "rates")
	span, _ := stats["spans"].(object)["GET /users"].(object)
	if span["product"] != "core" || span["label"] != "Medium" || fmt.Sprint(span["first"]) > fmt.Sprint(span["last"]) {
		t.Errorf("span %v", span)
	}
	delete(stats, "spans")
	want = object{
		"requests": object{"GET /users": 3.0, "POST /oauth/token": 1.0}, "labels": object{"Medium": 3.0},
		"in_flight_max": 1.0, "throttled": 1.0,
	}
	if diff := cmp.Diff(want, stats); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestControlRequests(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{})
	c.get("/users?page_size=5")
	c.get("/users/me")
	c.get("/groups")
	routes := func(query string) []string {
		var got []string
		for _, r := range ctl.do(200, http.MethodGet, "/requests"+query, "").object(t)["requests"].([]any) {
			got = append(got, r.(object)["route"].(string))
		}
		return got
	}
	for query, want := range map[string][]string{
		"":          {"/groups", "/users/{userId}", "/users", "/oauth/token"},
		"?limit=2":  {"/groups", "/users/{userId}"},
		"?route=no": nil,
		"?route=" + url.QueryEscape("GET /users/{userId}"): {"/users/{userId}"},
	} {
		if diff := cmp.Diff(want, routes(query)); diff != "" {
			t.Errorf("requests%s (-want +got):\n%s", query, diff)
		}
	}
	first := ctl.do(200, http.MethodGet, "/requests?route="+url.QueryEscape("GET /users"), "").object(t)["requests"].([]any)[0].(object)
	if _, isTime := first["at"].(string); !isTime || first["latency_ms"].(float64) <= 0 {
		t.Errorf("time %v, latency %v", first["at"], first["latency_ms"])
	}
	delete(first, "at")
	delete(first, "latency_ms")
	want := object{"method": "GET", "route": "/users", "path": "/v2/users", "query": "page_size=5", "label": "Medium", "status": 200.0}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestControlReset(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{Seed: 4, Users: 20})
	before := c.get("/users?page_size=100")["users"]
	made := c.create("autoCreate", "made@example.com", 1)
	ctl.do(204, http.MethodPost, "/reset", "")
	if got := c.sim.Requests(); len(got) != 0 {
		t.Errorf("%d requests after a reset", len(got))
	}
	c.get(path("users", made))
	ctl.do(204, http.MethodPost, "/reset", `{"tenant": true}`)
	if diff := cmp.Diff(before, c.get("/users?page_size=100")["users"]); diff != "" {
		t.Errorf("users after a reset of the tenant (-want +got):\n%s", diff)
	}
}

func TestControlClock(t *testing.T) {
	t.Parallel()
	clock := newClock()
	ctl, c := startControl(t, zoomsim.Options{Clock: clock.Now})
	if got := ctl.do(200, http.MethodGet, "/clock", "").object(t)["now"]; got != "2026-11-23T12:00:00Z" {
		t.Errorf("now %v", got)
	}
	if got := ctl.do(200, http.MethodPost, "/clock", `{"advance":"59m"}`).object(t)["now"]; got != "2026-11-23T12:59:00Z" {
		t.Errorf("advanced to %v", got)
	}
	c.get("/users")
	ctl.do(200, http.MethodPost, "/clock", `{"advance":"1m"}`)
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Access token is expired.")
	if !clock.Now().Add(time.Hour).Equal(c.sim.Clock().Now()) {
		t.Errorf("the simulator's clock shows %s", c.sim.Clock().Now())
	}
}

func TestControlActivate(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{Users: 10, PendingShare: 0.5})
	made := c.create("create", "a/b@example.com", 1)
	got := ctl.do(200, http.MethodPost, "/users/"+url.PathEscape("A/B@example.com")+"/activate", "").object(t)
	if diff := cmp.Diff(object{"id": made, "email": "a/b@example.com"}, got); diff != "" {
		t.Errorf("activated (-want +got):\n%s", diff)
	}
	if got := c.get(path("users", made))["status"]; got != "active" {
		t.Errorf("status %v", got)
	}
}

func TestControlTokensRevoke(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{})
	c.get("/users")
	ctl.do(204, http.MethodPost, "/tokens/revoke", "")
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "Invalid access token.")
}

func TestControlFaults(t *testing.T) {
	t.Parallel()
	ctl, c := startControl(t, zoomsim.Options{})
	ctl.do(201, http.MethodPost, "/faults", `[{"name":"one","route":"/users","times":1,"min_fires":1,"effect":{"kind":"answer","status":503,"delay":"1ms"}}]`)
	got := ctl.do(201, http.MethodPost, "/faults", `[{"name":"two","min_fires":1,"route":"/groups","effect":{"kind":"cut"}}]`).object(t)
	if n := len(got["faults"].([]any)); n != 2 || !strings.Contains(fmt.Sprint(got["unmet"]), "fault 1 (two)") {
		t.Errorf("%d faults in force, unmet %v", n, got["unmet"])
	}
	for _, want := range []int{503, 200} {
		if a := c.raw(http.MethodGet, "/users", ""); a.status != want {
			t.Errorf("status %d, want %d", a.status, want)
		}
	}
	c.raw(http.MethodGet, "/groups", "")
	got = ctl.do(200, http.MethodGet, "/faults", "").object(t)
	want := object{"faults": []any{
		object{
			"name": "one", "route": "/users", "times": 1.0, "min_fires": 1.0, "matched": 2.0, "fires": 1.0,
			"effect": object{"kind": "answer", "status": 503.0, "delay": "1ms"},
		},
		object{"name": "two", "route": "/groups", "min_fires": 1.0, "matched": 1.0, "fires": 1.0, "effect": object{"kind": "cut"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	ctl.do(204, http.MethodDelete, "/faults", "")
	if got := ctl.do(200, http.MethodGet, "/faults", "").text; got != "{\"faults\":[]}\n" {
		t.Errorf("after the deletion: %s", got)
	}
}

// TestControlWebhooks: the deliveries, with and without a webhook.
func TestControlWebhooks(t *testing.T) {
	t.Parallel()
	ctl, _ := startControl(t, zoomsim.Options{})
	if got := ctl.do(200, http.MethodGet, "/webhooks", "").text; strings.TrimSpace(got) != `{"deliveries":[]}` {
		t.Errorf("without a webhook: %s", got)
	}
	e := newEndpoint(t)
	ctl, c := startControl(t, zoomsim.Options{Webhook: zoomsim.Webhook{URL: e.url, SecretToken: hookSecret}})
	user := c.create("autoCreate", "hook@example.com", 1)
	e.next() // Sent.
	deliveries, _ := ctl.do(200, http.MethodGet, "/webhooks", "").object(t)["deliveries"].([]any)
	if len(deliveries) != 1 {
		t.Fatalf("deliveries are %v, want one", deliveries)
	}
	first := deliveries[0].(object)
	if diff := cmp.Diff([]any{"user.created", user}, []any{first["event"], first["object_id"]}); diff != "" {
		t.Errorf("delivery (-want +got):\n%s", diff)
	}
}
