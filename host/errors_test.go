//go:build unix

package host_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/memimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// failing is the memory connector, except that every read and delete fails with
// the error whose number is the uid.
type failing struct{ *memimpl.Connector }

func (f failing) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	conn, err := f.Connector.Connect(ctx, req)
	if err != nil {
		return nil, err
	}
	return failingConnection{conn}, nil
}

type failingConnection struct{ shared.Connection }

func (failingConnection) Get(_ context.Context, req *shared.GetRequest) (*shared.Object, error) {
	return nil, numbered(req.UID)
}

func (failingConnection) Create(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
	return nil, shared.ErrUnsupported
}

func (failingConnection) Update(context.Context, *shared.UpdateRequest) (*shared.WriteResult, error) {
	return nil, shared.ErrUnsupported
}

func (failingConnection) Delete(_ context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	return nil, &shared.WriteError{
		Kind: shared.ErrPartial, Cause: numbered(req.UID),
		Result:    shared.WriteResult{UID: req.UID, Outcome: shared.OutcomeUpdated, Steps: []shared.Step{{Name: "unlink", Endpoint: "DELETE /x", State: shared.StepDone}}},
		Remaining: []shared.AttributeDelta{shared.ReplaceDelta("tags")},
	}
}

func (failingConnection) Sync(context.Context, *shared.SyncRequest) (*shared.Changes, error) {
	return nil, shared.ErrUnsupported
}

// numbered makes an error of a kind with every field set.
func numbered(uid string) *shared.Error {
	n, err := strconv.ParseUint(uid, 10, 8)
	if err != nil {
		return shared.NewError(shared.ErrInvalidRequest, "%q is no number", uid)
	}
	return &shared.Error{
		Kind: shared.ErrorKind(n), Message: "message of " + uid, Class: "User", UID: uid, Attribute: "user_name",
		Faults:        []shared.Fault{{Field: "user_name", Message: "is wrong"}, {Message: "and more"}},
		RetryAfter:    1500 * time.Millisecond,
		Upstream:      shared.Upstream{Status: 429, Code: "1001", RequestID: "r-1"},
		CorrelationID: "c-1",
	}
}

// serveFailing is the connector process of the test below.
func serveFailing() int { return pluginrpc.Main(failing{memimpl.New("1.0.0")}) }

// TestErrorsCrossTheProcessBoundary shows that a host sees the same error from a
// connector process as from a connector in its own process.
func TestErrorsCrossTheProcessBoundary(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	outside, err := launch(t, specFor(t, "failing")).Connect(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	inside, err := adapter.New(failing{memimpl.New("1.0.0")}, nil).Connect(ctx, &shared.ConnectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range shared.ErrorKinds() {
		uid := strconv.Itoa(int(kind))
		_, wantErr := inside.Get(ctx, &shared.GetRequest{Class: "User", UID: uid})
		_, gotErr := outside.Get(ctx, &shared.GetRequest{Class: "User", UID: uid})
		compareErrors(t, kind, wantErr, gotErr)

		_, wantErr = inside.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: uid, CallID: "call"})
		_, gotErr = outside.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: uid, CallID: "call"})
		compareErrors(t, kind, wantErr, gotErr)
		var want, got *shared.WriteError
		if !errors.As(wantErr, &want) || !errors.As(gotErr, &got) {
			t.Fatalf("%v: no write errors: %v and %v", kind, wantErr, gotErr)
		}
		if diff := cmp.Diff(want, got); diff != "" || !errors.Is(gotErr, shared.ErrPartial) {
			t.Errorf("%v: the write error differs (-inside +outside):\n%s", kind, diff)
		}
	}
}

// compareErrors checks kind, text and every field.
func compareErrors(t *testing.T, kind shared.ErrorKind, inside, outside error) {
	t.Helper()
	for _, err := range []error{inside, outside} {
		for _, other := range shared.ErrorKinds() {
			if errors.Is(err, other) != (other == kind || (other == shared.ErrPartial && isWrite(err))) {
				t.Errorf("%v: errors.Is(%v, %v) = %v", kind, err, other, errors.Is(err, other))
			}
		}
	}
	if inside.Error() != outside.Error() {
		t.Errorf("%v: the text differs:\ninside  %s\noutside %s", kind, inside, outside)
	}
	if diff := cmp.Diff(shared.AsError(inside), shared.AsError(outside)); diff != "" {
		t.Errorf("%v: the fields differ (-inside +outside):\n%s", kind, diff)
	}
}

func isWrite(err error) bool {
	var w *shared.WriteError
	return errors.As(err, &w)
}
