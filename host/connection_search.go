package host

import (
	"context"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// Search finds objects. A search that is lost with its process is repeated once
// as long as no row was read; later it fails with ErrPluginCrashed, because rows
// would come twice.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	s := &search{ctx: ctx, conn: c, query: q}
	first, err := s.open(nil)
	if err != nil {
		return nil, err
	}
	results := shared.NewResults(s.all, s.page, s.close)
	results.AttributeSet, results.Plan = first.AttributeSet, first.Plan
	return results, nil
}

// search is a search in progress, which counts as a call until it is closed.
type search struct {
	ctx   context.Context // of the caller, for the whole search
	conn  *connection
	query *shared.Query

	mu      sync.Mutex
	inner   *shared.Results
	gen     *generation
	retried bool
	closed  bool
}

// open starts the search in the current generation. lost is how it was lost in
// the one before, if it was.
func (s *search) open(lost error) (*shared.Results, error) {
	who := s.conn.plugin.newCaller(s.ctx)
	defer who.end()
	if lost != nil {
		who.repeat(lost)
	}
	for {
		g, err := who.acquire(reading)
		if err != nil {
			return nil, err
		}
		inner, err := s.begin(g)
		if err == nil {
			if !s.hold(g, inner) {
				inner.Close()
				g.calls.end(reading)
				return nil, errResultsClosed()
			}
			return inner, nil
		}
		g.calls.end(reading)
		if !s.retry(g, err) {
			return nil, err
		}
		who.repeat(err)
	}
}

func (s *search) begin(g *generation) (*shared.Results, error) {
	conn, err := s.conn.on(s.ctx, g)
	if err != nil {
		return nil, err
	}
	return conn.Search(s.ctx, s.query)
}

// hold notes where the search runs; it returns false when it was closed
// meanwhile.
func (s *search) hold(g *generation, inner *shared.Results) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.inner, s.gen = inner, g
	return true
}

// retry tells whether to start anew after an error before the first row.
func (s *search) retry(g *generation, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.retried || !g.lost(s.ctx, err) {
		return false
	}
	s.retried = true
	return true
}

// all yields the rows. It runs in one goroutine; close may come from another.
func (s *search) all(yield func(*shared.Object, error) bool) {
	rows := 0
	for {
		inner, g := s.held()
		if g == nil {
			yield(nil, errResultsClosed())
			return
		}
		var lost error
		for obj, err := range inner.All() {
			if err != nil && rows == 0 && s.retry(g, err) {
				lost = err
				break
			}
			rows++
			if !yield(obj, err) {
				return
			}
		}
		if lost == nil {
			return
		}
		s.release()
		if _, err := s.open(lost); err != nil {
			yield(nil, err)
			return
		}
	}
}

func (s *search) page() shared.Page {
	inner, _ := s.held()
	return inner.Page()
}

// held returns where the search runs; the generation is nil when it does not.
func (s *search) held() (*shared.Results, *generation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inner, s.gen
}

func errResultsClosed() error {
	return shared.NewError(shared.ErrCancelled, "the results were closed")
}

// release ends the search where it runs.
func (s *search) release() {
	s.mu.Lock()
	inner, g := s.inner, s.gen
	s.gen = nil
	s.mu.Unlock()
	if g != nil {
		inner.Close()
		g.calls.end(reading)
	}
}

func (s *search) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.release()
}
