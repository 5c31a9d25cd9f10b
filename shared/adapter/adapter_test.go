package adapter_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

const canary = "canary-81c2"

// fakeConnector serves one connection.
type fakeConnector struct {
	info *shared.Info
	conn shared.Connection
}

func (f *fakeConnector) Info(context.Context) (*shared.Info, error) { return f.info, nil }

func (f *fakeConnector) Validate(context.Context, *shared.ValidateRequest) error { return nil }

func (f *fakeConnector) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return f.conn, nil
}

// readOnly is a connection without the optional interfaces. Its functions do
// what a test wants.
type readOnly struct {
	operations []shared.Operation
	get        func() (*shared.Object, error)
	search     func() (*shared.Results, error)
}

func (r *readOnly) Schema(context.Context) (*shared.Schema, error) {
	class := &shared.ObjectClass{
		Name: "User", UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			{Name: "id", Type: shared.TypeString, Readable: true},
			{Name: "name", Type: shared.TypeString, Readable: true, Creatable: true, Updatable: true},
		},
	}
	for _, op := range r.operations {
		class.Operations = append(class.Operations, shared.OperationInfo{Operation: op})
	}
	return &shared.Schema{Classes: []*shared.ObjectClass{class}}, nil
}

func (r *readOnly) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return nil, nil //nolint:nilnil // the defect under test
}

func (r *readOnly) Get(context.Context, *shared.GetRequest) (*shared.Object, error) { return r.get() }

func (r *readOnly) Search(context.Context, *shared.Query) (*shared.Results, error) {
	return r.search()
}

func (r *readOnly) Close(context.Context) error { return nil }

// writer adds a Create to readOnly.
type writer struct {
	readOnly
	create func(*shared.CreateRequest) (*shared.WriteResult, error)
}

func (w *writer) Create(_ context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	return w.create(req)
}

var reads = []shared.Operation{shared.OperationGet, shared.OperationSearch}

func open(t *testing.T, conn shared.Connection, log io.Writer) shared.FullConnection {
	t.Helper()
	connector := &fakeConnector{conn: conn, info: &shared.Info{
		Name: "fake", Version: "1.0.0",
		Properties: []*shared.Property{{Name: "token", Type: shared.TypeSecret}},
		Operations: []shared.Operation{shared.OperationGet, shared.OperationSearch, shared.OperationCreate},
	}}
	full, err := adapter.New(connector, hclog.New(&hclog.LoggerOptions{Output: log})).Connect(t.Context(), &shared.ConnectRequest{
		Config: shared.Attributes{shared.NewAttribute("token", shared.StringValue(canary))},
	})
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func getUser(ctx context.Context, conn shared.FullConnection) error {
	_, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "1"})
	return err
}

func TestErrorsOfTheConnectorJoinTheCatalogue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		get  func() (*shared.Object, error)
		kind shared.ErrorKind
		want string
	}{
		"typed":           {func() (*shared.Object, error) { return nil, shared.NewError(shared.ErrConflict, "c") }, shared.ErrConflict, "conflict: c"},
		"untyped":         {func() (*shared.Object, error) { return nil, io.ErrUnexpectedEOF }, shared.ErrInternal, "internal error: unexpected EOF"},
		"neither":         {func() (*shared.Object, error) { return nil, nil }, shared.ErrInternal, "neither an answer nor an error"},
		"with the secret": {func() (*shared.Object, error) { return nil, errors.New("token " + canary + " refused") }, shared.ErrInternal, "internal error: token *** refused"},
		"secret in fault": {func() (*shared.Object, error) {
			return nil, &shared.Error{Kind: shared.ErrInvalidRequest, Faults: []shared.Fault{{Field: "x", Message: canary}}}
		}, shared.ErrInvalidRequest, "invalid request: x: ***"},
		"panic": {func() (*shared.Object, error) { panic("oops " + canary) }, shared.ErrInternal, "the connector panicked in get"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			err := getUser(t.Context(), open(t, &readOnly{operations: reads, get: tt.get}, &log))
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %v with %q", err, tt.kind, tt.want)
			}
			if strings.Contains(err.Error(), canary) || strings.Contains(log.String(), canary) {
				t.Errorf("the secret shows: %v\n%s", err, log.String())
			}
			var e *shared.Error
			if name == "panic" && (!errors.As(err, &e) || !strings.Contains(log.String(), e.CorrelationID) || !strings.Contains(log.String(), "adapter_test.go")) {
				t.Errorf("the log has no stack under the correlation id of %v:\n%s", err, log.String())
			}
		})
	}
}

