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
	// sure says that the row satisfies the filter, unless it changes.
	sure bool
	// reads says that building it takes requests.
	reads bool
	// build reads what is still missing and returns the object, or nil when it
	// has gone or does not satisfy the filter after all. Several are built at once.
	build func(ctx context.Context) (*shared.Object, error)
}

// isRow tells whether the candidate is a row after all.
func (c *candidate) isRow(ctx context.Context) (bool, error) {
	if c.sure {
		return true, nil
	}
	obj, err := c.build(ctx)
	return obj != nil, err
}

// nextRow returns the next candidate that is a row after all, or nil.
func nextRow(ctx context.Context, next func(context.Context) (*candidate, error)) (*candidate, error) {
	for {
		row, err := next(ctx)
		if row == nil || err != nil {
			return nil, err
		}
		if is, err := row.isRow(ctx); is || err != nil {
			return row, err
		}
	}
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

	explainer
}

// reader turns the rows of a source into the objects of a search.
type reader struct {
	src   source
	ahead *ahead
	skip  int // rows to leave out
	limit int // rows to return, 0 for all
	given int
	ended bool // the source has no more rows
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
		if err := r.fill(ctx); err != nil {
			return nil, err
		}
		if r.ahead.len() == 0 {
			r.done = true
			return nil, nil //nolint:nilnil // The end is an answer.
		}
		obj, err := r.ahead.next(ctx)
		switch {
		case err != nil:
			return nil, err
		case obj == nil:
		case r.skip > 0:
			r.skip--
		default:
			r.given++
			return obj, nil
		}
	}
	return nil, nil //nolint:nilnil // The end is an answer.
}

// fill starts as many rows as may be built at once, and no more than are still to
// be returned. What takes no request is not looked ahead for.
func (r *reader) fill(ctx context.Context) error {
	for !r.ended && r.ahead.wants() && (r.limit == 0 || r.ahead.len() < r.skip+r.limit-r.given) {
		row, err := r.src.next(ctx)
		if err != nil {
			if r.ahead.len() > 0 {
				r.ended = true
				r.ahead.fail(err) // In its place: the rows before it are returned.
				return nil
			}
			return err
		}
		switch {
		case row == nil:
			r.ended = true
		case row.sure && r.skip > r.ahead.len():
			r.skip-- // It need not be read to be left out.
		default:
			r.ahead.start(ctx, row)
		}
	}
	return nil
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
// that an error before it comes back as the error of the search, unless it is the
// plan that is waited for.
func (c *connection) results(ctx context.Context, p *searchPlan, src source, meter *zoomapi.Meter) (*shared.Results, error) {
	var rows objects
	var page func() shared.Page
	ctx, cancel := context.WithCancel(ctx)
	building := &ahead{}
	closeAll := func() {
		cancel()
		building.wait()
		src.close()
	}
	if p.sorted() {
		s := &sorter{plan: p, rows: reader{src: src, ahead: building}}
		rows, page = s, s.page
	} else {
		r := &reader{
			src: src, ahead: building, limit: p.q.PageSize, skip: max(p.q.Offset-1, 0),
			encode: func(at position) (string, error) { return c.encodeCookie(p.q, at) },
		}
		rows, page = r, r.page
	}
	answer := func() shared.Page {
		answer := page()
		answer.Stats = stats(meter)
		return answer
	}
	var plan *shared.FetchPlan
	var seq iter.Seq2[*shared.Object, error]
	var err error
	if p.q.Explain == shared.ExplainNone {
		seq, err = c.fromFirst(ctx, p.class.Name, rows)
	} else {
		plan, err = explain(ctx, src)
		seq = c.rowsOf(ctx, p.class.Name, rows)
	}
	if err != nil {
		closeAll()
		return nil, catalogue(err, p.class.Name, "")
	}
	results := shared.NewResults(seq, answer, closeAll)
	results.AttributeSet, results.Plan = p.set, plan
	return results, nil
}

// fromFirst reads the first object and iterates over it and what follows.
func (c *connection) fromFirst(ctx context.Context, class string, rows objects) (iter.Seq2[*shared.Object, error], error) {
	first, err := rows.next(ctx)
	if err != nil {
		return nil, err
	}
	return func(yield func(*shared.Object, error) bool) {
		if first != nil && yield(c.giveOutObject(first), nil) {
			c.rowsOf(ctx, class, rows)(yield)
		}
	}, nil
}

// rowsOf iterates over the objects that are left.
func (c *connection) rowsOf(ctx context.Context, class string, rows objects) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		for {
			obj, err := rows.next(ctx)
			if err != nil {
				yield(nil, catalogue(err, class, ""))
				return
			}
			if obj == nil || !yield(c.giveOutObject(obj), nil) {
				return
			}
		}
	}
}
