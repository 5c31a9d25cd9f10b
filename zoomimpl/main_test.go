package zoomimpl_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestMain(m *testing.M) {
	// Each check is a story of dozens of calls. -rapid.checks tells more of them.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(m)
}

// tenant is a simulated Zoom account with the connector in front of it, adapted
// as in production.
type tenant struct {
	t      *testing.T
	sim    *zoomsim.Sim
	server *zoomsim.Server
	conn   shared.FullConnection
}

// set is a configuration property.
func set(name string, values ...shared.Value) shared.Attribute {
	return shared.NewAttribute(name, values...)
}

var (
	yes = shared.BoolValue(true)
	no  = shared.BoolValue(false)
	str = shared.StringValue
	num = shared.IntValue
)

// start makes a tenant and a connection to it.
func start(t *testing.T, o zoomsim.Options, config ...shared.Attribute) *tenant {
	t.Helper()
	server, err := zoomsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("closing the simulator: %v", err)
		}
	})
	tn := &tenant{t: t, sim: server.Sim(), server: server}
	tn.conn = tn.connect(config...)
	return tn
}

// sleep lets time pass at Zoom, and takes none.
func (tn *tenant) sleep(ctx context.Context, d time.Duration) error {
	return errors.Join(tn.sim.Clock().Advance(d), ctx.Err())
}

// config is the configuration of a connection to the tenant.
func (tn *tenant) config(more ...shared.Attribute) shared.Attributes {
	base := shared.Attributes{
		set("service_url", str(tn.server.ServiceURL)),
		set("token_url", str(tn.server.TokenURL)),
		set("account_id", str(tn.server.AccountID)),
		set("client_id", str(tn.server.ClientID)),
		set("client_secret", shared.SecretValue(shared.NewSecret(tn.server.ClientSecret))),
		set("io_error_retries", num(0)),
		set("plan", str("unlimited")),
	}
	for _, m := range more {
		replaced := false
		for i := range base {
			if base[i].Name == m.Name {
				base[i], replaced = m, true
			}
		}
		if !replaced {
			base = append(base, m)
		}
	}
	return base
}

// connect opens a connection with a connector of its own.
func (tn *tenant) connect(config ...shared.Attribute) shared.FullConnection {
	tn.t.Helper()
	return tn.open(adapter.New(zoomimpl.New(zoomimpl.Options{Sleep: tn.sleep}), nil), config...)
}

func (tn *tenant) open(connector *adapter.Connector, config ...shared.Attribute) shared.FullConnection {
	tn.t.Helper()
	conn, err := connector.Connect(tn.t.Context(), &shared.ConnectRequest{Config: tn.config(config...)})
	if err != nil {
		tn.t.Fatal(err)
	}
	tn.t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(tn.t.Context())); err != nil {
			tn.t.Errorf("closing the connection: %v", err)
		}
	})
	return conn
}

// search reads a whole search.
func (tn *tenant) search(q *shared.Query) ([]*shared.Object, shared.Page) {
	tn.t.Helper()
	objs, page, err := searchAll(tn.t.Context(), tn.conn, q)
	if err != nil {
		tn.t.Fatalf("search: %v", err)
	}
	return objs, page
}

func searchAll(ctx context.Context, conn shared.Connection, q *shared.Query) ([]*shared.Object, shared.Page, error) {
	results, err := conn.Search(ctx, q)
	if err != nil {
		return nil, shared.Page{}, err
	}
	var objs []*shared.Object
	for obj, err := range results.All() {
		if err != nil {
			return objs, shared.Page{}, err
		}
		objs = append(objs, obj)
	}
	return objs, results.Page(), nil
}

// parse reads a filter.
func parse(t *testing.T, text string) shared.Filter {
	t.Helper()
	f, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("filter %q: %v", text, err)
	}
	return f
}

// requests are the calls to the API since the last reset, tokens aside.
func (tn *tenant) requests() map[string]int64 {
	got := tn.sim.Stats().Requests
	delete(got, "POST /oauth/token")
	return got
}

// uids are the uids of objects, in order.
func uids(objs []*shared.Object) []string {
	out := make([]string, len(objs))
	for i, o := range objs {
		out[i] = o.UID()
	}
	return out
}

// meddling stands between connector and Zoom: it may answer or fail instead of,
// or after, sending a request.
type meddling func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error)

