package main_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	user  = "ZoomUser"
	group = "ZoomGroup"
	role  = "ZoomRole"

	// nowhere has the form of an id and names nothing.
	nowhere = "AAAAAAAAAAAAAAAAAAAAAA"
)

var (
	yes = shared.BoolValue(true)
	no  = shared.BoolValue(false)
	str = shared.StringValue
	num = shared.IntValue
)

// set is a configuration property, an option or an attribute.
func set(name string, values ...shared.Value) shared.Attribute {
	return shared.NewAttribute(name, values...)
}

func secret(text string) shared.Value { return shared.SecretValue(shared.NewSecret(text)) }

// tenant is a simulated Zoom account with a connection to it through a
// connector process.
type tenant struct {
	t      *testing.T
	server *zoomsim.Server
	sim    *zoomsim.Sim
	conn   shared.FullConnection
}

// small is an account of few, none of whom has Zoom Phone. Who gets it has it at
// once.
func small() zoomsim.Options {
	return zoomsim.Options{Seed: 3, Users: 3, Groups: 4, ProfileDelay: -1}
}

// mixed is an account of all statuses: 140 active users, 40 inactive and 20
// pending ones.
func mixed() zoomsim.Options {
	return zoomsim.Options{Seed: 7, Users: 200, Groups: 12, PendingShare: 0.1, InactiveShare: 0.2}
}

// simulate makes an account without a connection.
func simulate(t *testing.T, o zoomsim.Options) *tenant {
	t.Helper()
	server, err := zoomsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	tn := &tenant{t: t, server: server, sim: server.Sim()}
	t.Cleanup(func() {
		ctx, cancel := ending(t)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Errorf("closing the simulator: %v", err)
		}
	})
	return tn
}

// start makes an account and a connection to it.
func start(t *testing.T, o zoomsim.Options, config ...shared.Attribute) *tenant {
	t.Helper()
	tn := simulate(t, o)
	tn.conn = tn.connect(config...)
	return tn
}

// ending is for what is cleaned up when the test's own context has ended.
func ending(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(context.WithoutCancel(t.Context()), patience)
}

// credentials are the properties without which nothing works.
func (tn *tenant) credentials() shared.Attributes {
	return shared.Attributes{
		set("service_url", str(tn.server.ServiceURL)), set("token_url", str(tn.server.TokenURL)),
		set("account_id", str(tn.server.AccountID)), set("client_id", str(tn.server.ClientID)),
		set("client_secret", secret(tn.server.ClientSecret)),
	}
}

// config adds to the credentials what keeps tests fast: no pacing and no
// repeats, unless the test asks for them.
func (tn *tenant) config(more ...shared.Attribute) shared.Attributes {
	config := append(tn.credentials(), set("plan", str("unlimited")), set("io_error_retries", num(0)))
	for _, m := range more {
		config = slices.DeleteFunc(config, func(a shared.Attribute) bool { return a.Name == m.Name })
	}
	return append(config, more...)
}

// connect opens a connection in the shared process.
func (tn *tenant) connect(config ...shared.Attribute) shared.FullConnection {
	tn.t.Helper()
	return tn.open(process, tn.config(config...))
}

// open opens a connection and closes it after the test.
func (tn *tenant) open(p *host.Plugin, config shared.Attributes) shared.FullConnection {
	tn.t.Helper()
	conn, err := p.Connect(tn.t.Context(), config)
	if err != nil {
		tn.t.Fatal(err)
	}
	tn.t.Cleanup(func() {
		ctx, cancel := ending(tn.t)
		defer cancel()
		if err := conn.Close(ctx); err != nil {
			tn.t.Errorf("closing the connection: %v", err)
		}
	})
	return conn
}

// faults sets what goes wrong at Zoom; each must happen.
func (tn *tenant) faults(faults ...zoomsim.Fault) {
	tn.t.Helper()
	for i := range faults {
		faults[i].MinFires = max(faults[i].MinFires, 1)
	}
	if err := tn.sim.SetFaults(faults); err != nil {
		tn.t.Fatal(err)
	}
}

// refusal is an answer of Zoom with an error.
func refusal(status, code int, message string) zoomsim.Effect {
	return zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: status, Code: code, Message: message}
}

// requests are the calls to the API since the last reset, tokens aside.
func (tn *tenant) requests() map[string]int64 {
	got := tn.sim.Stats().Requests
	delete(got, "POST /oauth/token")
	return got
}

// total is the number of those calls.
func (tn *tenant) total() (n int64) {
	for _, count := range tn.requests() {
		n += count
	}
	return n
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

// searchAll reads a whole search, and what it delivered before an error.
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

func (tn *tenant) search(q *shared.Query) ([]*shared.Object, shared.Page) {
	tn.t.Helper()
	objs, page, err := searchAll(tn.t.Context(), tn.conn, q)
	if err != nil {
		tn.t.Fatalf("search: %v", err)
	}
	return objs, page
}

// find searches a class by a filter, "" for all, and returns the uids in order.
func (tn *tenant) find(class, text string, names ...string) []string {
	tn.t.Helper()
	q := &shared.Query{Class: class, Attributes: names}
	if text != "" {
		q.Filter = parse(tn.t, text)
	}
	objs, _ := tn.search(q)
	ids := uids(objs)
	slices.Sort(ids)
	return ids
}

func uids(objs []*shared.Object) []string {
	out := make([]string, len(objs))
	for i, o := range objs {
		out[i] = o.UID()
	}
	return out
}

// sorted are ids as find returns them.
func sorted(ids ...string) []string {
	slices.Sort(ids)
	return ids
}

func (tn *tenant) get(class, uid string, names ...string) *shared.Object {
	tn.t.Helper()
	obj, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: class, UID: uid, Attributes: names})
	if err != nil {
		tn.t.Fatalf("get %s %s: %v", class, uid, err)
	}
	return obj
}

