//go:build unix

package pluginrpc

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// writeConnector ends its process in the middle of a write.
type writeConnector struct{ processConnector }

func (c writeConnector) Info(ctx context.Context) (*shared.Info, error) {
	info, err := c.processConnector.Info(ctx)
	if err == nil {
		info.Operations = append(info.Operations, shared.OperationCreate)
	}
	return info, err
}

func (writeConnector) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return &writeConnection{fakeConnection{create: func(context.Context, *shared.CreateRequest) (*shared.WriteResult, error) {
		os.Exit(3) //nolint:forbidigo,revive // the crash that the tests are about
		return nil, errFakeUnsupported
	}}}, nil
}

type writeConnection struct{ fakeConnection }

func (c *writeConnection) Schema(ctx context.Context) (*shared.Schema, error) {
	schema, err := c.fakeConnection.Schema(ctx)
	if err == nil {
		class := schema.Classes[0]
		class.Operations = append(class.Operations, shared.OperationInfo{Operation: shared.OperationCreate})
		class.Attributes[1].Creatable = true
	}
	return schema, err
}

func createUser() *shared.CreateRequest {
	return &shared.CreateRequest{
		Class: "user", CallID: "call-1",
		Attributes: shared.Attributes{shared.NewAttribute("name", shared.StringValue("ann"))},
	}
}

// TestExitMidWrite has the process end after it has received a write.
func TestExitMidWrite(t *testing.T) {
	t.Parallel()
	p := start(t, "write")
	_, err := p.conn.Create(t.Context(), createUser())
	var we *shared.WriteError
	if !errors.As(err, &we) || we.Kind != shared.ErrUnknownOutcome || we.CallID != "call-1" || !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("got %v, want an unknown outcome because of the crash", err)
	}
	if _, err := p.conn.Create(t.Context(), createUser()); errors.As(err, &we) || !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("afterwards: %v, want that it was never sent", err)
	}
}

// TestGoneBeforeTheWrite has the process end before a write, with a host that
// knows of it by the connection alone.
func TestGoneBeforeTheWrite(t *testing.T) {
	t.Parallel()
	p := start(t, "write")
	known, ok := p.conn.(*connection)
	if !ok {
		t.Fatalf("connected to a %T", p.conn)
	}
	unaware := newConnection(&link{rpc: known.link.rpc, done: t.Context(), opts: known.link.opts}, known.id)
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, p.client.Exited)
	// The first call after the end may still go out into the void.
	if _, err := unaware.Schema(t.Context()); !errors.Is(err, shared.ErrConnectionFailed) {
		t.Errorf("a read: %v", err)
	}
	for range 2 {
		_, err := unaware.Create(t.Context(), createUser())
		if we := (*shared.WriteError)(nil); errors.As(err, &we) || !errors.Is(err, shared.ErrConnectionFailed) {
			t.Errorf("a write: %v, want that it was never sent", err)
		}
	}
}