func TestDoneContextReachesNoConnector(t *testing.T) {
	t.Parallel()
	conn := open(t, &readOnly{operations: reads, get: func() (*shared.Object, error) {
		t.Error("the connector was called")
		return nil, nil
	}}, io.Discard)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := getUser(ctx, conn); !errors.Is(err, context.Canceled) || !errors.Is(err, shared.ErrCancelled) {
		t.Errorf("got %v, want cancelled", err)
	}
}

func TestUnsupportedAndMismatchedOperations(t *testing.T) {
	t.Parallel()
	create := &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{shared.NewAttribute("name", shared.StringValue("a"))}}
	if _, err := open(t, &readOnly{operations: reads}, io.Discard).Create(t.Context(), create); !errors.Is(err, shared.ErrUnsupported) {
		t.Errorf("class without create: %v, want unsupported", err)
	}
	lying := &readOnly{operations: append([]shared.Operation{shared.OperationCreate}, reads...)}
	if _, err := open(t, lying, io.Discard).Schema(t.Context()); !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), "lists create") {
		t.Errorf("create listed and not implemented: %v, want an internal error", err)
	}
	if _, err := open(t, &readOnly{operations: reads}, io.Discard).Test(t.Context(), nil); !errors.Is(err, shared.ErrInternal) {
		t.Errorf("test without report: %v, want an internal error", err)
	}
}

func rows(seq func(yield func(*shared.Object, error) bool)) func() (*shared.Results, error) {
	return func() (*shared.Results, error) { return shared.NewResults(seq, nil, nil), nil }
}

func TestSearchErrorsMidway(t *testing.T) {
	t.Parallel()
	row := shared.NewObject("User", "1", "ada").Build()
	tests := map[string]struct {
		seq  func(yield func(*shared.Object, error) bool)
		want string
	}{
		"error":   {func(yield func(*shared.Object, error) bool) { _ = yield(row, nil) && yield(nil, io.ErrUnexpectedEOF) }, "internal error: unexpected EOF"},
		"panic":   {func(yield func(*shared.Object, error) bool) { yield(row, nil); panic("oops") }, "panicked in search"},
		"nil row": {func(yield func(*shared.Object, error) bool) { _ = yield(row, nil) && yield(nil, nil) }, "neither a row nor an error"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results, err := open(t, &readOnly{operations: reads, search: rows(tt.seq)}, io.Discard).Search(t.Context(), &shared.Query{Class: "User"})
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for _, err = range results.All() {
				if err == nil {
					count++
				}
			}
			if count != 1 || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%d rows and %v, want 1 and %q", count, err, tt.want)
			}
		})
	}
}

func TestSearchThatStopsQuietlyIsNotComplete(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	conn := open(t, &readOnly{operations: reads, search: rows(func(func(*shared.Object, error) bool) { cancel() })}, io.Discard)
	results, err := conn.Search(ctx, &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	for _, err = range results.All() {
	}
	if !errors.Is(err, shared.ErrCancelled) {
		t.Errorf("got %v, want cancelled", err)
	}
}

func TestPanicOfTheConsumerIsLeftAlone(t *testing.T) {
	t.Parallel()
	row := shared.NewObject("User", "1", "ada").Build()
	conn := open(t, &readOnly{operations: reads, search: rows(func(yield func(*shared.Object, error) bool) { yield(row, nil) })}, io.Discard)
	results, err := conn.Search(t.Context(), &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v, want the panic of the loop body", r)
		}
	}()
	for _, err := range results.All() {
		if err == nil {
			panic("mine")
		}
	}
	t.Error("the loop body did not run")
}

func TestWriteErrorKeepsItsResultAndGetsTheCallID(t *testing.T) {
	t.Parallel()
	var seen string
	conn := open(t, &writer{
		readOnly: readOnly{operations: append([]shared.Operation{shared.OperationCreate}, reads...)},
		create: func(req *shared.CreateRequest) (*shared.WriteResult, error) {
			seen = req.CallID
			return nil, &shared.WriteError{
				Kind: shared.ErrPartial, Cause: shared.NewError(shared.ErrTimeout, "after %s", canary),
				Result: shared.WriteResult{UID: "7"}, Remaining: []shared.AttributeDelta{shared.ReplaceDelta("name", shared.StringValue("a"))},
			}
		},
	}, io.Discard)
	_, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{shared.NewAttribute("name", shared.StringValue("a"))}})
	var w *shared.WriteError
	if !errors.As(err, &w) || w.Result.UID != "7" || len(w.Remaining) != 1 {
		t.Fatalf("got %#v", err)
	}
	if w.CallID == "" || w.CallID != seen {
		t.Errorf("call id %q, the connector saw %q", w.CallID, seen)
	}
	if !errors.Is(err, shared.ErrPartial) || !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}
}
