package zoomimpl

import (
	"context"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// candidate is a row that satisfies the filter as far as it was read.
type candidate struct {
	at position
	// build reads what is still missing and returns the object, or nil when it
	// has gone or does not satisfy the filter after all.
	build func(ctx context.Context) (*shared.Object, error)
}

// source yields the rows of one search, lazily: each request to Zoom is made
// when its first row is asked for.
type source interface {
	// next returns the next row, or nil when there is none.
	next(ctx context.Context) (*candidate, error)
	// rest tells where a further search finds what is left, and whether anything
	// is. No row is asked for afterwards.
	rest(ctx context.Context) (position, bool, error)
	// close releases what the source holds.
	close()
}

// reader turns the rows of a source into the objects of a search.
type reader struct {
	src   source
	skip  int // rows to leave out
	limit int // rows to return, 0 for all
	given int
	done  bool
	// cookie is set at the end of a page after which something is left, made by
	// encode of the position.
	cookie string
	encode func(position) (string, error)
}

// next returns the next object, or nil at the end.
func (r *reader) next(ctx context.Context) (*shared.Object, error) {
	for !r.done {
		if r.limit > 0 && r.given == r.limit {
			r.done = true
			return nil, r.end(ctx)
		}
		row, err := r.src.next(ctx)
		if err != nil {
			return nil, err
		}
		if row == nil {
			r.done = true
			return nil, nil //nolint:nilnil // The end is an answer.
		}
		if r.skip > 0 {
			r.skip--
			continue
		}
		obj, err := row.build(ctx)
		if err != nil {
			return nil, err
		}
		if obj != nil {
			r.given++
			return obj, nil
		}
	}
	return nil, nil //nolint:nilnil // The end is an answer.
}

// end finds out where the search goes on after a full page.
func (r *reader) end(ctx context.Context) error {
	at, more, err := r.src.rest(ctx)
	if err == nil && more {
		r.cookie, err = r.encode(at)
	}
	return err
}

// page says where the search goes on, once it was read to its end.
func (r *reader) page() shared.Page {
	if r.cookie == "" {
		return shared.Page{}
	}
	return shared.Page{Cookie: r.cookie, Remaining: -1}
}

// objects is what a search iterates over.
type objects interface {
	next(ctx context.Context) (*shared.Object, error)
}

// results makes the answer of a search. The first object is read at once, so
// that an error before it comes back as the error of the search.
func (c *connection) results(ctx context.Context, p *searchPlan, src source, meter *zoomapi.Meter) (*shared.Results, error) {
	var rows objects
	var page func() shared.Page
	if p.sorted() {
		s := &sorter{plan: p, rows: reader{src: src}}
		rows, page = s, s.page
	} else {
		r := &reader{
			src: src, limit: p.q.PageSize, skip: max(p.q.Offset-1, 0),
			encode: func(at position) (string, error) { return c.encodeCookie(p.q, at) },
		}
		rows, page = r, r.page
	}
	first, err := rows.next(ctx)
	if err != nil {
		src.close()
		return nil, catalogue(err, p.class.Name, "")
	}
	results := shared.NewResults(c.rowsOf(ctx, p.class.Name, first, rows), func() shared.Page {
		answer := page()
		answer.Stats = stats(meter)
		return answer
	}, src.close)
	results.AttributeSet = p.set
	return results, nil
}

// rowsOf iterates over first and what follows it.
func (c *connection) rowsOf(ctx context.Context, class string, first *shared.Object, rows objects) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		obj := first
		for obj != nil {
			if !yield(c.giveOutObject(obj), nil) {
				return
			}
			var err error
			if obj, err = rows.next(ctx); err != nil {
				yield(nil, catalogue(err, class, ""))
				return
			}
		}
	}
}
