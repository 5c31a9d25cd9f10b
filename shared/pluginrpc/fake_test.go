package pluginrpc

import (
	"context"
	"iter"
	"net"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// fakeConnector is a connector whose connections are what connect returns.
type fakeConnector struct {
	info     func(context.Context) (*shared.Info, error)
	validate func(context.Context, *shared.ValidateRequest) error
	connect  func(context.Context, *shared.ConnectRequest) (shared.FullConnection, error)
}

func (f *fakeConnector) Info(ctx context.Context) (*shared.Info, error) {
	if f.info == nil {
		return fakeInfo(), nil
	}
	return f.info(ctx)
}

func (f *fakeConnector) Validate(ctx context.Context, r *shared.ValidateRequest) error {
	if f.validate == nil {
		return nil
	}
	return f.validate(ctx, r)
}

func (f *fakeConnector) Connect(ctx context.Context, r *shared.ConnectRequest) (shared.FullConnection, error) {
	return f.connect(ctx, r)
}

func fakeInfo() *shared.Info {
	return &shared.Info{
		Name: "fake", Version: "1.2.3", ContractVersion: shared.ContractVersion,
		Operations: []shared.Operation{shared.OperationGet, shared.OperationSearch},
		Properties: []*shared.Property{{Name: "base_url", Type: shared.TypeString, Required: true}},
	}
}

// fakeConnection is a connection of functions; those that are nil answer that
// they are not supported.
type fakeConnection struct {
	get    func(context.Context, *shared.GetRequest) (*shared.Object, error)
	search func(context.Context, *shared.Query) (*shared.Results, error)
	create func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error)
	update func(context.Context, *shared.UpdateRequest) (*shared.WriteResult, error)
	sync   func(context.Context, *shared.SyncRequest) (*shared.Changes, error)

	mu     sync.Mutex
	closed int
}

var errFakeUnsupported = shared.NewError(shared.ErrUnsupported, "not by this fake")

func (f *fakeConnection) Schema(context.Context) (*shared.Schema, error) {
	return &shared.Schema{Classes: []*shared.ObjectClass{{
		Name: "user", UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{{Name: "id", Type: shared.TypeString, Readable: true}, {Name: "name", Type: shared.TypeString, Readable: true}},
		Operations: []shared.OperationInfo{{Operation: shared.OperationGet}, {Operation: shared.OperationSearch}},
	}}}, nil
}

func (f *fakeConnection) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return &shared.TestReport{Target: "the account", Stats: shared.OperationStats{Requests: 1}}, nil
}

func (f *fakeConnection) Get(ctx context.Context, r *shared.GetRequest) (*shared.Object, error) {
	if f.get == nil {
		return nil, errFakeUnsupported
	}
	return f.get(ctx, r)
}

func (f *fakeConnection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	if f.search == nil {
		return nil, errFakeUnsupported
	}
	return f.search(ctx, q)
}

func (f *fakeConnection) Create(ctx context.Context, r *shared.CreateRequest) (*shared.WriteResult, error) {
	if f.create == nil {
		return nil, errFakeUnsupported
	}
	return f.create(ctx, r)
}

func (f *fakeConnection) Update(ctx context.Context, r *shared.UpdateRequest) (*shared.WriteResult, error) {
	if f.update == nil {
		return nil, errFakeUnsupported
	}
	return f.update(ctx, r)
}

func (f *fakeConnection) Delete(context.Context, *shared.DeleteRequest) (*shared.WriteResult, error) {
	return nil, errFakeUnsupported
}

func (f *fakeConnection) Sync(ctx context.Context, r *shared.SyncRequest) (*shared.Changes, error) {
	if f.sync == nil {
		return nil, errFakeUnsupported
	}
	return f.sync(ctx, r)
}

func (f *fakeConnection) Close(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
	return nil
}

func (f *fakeConnection) closes() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

// pair is a host's client and a server in one process, over a pipe in memory,
// with the options of both sides as in real life.
type pair struct {
	client *Client
	// gone ends the "process" as far as the client can tell.
	gone context.CancelFunc
	// server is stopped at the end of the test, or before it.
	server *grpc.Server
}

func newPair(t *testing.T, srv connectorv1.ConnectorServiceServer, opts ClientOptions) *pair {
	t.Helper()
	l := bufconn.Listen(1 << 20)
	server := grpc.NewServer(serverOptions(hclog.NewNullLogger(), func() {})...)
	connectorv1.RegisterConnectorServiceServer(server, srv)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l)
	}()
	dial := append(DialOptions(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) }))
	conn, err := grpc.NewClient("passthrough:///fake", dial...)
	if err != nil {
		t.Fatal(err)
	}
	done, gone := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(func() {
		gone()
		_ = conn.Close()
		server.Stop()
		<-served
	})
	return &pair{client: newClient(done, conn, opts), gone: gone, server: server}
}

// connectTo serves one fake connection and connects to it.
func connectTo(t *testing.T, conn shared.FullConnection, opts ClientOptions) (shared.FullConnection, *pair) {
	t.Helper()
	p := newPair(t, newService(&fakeConnector{connect: func(context.Context, *shared.ConnectRequest) (shared.FullConnection, error) {
		return conn, nil
	}}), opts)
	c, err := p.client.Connect(t.Context(), &shared.ConnectRequest{})
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	return c, p
}

func user(uid string) *shared.Object {
	return shared.NewObject("user", uid, "name of "+uid).SetString("id", uid).Build()
}

func resultsOf(seq iter.Seq2[*shared.Object, error]) func(context.Context, *shared.Query) (*shared.Results, error) {
	return func(context.Context, *shared.Query) (*shared.Results, error) {
		return shared.NewResults(seq, nil, nil), nil
	}
}

// collect reads all rows, up to the first error.
func collect(r *shared.Results) (uids []string, err error) {
	for obj, err := range r.All() {
		if err != nil {
			return uids, err
		}
		uids = append(uids, obj.UID())
	}
	return uids, nil
}
