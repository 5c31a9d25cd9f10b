package pluginrpc

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

func TestCallsCross(t *testing.T) {
	t.Parallel()
	fake := &fakeConnection{get: func(_ context.Context, r *shared.GetRequest) (*shared.Object, error) {
		return shared.NewObject(r.Class, r.UID, "ann").SetString("asked", strings.Join(r.Attributes, ",")).Build(), nil
	}}
	conn, p := connectTo(t, fake, ClientOptions{})
	info, err := p.client.Info(t.Context())
	if diff := cmp.Diff(fakeInfo(), info); err != nil || diff != "" {
		t.Errorf("info: %v (-want +got):\n%s", err, diff)
	}
	schema, err := conn.Schema(t.Context())
	want, _ := fake.Schema(t.Context())
	if diff := cmp.Diff(want, schema); err != nil || diff != "" {
		t.Errorf("schema: %v (-want +got):\n%s", err, diff)
	}
	report, err := conn.Test(t.Context(), &shared.TestRequest{})
	wantReport, _ := fake.Test(t.Context(), nil)
	if diff := cmp.Diff(wantReport, report); err != nil || diff != "" {
		t.Errorf("report: %v (-want +got):\n%s", err, diff)
	}
	obj, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "u1", Attributes: []string{"a", "b"}})
	wantObj := shared.NewObject("user", "u1", "ann").SetString("asked", "a,b").Build()
	if diff := cmp.Diff(wantObj, obj); err != nil || diff != "" {
		t.Errorf("object: %v (-want +got):\n%s", err, diff)
	}
}

// TestErrorsCross sends every kind with every field from a handler to a host.
func TestErrorsCross(t *testing.T) {
	t.Parallel()
	for _, kind := range shared.ErrorKinds() {
		t.Run(kind.Error(), func(t *testing.T) {
			t.Parallel()
			sent := &shared.Error{
				Kind: kind, Message: "what is wrong", Class: "user", UID: "u1", Attribute: "email",
				Faults: []shared.Fault{{Field: "email", Message: "is taken"}}, RetryAfter: 90 * time.Second,
				Upstream: shared.Upstream{Status: 409, Code: "1005", RequestID: "r"}, CorrelationID: "c",
			}
			failure := &shared.WriteError{
				Kind: shared.ErrPartial, Cause: sent, CallID: "call-1",
				Result:    shared.WriteResult{UID: "u1", Steps: []shared.Step{{Name: "profile", State: shared.StepDone}, {Name: "group", State: shared.StepFailed}}},
				Remaining: []shared.AttributeDelta{shared.AddDelta("groups", shared.StringValue("g1"))},
			}
			conn, _ := connectTo(t, &fakeConnection{
				get:    func(context.Context, *shared.GetRequest) (*shared.Object, error) { return nil, sent },
				create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) { return nil, failure },
			}, ClientOptions{})
			_, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "u1"})
			checkError(t, sent, kind, err)
			_, err = conn.Create(t.Context(), &shared.CreateRequest{Class: "user", CallID: "call-1"})
			checkError(t, failure, kind, err)
			if !errors.Is(err, shared.ErrPartial) {
				t.Errorf("%v is not partial", err)
			}
		})
	}
}

func checkError(t *testing.T, want error, kind shared.ErrorKind, got error) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	if got == nil || got.Error() != want.Error() {
		t.Errorf("got the text %v, want %v", got, want)
	}
	if !errors.Is(got, kind) {
		t.Errorf("%v does not match %v", got, kind)
	}
}

func TestPanicBecomesAnError(t *testing.T) {
	t.Parallel()
	calls := 0
	conn, _ := connectTo(t, &fakeConnection{get: func(_ context.Context, r *shared.GetRequest) (*shared.Object, error) {
		if calls++; calls == 1 {
			panic("secret details")
		}
		return user(r.UID), nil
	}}, ClientOptions{})
	_, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "u1"})
	e := shared.AsError(err)
	if !errors.Is(err, shared.ErrInternal) || e.CorrelationID == "" || strings.Contains(err.Error(), "secret details") {
		t.Errorf("got %v", err)
	}
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "u1"}); err != nil {
		t.Errorf("after the panic: %v", err)
	}
}