// has checks attributes of an object, given in turn with their text.
func (tn *tenant) has(class, uid string, namesAndTexts ...string) {
	tn.t.Helper()
	var names []string
	for i := 0; i < len(namesAndTexts); i += 2 {
		names = append(names, namesAndTexts[i])
	}
	obj := tn.get(class, uid, names...)
	for i := 0; i < len(namesAndTexts); i += 2 {
		if got := text(obj, namesAndTexts[i]); got != namesAndTexts[i+1] {
			tn.t.Errorf("%s of %s is %q, want %q", namesAndTexts[i], obj.Name(), got, namesAndTexts[i+1])
		}
	}
}

// text is a value of an object as text, "absent" when the attribute is absent.
func text(obj *shared.Object, name string) string {
	v, ok := obj.Get(name)
	if !ok {
		return "absent"
	}
	return v.String()
}

func (tn *tenant) tryCreate(class string, options shared.Attributes, attrs ...shared.Attribute) (*shared.WriteResult, error) {
	return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: class, Attributes: attrs, Options: options})
}

func (tn *tenant) create(class string, options shared.Attributes, attrs ...shared.Attribute) *shared.WriteResult {
	tn.t.Helper()
	result, err := tn.tryCreate(class, options, attrs...)
	if err != nil {
		tn.t.Fatalf("create %s: %v", class, err)
	}
	return result
}

// auto is the option that makes users who are active at once.
func auto() shared.Attributes { return shared.Attributes{set("create_action", str("autoCreate"))} }

// active makes an active user.
func (tn *tenant) active(email string, more ...shared.Attribute) string {
	tn.t.Helper()
	return tn.create(user, auto(), append([]shared.Attribute{set("email", str(email))}, more...)...).UID
}

// invited makes a pending user.
func (tn *tenant) invited(email string) string {
	tn.t.Helper()
	return tn.create(user, nil, set("email", str(email))).UID
}

// inactive makes an inactive user.
func (tn *tenant) inactive(email string) string {
	tn.t.Helper()
	uid := tn.active(email)
	tn.update(user, uid, shared.ReplaceDelta("enabled", no))
	return uid
}

// team makes a group.
func (tn *tenant) team(name string) string {
	tn.t.Helper()
	return tn.create(group, nil, set("name", str(name))).UID
}

func (tn *tenant) tryUpdate(class, uid string, deltas ...shared.AttributeDelta) (*shared.WriteResult, error) {
	return tn.conn.Update(tn.t.Context(), &shared.UpdateRequest{Class: class, UID: uid, Deltas: deltas})
}

func (tn *tenant) update(class, uid string, deltas ...shared.AttributeDelta) *shared.WriteResult {
	tn.t.Helper()
	result, err := tn.tryUpdate(class, uid, deltas...)
	if err != nil {
		tn.t.Fatalf("update %s %s: %v", class, uid, err)
	}
	return result
}

func (tn *tenant) tryDelete(class, uid string, options ...shared.Attribute) (*shared.WriteResult, error) {
	return tn.conn.Delete(tn.t.Context(), &shared.DeleteRequest{Class: class, UID: uid, Options: options})
}

func (tn *tenant) delete(class, uid string, options ...shared.Attribute) *shared.WriteResult {
	tn.t.Helper()
	result, err := tn.tryDelete(class, uid, options...)
	if err != nil {
		tn.t.Fatalf("delete %s %s: %v", class, uid, err)
	}
	return result
}

// gone checks that there is no such object.
func (tn *tenant) gone(class, uid string) {
	tn.t.Helper()
	_, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: class, UID: uid})
	wantError(tn.t, err, shared.ErrNotFound)
}

// wantError checks the kind of an error, and that it has something to say. It
// returns the details.
func wantError(t *testing.T, err error, kind shared.ErrorKind) shared.Error {
	t.Helper()
	e := shared.AsError(err)
	if e == nil || e.Kind != kind || e.Error() == kind.Error() {
		t.Errorf("got %v, want %v with a message", err, kind)
		return shared.Error{}
	}
	return *e
}

// left are the attributes that a write did not apply.
func left(r *shared.WriteResult) string {
	var names []string
	for _, n := range r.NotApplied {
		names = append(names, n.Attribute)
	}
	return strings.Join(names, " ")
}

func ref(class, uid string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: class, UID: uid})
}

// stopwatch measures a part of a test.
func stopwatch() func() time.Duration {
	begin := time.Now()
	return func() time.Duration { return time.Since(begin) }
}
