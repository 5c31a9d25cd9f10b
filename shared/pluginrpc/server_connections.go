package pluginrpc

import (
	"context"
	"errors"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// connectionTable holds the open connections of a process by their ids, which
// nobody can guess: one host's components share the process, not their
// connections.
type connectionTable struct {
	mu   sync.Mutex
	open map[string]*openConnection
}

// openConnection is a connection with the context that its streams live in.
type openConnection struct {
	shared.FullConnection

	ctx    context.Context
	cancel context.CancelCauseFunc
}

func newConnectionTable() *connectionTable {
	return &connectionTable{open: make(map[string]*openConnection)}
}

func (t *connectionTable) add(conn shared.FullConnection) string {
	// The connection outlives the call that makes it.
	ctx, cancel := context.WithCancelCause(context.Background())
	id := randomID(16)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open[id] = &openConnection{FullConnection: conn, ctx: ctx, cancel: cancel}
	return id
}

// get returns a connection. It ends its calls itself when it is closed.
func (t *connectionTable) get(id string) (*openConnection, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, ok := t.open[id]
	if !ok {
		return nil, shared.NewError(shared.ErrPreconditionFailed, "there is no such connection; it was closed or belongs to another process")
	}
	return c, nil
}

// use returns a connection, and a context that ends with the stream's and with
// the connection: a stream may be waiting for its host, and not in a call of the
// connection.
func (t *connectionTable) use(ctx context.Context, id string) (conn shared.FullConnection, joined context.Context, release func(), err error) {
	c, err := t.get(id)
	if err != nil {
		return nil, nil, nil, err
	}
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(c.ctx, func() { cancel(context.Cause(c.ctx)) })
	return c.FullConnection, joined, func() {
		stop()
		cancel(context.Canceled)
	}, nil
}

// close ends a connection; closing what is not open is no error.
func (t *connectionTable) close(ctx context.Context, id string) error {
	t.mu.Lock()
	c, ok := t.open[id]
	delete(t.open, id)
	t.mu.Unlock()
	if !ok {
		return nil
	}
	c.cancel(adapter.ErrClosed())
	return c.Close(ctx)
}

// closeAll ends every connection, all at the same time.
func (t *connectionTable) closeAll(ctx context.Context) error {
	t.mu.Lock()
	ids := make([]string, 0, len(t.open))
	for id := range t.open {
		ids = append(ids, id)
	}
	t.mu.Unlock()
	errs := make([]error, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() { errs[i] = t.close(ctx, id) })
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return errors.Join(errs...)
	case <-ctx.Done():
		return ctx.Err()
	}
}