func TestConnectionsAreApart(t *testing.T) {
	t.Parallel()
	n := 0
	fakes := []*fakeConnection{{}, {}}
	for i, f := range fakes {
		f.get = func(context.Context, *shared.GetRequest) (*shared.Object, error) { return user(fmt.Sprint(i)), nil }
	}
	p := newPair(t, newService(&fakeConnector{connect: func(context.Context, *shared.ConnectRequest) (shared.FullConnection, error) {
		n++
		return fakes[n-1], nil
	}}), ClientOptions{})
	var conns []shared.FullConnection
	for range fakes {
		c, err := p.client.Connect(t.Context(), &shared.ConnectRequest{})
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
	}
	if err := conns[0].Close(t.Context()); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := conns[0].Close(t.Context()); err != nil {
		t.Errorf("second close: %v", err)
	}
	if _, err := conns[0].Get(t.Context(), &shared.GetRequest{UID: "1"}); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("call on a closed connection: %v", err)
	}
	obj, err := conns[1].Get(t.Context(), &shared.GetRequest{UID: "1"})
	if err != nil || obj.UID() != "1" {
		t.Errorf("the other connection: %v, %v", obj, err)
	}
	if fakes[0].closes() != 1 || fakes[1].closes() != 0 {
		t.Errorf("closed %d and %d times, want 1 and 0", fakes[0].closes(), fakes[1].closes())
	}
}

// authored is a connector as its author writes it, which is adapted before it is
// served.
type authored struct {
	*fakeConnector

	conn shared.Connection
}

func (a authored) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return a.conn, nil
}

func TestCloseCancelsCalls(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	fake := &fakeConnection{get: func(ctx context.Context, _ *shared.GetRequest) (*shared.Object, error) {
		close(entered)
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	p := newPair(t, newService(adapter.New(authored{&fakeConnector{}, fake}, nil)), ClientOptions{})
	config := shared.Attributes{shared.NewAttribute("base_url", shared.StringValue("x"))}
	conn, err := p.client.Connect(t.Context(), &shared.ConnectRequest{Config: config})
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error)
	go func() {
		_, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "1"})
		failed <- err
	}()
	<-entered
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("got %v, want that the connection was closed", err)
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	handlerDone := make(chan bool, 3)
	conn, _ := connectTo(t, &fakeConnection{get: func(ctx context.Context, _ *shared.GetRequest) (*shared.Object, error) {
		_, has := ctx.Deadline()
		<-ctx.Done()
		handlerDone <- has
		return nil, ctx.Err()
	}}, ClientOptions{UnaryTimeout: 50 * time.Millisecond})
	_, err := conn.Get(t.Context(), &shared.GetRequest{UID: "1"})
	if !errors.Is(err, shared.ErrTimeout) || !strings.Contains(err.Error(), "did not answer within 50ms") || !<-handlerDone {
		t.Errorf("default: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err = conn.Get(ctx, &shared.GetRequest{UID: "1"})
	if !errors.Is(err, context.DeadlineExceeded) || err.Error() != "timeout: the deadline passed" || !<-handlerDone {
		t.Errorf("the caller's: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err = conn.Get(ctx, &shared.GetRequest{UID: "1"})
	if !errors.Is(err, context.Canceled) || err.Error() != "cancelled: the caller cancelled" {
		t.Errorf("cancelled: %v", err)
	}
	<-handlerDone
}

func TestSizes(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", MaxMessageBytes)
	conn, _ := connectTo(t, &fakeConnection{
		get: func(context.Context, *shared.GetRequest) (*shared.Object, error) {
			return shared.NewObject("user", "u1", "").SetString("photo", big).Build(), nil
		},
		create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
			return &shared.WriteResult{UID: "u1", Outcome: shared.OutcomeCreated}, nil
		},
	}, ClientOptions{})
	_, err := conn.Get(t.Context(), &shared.GetRequest{UID: "1"})
	if !errors.Is(err, shared.ErrTooLarge) || !strings.Contains(err.Error(), "the answer is 1677") || !strings.Contains(err.Error(), "limit is 16777216 bytes") {
		t.Errorf("answer: %v", err)
	}
	remote := conn.(*connection)
	_, err = remote.link.rpc.Get(t.Context(), &connectorv1.GetRequest{ConnectionId: remote.id})
	if e, ours := codec.DecodeStatus(status.Convert(err)); !ours || e.Kind != shared.ErrTooLarge {
		t.Errorf("hosts in other languages get %v, without our details", err)
	}
	_, err = conn.Create(t.Context(), &shared.CreateRequest{Class: "user", Attributes: shared.Attributes{shared.NewAttribute("photo", shared.StringValue(big))}})
	if !errors.Is(err, shared.ErrTooLarge) || !strings.Contains(err.Error(), "the request is 1677") {
		t.Errorf("request: %v", err)
	}
	half := strings.Repeat("x", MaxMessageBytes/2)
	if _, err = conn.Create(t.Context(), &shared.CreateRequest{Class: "user", Attributes: shared.Attributes{shared.NewAttribute("photo", shared.StringValue(half))}}); err != nil {
		t.Errorf("a request of 8 MiB: %v", err)
	}
}

func TestUnsendableText(t *testing.T) {
	t.Parallel()
	conn, _ := connectTo(t, &fakeConnection{
		get: func(context.Context, *shared.GetRequest) (*shared.Object, error) { return user("\xff"), nil },
		create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
			return &shared.WriteResult{UID: "\xff", Outcome: shared.OutcomeCreated}, nil
		},
	}, ClientOptions{})
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "1"}); !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("answer: %v", err)
	}
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "user", UID: "\xff"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("request: %v", err)
	}
	if _, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "user"}); !errors.Is(err, shared.ErrUnknownOutcome) {
		t.Errorf("the result of a write: %v", err)
	}
}

