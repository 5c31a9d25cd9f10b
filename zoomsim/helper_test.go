package zoomsim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// client calls a simulator without a network.
type client struct {
	t     testing.TB
	sim   *zoomsim.Sim
	token string
}

// object is a JSON object as received.
type object = map[string]any

type answer struct {
	status int
	header http.Header
	text   string
}

func newClient(t testing.TB, o zoomsim.Options) *client {
	t.Helper()
	sim, err := zoomsim.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, sim: sim}
	c.login()
	return c
}

// with is the client for a subtest, which fails by itself.
func (c *client) with(t testing.TB) *client { return &client{t: t, sim: c.sim, token: c.token} }

// login gets a new token.
func (c *client) login() {
	c.t.Helper()
	a := c.serve(tokenRequest(c.sim, nil))
	if a.status != http.StatusOK {
		c.t.Fatalf("token request: %d %s", a.status, a.text)
	}
	c.token = a.object(c.t)["access_token"].(string)
}

func tokenRequest(sim *zoomsim.Sim, change func(*http.Request, url.Values)) *http.Request {
	credentials := sim.Credentials()
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {credentials.AccountID}}
	r := httptest.NewRequest(http.MethodPost, "/oauth/token", nil)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(credentials.ClientID, credentials.ClientSecret)
	if change != nil {
		change(r, form)
	}
	body := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Body, r.ContentLength = body.Body, body.ContentLength
	return r
}

// serve sends a request, and holds it and its answer against Zoom's documents.
func (c *client) serve(r *http.Request) answer {
	c.t.Helper()
	body, fires := readBody(c.t, r), faultFires(c.sim)
	w := httptest.NewRecorder()
	c.sim.ServeHTTP(w, r)
	a := answer{w.Code, w.Header(), w.Body.String()}
	// A request that was given up has no answer.
	if r.Context().Err() == nil && faultFires(c.sim) == fires {
		checkExchange(c.t, exchange{r, body, a})
	}
	return a
}

// do sends a request to the API; path is escaped.
func (c *client) do(method, path, body string) answer {
	c.t.Helper()
	r := httptest.NewRequest(method, "/v2"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	return c.serve(r)
}

// get sends a request that must succeed with an object.
func (c *client) get(path string) object {
	c.t.Helper()
	a := c.do(http.MethodGet, path, "")
	if a.status != http.StatusOK {
		c.t.Fatalf("GET %s: %d %s", path, a.status, a.text)
	}
	return a.object(c.t)
}

// must sends a request that must be answered with a status.
func (c *client) must(status int, method, path, body string) answer {
	c.t.Helper()
	a := c.do(method, path, body)
	if a.status != status {
		c.t.Fatalf("%s %s %s: %d %s, want status %d", method, path, body, a.status, a.text, status)
	}
	return a
}

// create makes a user and gives its id.
func (c *client) create(action, email string, kind int) string {
	c.t.Helper()
	body, err := json.Marshal(object{"action": action, "user_info": object{"email": email, "type": kind, "first_name": "New", "last_name": "Person"}})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.must(http.StatusCreated, http.MethodPost, "/users", string(body)).object(c.t)["id"].(string)
}

// group makes a group and gives its id.
func (c *client) group(name string) string {
	c.t.Helper()
	return c.must(http.StatusCreated, http.MethodPost, "/groups", `{"name":"`+name+`"}`).object(c.t)["id"].(string)
}

// list reads all pages of a list, with page size 300 unless the path sets one.
func (c *client) list(path, key string) []object {
	c.t.Helper()
	if !strings.Contains(path, "?") {
		path += "?page_size=300"
	}
	return c.listFrom(path, "", key)
}

// listFrom reads all pages from a token on.
func (c *client) listFrom(path, next, key string) []object {
	c.t.Helper()
	var rows []object
	for pages := 0; ; pages++ {
		if pages > 2000 {
			c.t.Fatalf("GET %s: the pages have no end", path)
		}
		at := path
		if next != "" {
			at += "&next_page_token=" + url.QueryEscape(next)
		}
		page := c.get(at)
		for _, row := range page[key].([]any) {
			rows = append(rows, row.(object))
		}
		if next, _ = page["next_page_token"].(string); next == "" {
			return rows
		}
	}
}

// first gives a row of a list of users that the test picks.
func (c *client) first(status string, pick func(object) bool) object {
	c.t.Helper()
	for _, row := range c.list("/users?page_size=300&status="+status, "users") {
		if pick == nil || pick(row) {
			return row
		}
	}
	c.t.Fatalf("no suitable %s user", status)
	return nil
}

func (a answer) object(t testing.TB) object {
	t.Helper()
	var o object
	if err := json.Unmarshal([]byte(a.text), &o); err != nil {
		t.Fatalf("answer %d is no JSON object: %v: %s", a.status, err, a.text)
	}
	return o
}

// refusal checks an error answer: HTTP status, Zoom's code and a part of the
// message.
func (a answer) refusal(t testing.TB, status, code int, message string) {
	t.Helper()
	o := a.object(t)
	got, _ := o["code"].(float64)
	text, _ := o["message"].(string)
	if a.status != status || int(got) != code || !strings.Contains(text, message) {
		t.Errorf("answer is %d %s, want status %d, code %d, message with %q", a.status, a.text, status, code, message)
	}
}

func member(row object) bool { return row["role_id"] == "2" }

func path(parts ...string) string {
	escaped := ""
	for _, p := range parts {
		escaped += "/" + url.PathEscape(p)
	}
	return escaped
}

func id(row object) string { return row["id"].(string) }
