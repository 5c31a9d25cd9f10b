package zoomimpl_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// What the requests of an import are for.
const (
	pendingList  = "pending list"
	activeList   = "active list"
	inactiveList = "inactive list"
	phoneList    = "phone list"
	userGet      = "get of a user"
	groupList    = "group list"
	memberList   = "member list"
	tokenFetch   = "token"
)

// purpose tells what a request is for.
func purpose(r *http.Request) string {
	switch path := strings.TrimPrefix(r.URL.Path, "/v2"); {
	case path == "/oauth/token":
		return tokenFetch
	case path == "/users":
		return r.URL.Query().Get("status") + " list"
	case path == "/phone/users":
		return phoneList
	case path == "/groups":
		return groupList
	case strings.HasPrefix(path, "/groups/") && strings.HasSuffix(path, "/members"):
		return memberList
	case strings.HasPrefix(path, "/users/"):
		return userGet
	default:
		return path
	}
}

// upset answers a request instead of next, or changes what it answers.
type upset func(w http.ResponseWriter, r *http.Request, next http.Handler)

// fault happens to requests for one purpose, or for all when at is empty: to the
// one numbered from and its repeats, as often as times says, or to all from there
// on when that is 0.
type fault struct {
	at          string
	from, times int
	do          upset

	seen, fired int
	url         string // of the first that it happened to
}

// due counts a request, and tells whether the fault happens to it.
func (f *fault) due(at string, r *http.Request) bool {
	if f.at != "" && f.at != at {
		return false
	}
	f.seen++
	if f.times == 0 {
		return f.seen >= f.from
	}
	return f.seen >= f.from && f.fired < f.times && (f.url == "" || f.url == r.URL.String())
}

// happen notes that the fault happens to a request.
func (f *fault) happen(r *http.Request) upset {
	f.fired++
	f.url = r.URL.String()
	return f.do
}

// bubble is a Zoom account in front of which faults happen, all within one
// process: in a bubble of testing/synctest its time costs nothing.
type bubble struct {
	*tenant
	t       *testing.T
	control *tenant // reaches the account past the faults

	mu       sync.Mutex
	faults   []*fault
	requests map[string]int
	others   []string          // hosts besides Zoom's that were dialled
	aliases  map[string]string // page tokens that stand for those of the account
}

// newBubble makes a bubble for a test in a bubble.
func newBubble(t *testing.T, o zoomsim.Options, faults ...*fault) *bubble {
	t.Helper()
	sim, err := zoomsim.New(o)
	if err != nil {
		t.Fatal(err)
	}
	creds := sim.Credentials()
	server := &zoomsim.Server{
		ServiceURL: "http://127.0.0.1:1/v2", TokenURL: "http://127.0.0.1:1/oauth/token",
		AccountID: creds.AccountID, ClientID: creds.ClientID, ClientSecret: creds.ClientSecret,
	}
	w := &bubble{t: t, faults: faults, requests: map[string]int{}, aliases: map[string]string{}}
	w.tenant = &tenant{t: t, sim: sim, server: server}
	w.control = &tenant{t: t, sim: sim, server: server}
	w.conn = w.join(w.tenant, w, set("import_batch_size", num(batch)), set("pending_uid", str("email")), set("io_error_retries", num(3)))
	w.control.conn = w.join(w.control, sim, set("deactivate_on_delete", no), set("entitlement_deletion_enabled", yes), set("pending_uid", str("email")))
	// The fetch of a token goes on when nobody waits for it any more.
	t.Cleanup(func() { <-time.After(time.Minute) })
	return w
}

// batch is the page size of the lists in a bubble.
const batch = 10

// join connects to a handler.
func (w *bubble) join(tn *tenant, handler http.Handler, config ...shared.Attribute) shared.FullConnection {
	wires := newWires(w.t, handler)
	transport := zoomapi.NewTransport(zoomapi.TransportOptions{})
	transport.DialContext = func(ctx context.Context, _, address string) (net.Conn, error) {
		if address != "127.0.0.1:1" {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.others = append(w.others, address)
			return nil, errors.New("no such host")
		}
		return wires.dial(ctx)
	}
	return tn.open(adapter.New(zoomimpl.New(zoomimpl.Options{Transport: transport}), nil), config...)
}

// ServeHTTP lets the first fault that is due happen.
func (w *bubble) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	at := purpose(r)
	w.mu.Lock()
	w.requests[at]++
	do := upset(nil)
	for _, f := range w.faults {
		if f.due(at, r) && do == nil {
			do = f.happen(r)
		}
	}
	if token, ok := w.aliases[r.URL.Query().Get("next_page_token")]; ok {
		r = withQuery(r, "next_page_token", token)
	}
	w.mu.Unlock()
	if size := map[string]string{phoneList: "15", groupList: "5", memberList: "3"}[at]; size != "" {
		r = withQuery(r, "page_size", size) // As if there were more to list.
	}
	if do == nil {
		w.sim.ServeHTTP(rw, r)
		return
	}
	do(rw, r, w.sim)
}

func withQuery(r *http.Request, key, value string) *http.Request {
	changed := r.Clone(r.Context())
	query := changed.URL.Query()
	query.Set(key, value)
	if value == "" {
		query.Del(key)
	}
	changed.URL.RawQuery = query.Encode()
	return changed
}

// set makes other faults happen from now on.
func (w *bubble) set(faults ...*fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = faults
}

// alias makes a page token that stands for another one.
func (w *bubble) alias(name, token string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.aliases[name] = token
	return name
}

// count is the number of requests for a purpose so far.
func (w *bubble) count(at string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.requests[at]
}

// checkFired fails the test when a fault did not happen as often as it was to.
func (w *bubble) checkFired() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, f := range w.faults {
		if f.fired < max(f.times, 1) {
			w.t.Errorf("fault %d (%s, from request %d on) happened %d times of %d", i+1, f.at, f.from, f.fired, max(f.times, 1))
		}
	}
	if len(w.others) > 0 {
		w.t.Errorf("hosts were dialled that are not Zoom's: %v", w.others)
	}
}

// wires are network connections within the process.
type wires struct {
	conns chan net.Conn
	ended chan struct{}
	end   func()
}

// newWires serves handler over wires until the test ends.
func newWires(t *testing.T, handler http.Handler) *wires {
	t.Helper()
	w := &wires{conns: make(chan net.Conn), ended: make(chan struct{})}
	w.end = sync.OnceFunc(func() { close(w.ended) })
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // Nobody else reaches it.
	served := make(chan error, 1)
	go func() { served <- server.Serve(w) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return w
}

func (w *wires) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case w.conns <- theirs:
		return ours, nil
	case <-w.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (w *wires) Accept() (net.Conn, error) {
	select {
	case conn := <-w.conns:
		return conn, nil
	case <-w.ended:
		return nil, net.ErrClosed
	}
}

// Close ends the wires.
func (w *wires) Close() error {
	w.end()
	return nil
}

// Addr is of no use to anybody.
func (w *wires) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