// TestRefusedLikeInProcess holds requests that cannot be sent against the words
// that a connector in the same process finds for them.
func TestRefusedLikeInProcess(t *testing.T) {
	t.Parallel()
	fake := &fakeConnection{}
	conn, _ := connectTo(t, fake, ClientOptions{})
	schema, _ := fake.Schema(t.Context())
	req := &shared.GetRequest{Class: "user", UID: "1", Name: "n"}
	_, want := shared.ResolveGet(schema, req)
	_, got := conn.Get(t.Context(), req)
	if diff := cmp.Diff(want, got); want == nil || diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestForeignStatuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		code codes.Code
		text string
		kind shared.ErrorKind
		want string
	}{
		"cancelled":     {codes.Canceled, "x", shared.ErrCancelled, ""},
		"closing":       {codes.Canceled, "grpc: the client connection is closing", shared.ErrConnectionFailed, "closed"},
		"deadline":      {codes.DeadlineExceeded, "x", shared.ErrTimeout, ""},
		"unimplemented": {codes.Unimplemented, "unknown method", shared.ErrUnsupported, "unknown method"},
		"internal":      {codes.Internal, "boom", shared.ErrInternal, "boom"},
		"unknown":       {codes.Unknown, "boom", shared.ErrInternal, "boom"},
		"unavailable":   {codes.Unavailable, "refused", shared.ErrConnectionFailed, "refused"},
		"answer too large": {
			codes.ResourceExhausted, "grpc: received message larger than max (20000000 vs. 16777216)",
			shared.ErrTooLarge, "the answer is 20000000 bytes; the limit is 16777216 bytes",
		},
		"foreign limit": {
			codes.ResourceExhausted, "grpc: received message larger than max (5000000 vs. 4194304)",
			shared.ErrTooLarge, "the request is 5000000 bytes; the limit is 4194304 bytes",
		},
		"answer refused": {codes.ResourceExhausted, "trying to send message larger than max (5000000 vs. 4194304)", shared.ErrTooLarge, "the answer is 5000000 bytes"},
		"exhausted":      {codes.ResourceExhausted, "something else", shared.ErrInternal, "something else"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &link{done: t.Context(), opts: ClientOptions{}.withDefaults()}
			e, ours := l.failure(t.Context(), status.Error(tc.code, tc.text))
			if ours || e.Kind != tc.kind || !strings.Contains(e.Error(), tc.want) {
				t.Errorf("got %v (ours: %v), want %v with %q", e, ours, tc.kind, tc.want)
			}
		})
	}
}