// meddler is a transport that lets a test stand between connector and Zoom.
type meddler struct {
	next   http.RoundTripper
	meddle meddling
}

func (m *meddler) RoundTrip(req *http.Request) (*http.Response, error) {
	return m.meddle(req, func() (*http.Response, error) { return m.next.RoundTrip(req) })
}

func (m *meddler) CloseIdleConnections() {
	if c, ok := m.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// connectThrough opens a connection whose requests go through meddle.
func (tn *tenant) connectThrough(meddle meddling, config ...shared.Attribute) shared.FullConnection {
	tn.t.Helper()
	transport := &meddler{next: zoomapi.NewTransport(zoomapi.TransportOptions{}), meddle: meddle}
	return tn.open(adapter.New(zoomimpl.New(zoomimpl.Options{Transport: transport, Sleep: tn.sleep}), nil), config...)
}

// answer makes an answer of Zoom.
func answer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ProtoMajor: 1, ProtoMinor: 1,
	}
}

var errLost = errors.New("connection lost")

// lose sends matching requests and loses their answers.
func lose(method, path string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method != method || !strings.HasSuffix(req.URL.Path, path) {
			return resp, err
		}
		return nil, errors.Join(errLost, resp.Body.Close())
	}
}

// refuse answers matching requests with an error of Zoom.
func refuse(method, path string, status int, body string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == method && strings.HasSuffix(req.URL.Path, path) {
			return answer(status, body), nil
		}
		return send()
	}
}

// bodyContains tells whether the body of a request contains text.
func bodyContains(req *http.Request, text string) bool {
	if req.GetBody == nil {
		return false
	}
	body, err := req.GetBody()
	if err != nil {
		return false
	}
	all, err := io.ReadAll(body)
	return err == nil && strings.Contains(string(all), text)
}

// create makes an object and fails the test when it cannot.
func (tn *tenant) create(class string, options shared.Attributes, attrs ...shared.Attribute) *shared.WriteResult {
	tn.t.Helper()
	result, err := tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: class, Attributes: attrs, Options: options})
	if err != nil {
		tn.t.Fatalf("create %s: %v", class, err)
	}
	return result
}

// auto is the option that creates users who are active at once.
func auto() shared.Attributes { return shared.Attributes{set("create_action", str("autoCreate"))} }

// active makes an active user.
func (tn *tenant) active(email string, more ...shared.Attribute) string {
	tn.t.Helper()
	return tn.create(user, auto(), append([]shared.Attribute{set("email", str(email))}, more...)...).UID
}

func (tn *tenant) update(class, uid string, deltas ...shared.AttributeDelta) (*shared.WriteResult, error) {
	return tn.conn.Update(tn.t.Context(), &shared.UpdateRequest{Class: class, UID: uid, Deltas: deltas})
}

func (tn *tenant) mustUpdate(class, uid string, deltas ...shared.AttributeDelta) *shared.WriteResult {
	tn.t.Helper()
	result, err := tn.update(class, uid, deltas...)
	if err != nil {
		tn.t.Fatalf("update %s %s: %v", class, uid, err)
	}
	return result
}

func (tn *tenant) delete(class, uid string) (*shared.WriteResult, error) {
	return tn.conn.Delete(tn.t.Context(), &shared.DeleteRequest{Class: class, UID: uid})
}

func (tn *tenant) get(class, uid string, names ...string) *shared.Object {
	tn.t.Helper()
	obj, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: class, UID: uid, Attributes: names})
	if err != nil {
		tn.t.Fatalf("get %s %s: %v", class, uid, err)
	}
	return obj
}

// text is a value of an object as text, "absent" when the attribute is absent.
func text(obj *shared.Object, name string) string {
	v, ok := obj.Get(name)
	if !ok {
		return "absent"
	}
	return v.String()
}

// left are the attributes not applied, in order.
func left(r *shared.WriteResult) []string {
	var names []string
	for _, n := range r.NotApplied {
		names = append(names, n.Attribute)
	}
	return names
}

// stepNames are the names of steps with their states where these are not done.
func stepNames(steps []shared.Step) []string {
	var names []string
	for _, s := range steps {
		name := s.Name
		if s.State != shared.StepDone {
			name += " (" + s.State.String() + ")"
		}
		names = append(names, name)
	}
	return names
}

// groupRef refers to a group.
func groupRef(uid string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: group, UID: uid})
}

func userRef(uid string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: user, UID: uid})
}
