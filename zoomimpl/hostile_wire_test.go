package zoomimpl_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// wire carries requests to a simulator in the bytes in which they would be sent,
// and judges every one of them.
type wire struct {
	sim *zoomsim.Sim
	// operations are the known routes in segments, by method.
	operations map[string][][]string

	mu sync.Mutex
	// subject names the case under test in what is found.
	subject string
	found   []string
	// segments are the identifiers in paths, and texts those in bodies.
	segments, texts map[string]bool
	routes          map[string]int
	// wrote is set when a request could change something.
	wrote bool
	token string
}

// overWire makes an account that is reached over a wire, with a connection.
func overWire(t *testing.T, o zoomsim.Options) (*tenant, *wire) {
	t.Helper()
	// Zoom shows the time of the call for pending users.
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	o.Clock = func() time.Time { return now }
	sim, err := zoomsim.New(o)
	if err != nil {
		t.Fatal(err)
	}
	credentials := sim.Credentials()
	w := &wire{sim: sim, operations: map[string][][]string{}}
	for _, op := range zoomapi.Operations() {
		w.operations[op.Method] = append(w.operations[op.Method], strings.Split(op.Route, "/"))
	}
	w.next("start")
	tn := &tenant{t: t, sim: sim, server: &zoomsim.Server{
		ServiceURL: "https://zoom.invalid/v2", TokenURL: "https://zoom.invalid/oauth/token",
		AccountID: credentials.AccountID, ClientID: credentials.ClientID, ClientSecret: credentials.ClientSecret,
	}}
	tn.conn = tn.open(adapted(w))
	return tn, w
}

// next forgets the requests so far.
func (w *wire) next(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subject = fmt.Sprintf(format, args...)
	w.wrote = false
	w.found, w.segments, w.texts, w.routes = nil, map[string]bool{}, map[string]bool{}, map[string]int{}
}

// wrong is what was wrong with the requests since next.
func (w *wire) wrong() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.found
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent bytes.Buffer
	if err := req.Write(&sent); err != nil {
		return nil, err
	}
	got, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(sent.Bytes())))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return nil, err
	}
	got.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	w.judge(got, body)
	w.mu.Unlock()
	answer := httptest.NewRecorder()
	w.sim.ServeHTTP(answer, got.WithContext(req.Context()))
	return answer.Result(), nil
}

func (w *wire) judge(req *http.Request, body []byte) {
	blame := func(format string, args ...any) {
		w.found = append(w.found, req.Method+" "+clipped(req.RequestURI)+": "+fmt.Sprintf(format, args...))
	}
	if req.Host != "zoom.invalid" {
		blame("host %s", req.Host)
	}
	for name := range req.Header {
		if !slices.Contains([]string{"Accept", "Authorization", "User-Agent", "Content-Type", "Content-Length", "Accept-Encoding"}, name) {
			blame("header %q", name)
		}
	}
	path, query, _ := strings.Cut(req.RequestURI, "?")
	if path == "/oauth/token" {
		return
	}
	w.wrote = w.wrote || req.Method != http.MethodGet
	w.token = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	if route, ok := w.route(req.Method, path); ok {
		w.routes[req.Method+" "+route]++
	} else {
		blame("no such route")
	}
	known := []string{"page_size", "next_page_token", "status", "role_id", "include_fields", "action", "transfer_email", "allocated_product"}
	for _, flag := range []string{"meeting", "webinar", "recording", "whiteboard", "clipfiles", "notes", "visitors", "docs"} {
		known = append(known, "transfer_"+flag)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		blame("query: %v", err)
	}
	for key, all := range values {
		if !slices.Contains(known, key) || len(all) != 1 {
			blame("query key %s with %d values", clipped(key), len(all))
		}
	}
	if len(body) == 0 {
		return
	}
	var content any
	if err := json.Unmarshal(body, &content); err != nil {
		blame("body: %v", err)
	}
	w.read(content, blame)
}

