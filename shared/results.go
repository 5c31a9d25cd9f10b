package shared

import (
	"io"
	"iter"
	"sync"
	"sync/atomic"
)

// Page is what is known after all rows of a search were read.
type Page struct {
	// Cookie continues after the last row; empty when nothing is left.
	Cookie string
	// Remaining is the number of rows left; -1 when unknown.
	Remaining int
	Stats     OperationStats
}

// Results are the rows of a search. They are read once, by one goroutine.
type Results struct {
	seq   iter.Seq2[*Object, error]
	page  func() Page
	close func()
	once  sync.Once
	read  atomic.Bool
	// AttributeSet names the set that the rows hold when the query named no
	// attributes, for example "default" or "list".
	AttributeSet string
	// Plan is how the rows are read; nil when the query did not ask for it, or the
	// connector cannot tell.
	Plan *FetchPlan
}

// NewResults makes Results. seq yields the rows; it ends after the first error.
// page is called after seq is complete and may be nil when there is nothing to
// say. closeFn, which may be nil, releases what the search holds; it is called
// once, when the iteration ends for whatever reason or when Close is called.
func NewResults(seq iter.Seq2[*Object, error], page func() Page, closeFn func()) *Results {
	if page == nil {
		page = func() Page { return Page{Remaining: -1} }
	}
	if closeFn == nil {
		closeFn = func() {}
	}
	return &Results{seq: seq, page: page, close: closeFn}
}

// All iterates over the rows. An error is yielded last, with a nil object.
// Breaking out of the loop ends the search, at the target too. A second
// iteration yields ErrInvalidRequest.
func (r *Results) All() iter.Seq2[*Object, error] {
	return func(yield func(*Object, error) bool) {
		if r.read.Swap(true) {
			yield(nil, NewError(ErrInvalidRequest, "the results were read before; search again"))
			return
		}
		defer r.Close()
		for obj, err := range r.seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(obj, nil) {
				return
			}
		}
	}
}

// Page tells what is left. It holds only after a complete iteration without an
// error.
func (r *Results) Page() Page { return r.page() }

// Close ends the search. It needs to be called only when All is not.
func (r *Results) Close() { r.once.Do(r.close) }

// ChangeKind is what happened to an object.
type ChangeKind uint8

// The kinds of changes.
const (
	// ChangeUpsert: created or updated; the object is as it is now.
	ChangeUpsert ChangeKind = iota + 1
	// ChangeDelete: deleted; only the identifiers are known.
	ChangeDelete
)

// String returns the name of the kind.
func (k ChangeKind) String() string {
	switch k {
	case ChangeUpsert:
		return "upsert"
	case ChangeDelete:
		return "delete"
	default:
		return "invalid"
	}
}

// Change is one change of one object.
type Change struct {
	Kind   ChangeKind
	Object *Object
}

// Changes are the answer to a sync. They are read once, by one goroutine: first
// the changes, then the token.
type Changes struct {
	seq        iter.Seq2[*Change, error]
	writeToken func(io.Writer) error
	stats      func() OperationStats
	close      func()
	once       sync.Once
	read       atomic.Bool
	complete   atomic.Bool
}

// NewChanges makes Changes. seq yields the changes; it ends after the first
// error. writeToken writes the new token once seq is complete. stats and
// closeFn may be nil.
func NewChanges(seq iter.Seq2[*Change, error], writeToken func(io.Writer) error, stats func() OperationStats, closeFn func()) *Changes {
	if stats == nil {
		stats = func() OperationStats { return OperationStats{} }
	}
	if closeFn == nil {
		closeFn = func() {}
	}
	return &Changes{seq: seq, writeToken: writeToken, stats: stats, close: closeFn}
}

// All iterates over the changes. An error is yielded last, with a nil change.
// Breaking out of the loop ends the sync. A second iteration yields
// ErrInvalidRequest.
func (c *Changes) All() iter.Seq2[*Change, error] {
	return func(yield func(*Change, error) bool) {
		if c.read.Swap(true) {
			yield(nil, NewError(ErrInvalidRequest, "the changes were read before; synchronise again"))
			return
		}
		complete := false
		defer func() {
			if !complete {
				c.Close()
			}
		}()
		for ch, err := range c.seq {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(ch, nil) {
				return
			}
		}
		complete = true
		c.complete.Store(true)
	}
}

// WriteToken writes the token from which the next sync goes on. Without a nil
// error the old token stays valid. It returns ErrPreconditionFailed unless all
// changes were read: a token that stands for changes which nobody saw would lose
// them. Where there are none, as with LatestTokenOnly, they need not be read.
func (c *Changes) WriteToken(w io.Writer) error {
	defer c.Close()
	if !c.read.Load() {
		for _, err := range c.All() {
			if err != nil {
				return err
			}
			break
		}
	}
	if !c.complete.Load() {
		return NewError(ErrPreconditionFailed, "all changes must be read before the token")
	}
	return c.writeToken(w)
}

// Stats tell what the sync cost; they hold after WriteToken.
func (c *Changes) Stats() OperationStats { return c.stats() }

// Close ends the sync. WriteToken calls it.
func (c *Changes) Close() { c.once.Do(c.close) }
