package pluginrpc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// TestBigErrorsHurtNobodyElse sends errors that would not fit into the headers
// of HTTP/2, where they would break the connection with every call on it.
func TestBigErrorsHurtNobodyElse(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 12<<20)
	release := make(chan struct{})
	conn, _ := connectTo(t, &fakeConnection{
		get: func(context.Context, *shared.GetRequest) (*shared.Object, error) {
			e := &shared.Error{Kind: shared.ErrNotFound, Message: big, Class: big, UID: big}
			for range 60_000 {
				e.Faults = append(e.Faults, shared.Fault{Field: strings.Repeat("f", 200), Message: "m"})
			}
			return nil, e
		},
		create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
			<-release
			return &shared.WriteResult{UID: "u1", Outcome: shared.OutcomeCreated}, nil
		},
	}, ClientOptions{})
	created := make(chan error, 1)
	go func() {
		_, err := conn.Create(context.WithoutCancel(t.Context()), &shared.CreateRequest{})
		created <- err
	}()
	for range 3 {
		if _, err := conn.Get(t.Context(), &shared.GetRequest{UID: "1"}); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("got %.200v, want not found", err)
		}
	}
	close(release)
	if err := <-created; err != nil {
		t.Errorf("a write that ran beside it: %.200v", err)
	}
}

// TestWhatIsTooBigToTellIsToldInShort keeps uid and kind of a write whose result
// does not fit into a message, or cannot be put into one.
func TestWhatIsTooBigToTellIsToldInShort(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", MaxMessageBytes)
	tests := map[string]struct {
		result *shared.WriteResult
		err    error
		kind   shared.ErrorKind
		uid    string
	}{
		"result": {&shared.WriteResult{
			UID: "u1", Outcome: shared.OutcomeCreated, SideEffects: []shared.SideEffect{{Description: big}},
		}, nil, shared.ErrUnknownOutcome, "u1"},
		"partial": {nil, &shared.WriteError{
			Kind: shared.ErrPartial, Result: shared.WriteResult{UID: "u1"},
			Remaining: []shared.AttributeDelta{shared.ReplaceDelta("name", shared.StringValue(big))},
		}, shared.ErrPartial, "u1"},
		"step without a state": {nil, &shared.WriteError{
			Kind: shared.ErrPartial, Result: shared.WriteResult{UID: "u1", Steps: []shared.Step{{Name: "x"}}},
		}, shared.ErrPartial, "u1"},
		"uid that is no text": {nil, &shared.WriteError{
			Kind: shared.ErrPartial, Result: shared.WriteResult{UID: "\xff"},
		}, shared.ErrPartial, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, _ := connectTo(t, &fakeConnection{create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
				return tt.result, tt.err
			}}, ClientOptions{})
			_, err := conn.Create(t.Context(), &shared.CreateRequest{})
			var w *shared.WriteError
			if !errors.As(err, &w) || w.Kind != tt.kind || w.Result.UID != tt.uid || !strings.Contains(err.Error(), "cannot be sent whole") {
				t.Errorf("got %.300v, want %v of %q", err, tt.kind, tt.uid)
			}
		})
	}
}

// TestCloseReleasesASearchThatNobodyReads fills the stream, reads nothing, and
// closes the connection with a context that is done.
func TestCloseReleasesASearchThatNobodyReads(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	fake := &fakeConnection{search: func(context.Context, *shared.Query) (*shared.Results, error) {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			for yield(user(strings.Repeat("1", 1<<10)), nil) {
			}
		}, nil, func() { close(released) }), nil
	}}
	conn, _ := connectTo(t, fake, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := conn.Close(ctx); err != nil {
		t.Error(err)
	}
	select {
	case <-released:
	case <-time.After(10 * time.Second):
		t.Fatal("the connector still holds the search")
	}
	if fake.closes() != 1 {
		t.Errorf("closed %d times", fake.closes())
	}
	if _, err := collect(r); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("reading afterwards: %v, want that the connection was closed", err)
	}
}

// TestConnectThatNobodyWaitsFor leaves no connection behind.
func TestConnectThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	fake := &fakeConnection{}
	svc := newService(&fakeConnector{connect: func(ctx context.Context, _ *shared.ConnectRequest) (shared.FullConnection, error) {
		<-ctx.Done()
		return fake, nil
	}})
	p := newPair(t, svc, ClientOptions{UnaryTimeout: 20 * time.Millisecond})
	if _, err := p.client.Connect(t.Context(), &shared.ConnectRequest{}); !errors.Is(err, shared.ErrTimeout) {
		t.Errorf("got %v, want timeout", err)
	}
	p.server.GracefulStop() // waits for the handler
	if n := len(svc.connections.open); n != 0 || fake.closes() != 1 {
		t.Errorf("%d connections open, closed %d times", n, fake.closes())
	}
}

// TestDeadlineOfTheCallerCounts gives a call more time than calls have by
// default.
func TestDeadlineOfTheCallerCounts(t *testing.T) {
	t.Parallel()
	var given time.Duration
	conn, _ := connectTo(t, &fakeConnection{get: func(ctx context.Context, _ *shared.GetRequest) (*shared.Object, error) {
		deadline, _ := ctx.Deadline()
		given = time.Until(deadline)
		return user("1"), nil
	}}, ClientOptions{UnaryTimeout: time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if _, err := conn.Get(ctx, &shared.GetRequest{UID: "1"}); err != nil || given < 50*time.Minute {
		t.Errorf("the call had %s, error %v", given, err)
	}
}

// TestStreamTextsThatAreNoText names the culprit instead of failing inside gRPC.
func TestStreamTextsThatAreNoText(t *testing.T) {
	t.Parallel()
	tests := map[string]func() *shared.Results{
		"attribute set": func() *shared.Results {
			r := shared.NewResults(func(func(*shared.Object, error) bool) {}, nil, nil)
			r.AttributeSet = "\xff"
			return r
		},
		"cookie": func() *shared.Results {
			return shared.NewResults(func(func(*shared.Object, error) bool) {}, func() shared.Page { return shared.Page{Cookie: "\xff"} }, nil)
		},
	}
	for name, results := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, _ := connectTo(t, &fakeConnection{search: func(context.Context, *shared.Query) (*shared.Results, error) {
				return results(), nil
			}}, ClientOptions{})
			r, err := conn.Search(t.Context(), &shared.Query{})
			if err == nil {
				_, err = collect(r)
			}
			if !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), "cannot be sent") {
				t.Errorf("got %v", err)
			}
		})
	}
}
