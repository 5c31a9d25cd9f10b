package csvimpl

import (
	"context"
	"errors"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// maxSorted is how many rows a sorted search may find, as the contract says for
// all connectors.
const maxSorted = 100_000

// search is one search under way.
type search struct {
	// ctx holds until the results are closed.
	ctx   context.Context
	src   *source
	query *shared.Query
	// tested are the columns that the filter needs, shown those of the answer.
	tested, shown []field
	page          shared.Page
}

// Search finds objects. Without sort the rows stream from the file: memory holds
// one of them, and a hash of each uid.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	src, err := c.open(ctx, q.Class)
	if err != nil {
		return nil, err
	}
	s := &search{
		ctx: ctx, src: src, query: q,
		tested: src.layout.pick(filter.Attributes(q.Filter)), shown: src.layout.pick(q.Attributes),
	}
	results, err := s.results()
	if err != nil {
		return nil, errors.Join(err, src.close())
	}
	if q.Attributes == nil {
		results.AttributeSet = "default"
	}
	return results, nil
}

func (s *search) results() (*shared.Results, error) {
	if len(s.query.Sort) > 0 {
		return s.sorted()
	}
	if s.query.Cookie != "" {
		if err := s.resume(); err != nil {
			return nil, err
		}
	}
	closeFile := func() { _ = s.src.close() } // it was only read
	return shared.NewResults(s.rows, func() shared.Page { return s.page }, closeFile), nil
}

// rows yields the page that the query asks for.
func (s *search) rows(yield func(*shared.Object, error) bool) {
	skip, returned := max(s.query.Offset-1, 0), 0
	var last position
	for obj, err := range s.matches(s.shown) {
		switch {
		case err != nil:
			yield(nil, err)
			return
		case skip > 0:
			skip--
			continue
		case s.query.PageSize > 0 && returned == s.query.PageSize:
			s.page = shared.Page{Remaining: -1, Cookie: s.cookie(last)}
			return
		}
		last = position{Offset: s.src.scan.current.offset, Line: s.src.scan.current.line, UID: obj.UID()}
		if !yield(obj, nil) {
			return
		}
		returned++
	}
	s.page = shared.Page{}
}

// matches yields what satisfies the filter, with some columns.
func (s *search) matches(shown []field) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		for r, err := range s.src.rows(s.ctx, true) {
			var obj *shared.Object
			if err == nil && s.query.Filter != nil {
				obj, err = s.src.object(r, s.tested)
				if err == nil && !s.query.Filter.Match(s.src.layout.class, obj) {
					continue
				}
			}
			if err == nil {
				obj, err = s.src.object(r, shown)
			}
			if !yield(obj, err) || err != nil {
				return
			}
		}
	}
}

// sorted collects what the filter lets through, up to the limit, and sorts it.
func (s *search) sorted() (*shared.Results, error) {
	needed := append([]field(nil), s.shown...)
	for _, key := range s.query.Sort {
		if f, ok := s.src.layout.field(key.Attribute); ok {
			needed = append(needed, f)
		}
	}
	var rows []*shared.Object
	for obj, err := range s.matches(distinct(needed)) {
		if err != nil {
			return nil, err
		}
		if len(rows) == maxSorted {
			return nil, shared.NewError(shared.ErrInvalidRequest, "more than %d rows are too many to sort: narrow the filter", maxSorted)
		}
		rows = append(rows, obj)
	}
	rest := *s.query
	rest.Filter = nil // done already
	results, err := shared.ListResults(s.src.layout.class, &rest, rows)
	if err != nil {
		return nil, err
	}
	return results, s.src.close()
}

// distinct drops the second of two fields of one column.
func distinct(fields []field) []field {
	taken := make(map[int]bool, len(fields))
	out := fields[:0]
	for _, f := range fields {
		if !taken[f.index] {
			taken[f.index] = true
			out = append(out, f)
		}
	}
	return out
}