func TestProcessGone(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{}, 1)
	reason := &shared.Error{Kind: shared.ErrPluginCrashed, Message: "exit status 3"}
	block := func(ctx context.Context) error {
		entered <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}
	conn, p := connectTo(t, &fakeConnection{
		get: func(ctx context.Context, _ *shared.GetRequest) (*shared.Object, error) { return nil, block(ctx) },
		update: func(ctx context.Context, _ *shared.UpdateRequest) (*shared.WriteResult, error) {
			return nil, block(ctx)
		},
	}, ClientOptions{ExitReason: func(context.Context) *shared.Error { return reason }})
	failed := make(chan error, 2)
	deltas := []shared.AttributeDelta{shared.ReplaceDelta("name", shared.StringValue("x"))}
	go func() {
		_, err := conn.Get(t.Context(), &shared.GetRequest{UID: "1"})
		failed <- err
	}()
	<-entered
	go func() {
		_, err := conn.Update(t.Context(), &shared.UpdateRequest{UID: "1", Deltas: deltas})
		failed <- err
	}()
	<-entered
	p.gone()
	for range 2 {
		err := <-failed
		if !errors.Is(err, shared.ErrPluginCrashed) || !strings.Contains(err.Error(), "exit status 3") {
			t.Errorf("got %v", err)
		}
		if we := (*shared.WriteError)(nil); errors.As(err, &we) {
			if we.Kind != shared.ErrUnknownOutcome || we.Result.UID != "1" || we.CallID == "" || !cmp.Equal(we.Remaining, deltas) {
				t.Errorf("write: %+v", we)
			}
		}
	}
	_, err := conn.Update(t.Context(), &shared.UpdateRequest{UID: "1", Deltas: deltas})
	if errors.Is(err, shared.ErrUnknownOutcome) || !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("a write that was never sent: %v", err)
	}
}

func TestWriteOutcomes(t *testing.T) {
	t.Parallel()
	entered := make(chan string, 1)
	conn, p := connectTo(t, &fakeConnection{create: func(ctx context.Context, r *shared.CreateRequest) (*shared.WriteResult, error) {
		entered <- r.CallID
		<-ctx.Done()
		return nil, ctx.Err()
	}}, ClientOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := conn.Create(ctx, &shared.CreateRequest{Class: "user"})
		failed <- err
	}()
	id := <-entered
	cancel()
	err := <-failed
	var we *shared.WriteError
	if !errors.As(err, &we) || we.Kind != shared.ErrUnknownOutcome || !errors.Is(err, context.Canceled) || id == "" || we.CallID != id {
		t.Errorf("cancelled on the way: %v (call id %q)", err, id)
	}
	if _, err := conn.Create(ctx, &shared.CreateRequest{Class: "user"}); errors.As(err, &we) || !errors.Is(err, shared.ErrCancelled) {
		t.Errorf("cancelled before: %v", err)
	}
	p.server.Stop()
	// The first call after the end may still go out into the void.
	if _, err := conn.Schema(t.Context()); !errors.Is(err, shared.ErrConnectionFailed) {
		t.Errorf("the connection is down: %v", err)
	}
	if _, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "user"}); errors.As(err, &we) || !errors.Is(err, shared.ErrConnectionFailed) {
		t.Errorf("never sent, because the connection is down: %v", err)
	}
}