// route finds the operation of a path, and notes its identifiers: each must be
// one segment that is escaped as a segment is.
func (w *wire) route(method, path string) (string, bool) {
	path, ok := strings.CutPrefix(path, "/v2")
	if !ok {
		return "", false
	}
	given := strings.Split(path, "/")
	best, bestIDs := "", []string(nil)
	for _, template := range w.operations[method] {
		if ids, fits := fill(template, given); fits && (best == "" || len(ids) < len(bestIDs)) {
			best, bestIDs = strings.Join(template, "/"), ids
		}
	}
	for _, id := range bestIDs {
		w.segments[id] = true
	}
	return best, best != ""
}

func fill(template, given []string) (ids []string, ok bool) {
	if len(template) != len(given) {
		return nil, false
	}
	for i, segment := range template {
		if !strings.HasPrefix(segment, "{") {
			if segment != given[i] {
				return nil, false
			}
			continue
		}
		id, err := url.PathUnescape(given[i])
		if err != nil || url.PathEscape(id) != given[i] || id == "" || id == "." || id == ".." {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// bodyKeys are the keys of all bodies that the connector sends.
func bodyKeys() []string {
	return strings.Fields("action user_info email first_name last_name display_name password type plan_united_type zoom_one_type feature " +
		"license_info_list id license_type license_id dept job_title company location manager cost_center language timezone phone_number phone_country " +
		"pronouns pronouns_option phone_numbers code country label number custom_attributes key name value division_ids pmi use_pmi " +
		"vanity_name members admins")
}

func (w *wire) read(content any, blame func(string, ...any)) {
	switch c := content.(type) {
	case map[string]any:
		for key, x := range c {
			if !slices.Contains(bodyKeys(), key) {
				blame("key %s in the body", clipped(key))
			}
			w.read(x, blame)
		}
	case []any:
		for _, x := range c {
			w.read(x, blame)
		}
	case string:
		w.texts[c] = true
	}
}

// raw asks the simulator itself.
func (w *wire) raw(t *testing.T, path string) map[string]any {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	req.Header.Set("Authorization", "Bearer "+w.token)
	answer := httptest.NewRecorder()
	w.sim.ServeHTTP(answer, req)
	var out map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil || answer.Code != http.StatusOK {
		t.Fatalf("%s: HTTP %d, %v", path, answer.Code, err)
	}
	return out
}

// account is everything in the account, as Zoom itself tells it, by kind and id.
func (w *wire) account(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	keep := func(kind string, object map[string]any) string {
		id, _ := object["id"].(string)
		text, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		out[kind+" "+id] = string(text)
		return url.PathEscape(id)
	}
	for _, status := range []string{"active", "inactive", "pending"} {
		for row := range rows(w.raw(t, "/v2/users?page_size=300&status="+status), "users") {
			email, _ := row["email"].(string)
			keep("user", w.raw(t, "/v2/users/"+url.PathEscape(email)))
		}
	}
	for row := range rows(w.raw(t, "/v2/groups?page_size=300"), "groups") {
		id := keep("group", row)
		out["members "+id] = fmt.Sprint(w.raw(t, "/v2/groups/"+id+"/members?page_size=300"))
		out["admins "+id] = fmt.Sprint(w.raw(t, "/v2/groups/"+id+"/admins?page_size=300"))
	}
	for row := range rows(w.raw(t, "/v2/roles"), "roles") {
		keep("role", row)
	}
	return out
}

func rows(page map[string]any, key string) func(func(map[string]any) bool) {
	list, _ := page[key].([]any)
	return func(yield func(map[string]any) bool) {
		for _, x := range list {
			if row, ok := x.(map[string]any); ok && !yield(row) {
				return
			}
		}
	}
}

// clipped is a text that fits a line.
func clipped(text string) string {
	const limit = 120
	if len(text) > limit {
		text = fmt.Sprintf("%s… (%d bytes)", text[:limit], len(text))
	}
	return fmt.Sprintf("%q", text)
}
