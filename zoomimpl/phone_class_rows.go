package zoomimpl

import (
	"context"
	"errors"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneRows reads the list of a class of Zoom Phone by pages.
type phoneRows[T any] struct {
	of   *phoneClass[T]
	plan *searchPlan
	// restartable says that a list whose page token expired can be read again
	// from its start, because everything given out is known.
	restartable bool
	seen        map[string]struct{}
	// fresh is set when a row came that was not seen before, since the list was
	// last started: a list that expires without that would never end.
	fresh bool

	at     position // of the page
	loaded bool
	rows   []T
	index  int
	after  string              // token of the next page
	used   map[string]struct{} // page tokens
}

// newPhoneRows starts at the position of a cookie.
func newPhoneRows[T any](of *phoneClass[T], plan *searchPlan, at position) *phoneRows[T] {
	return &phoneRows[T]{
		of: of, plan: plan, at: at, restartable: plan.restartable(),
		seen: map[string]struct{}{}, used: map[string]struct{}{},
	}
}

// next returns the next row that satisfies the filter.
func (r *phoneRows[T]) next(ctx context.Context) (*candidate, error) {
	for {
		ok, err := r.ready(ctx)
		if !ok || err != nil {
			return nil, err
		}
		row := r.rows[r.index]
		r.index++
		uid := r.of.uid(row)
		if _, twice := r.seen[uid]; twice {
			continue
		}
		r.seen[uid] = struct{}{}
		r.fresh = true
		pass, err := r.passes(ctx, row)
		if err != nil {
			return nil, err
		}
		if pass {
			return &candidate{at: position{Token: r.at.Token, Key: uid}, build: func(ctx context.Context) (*shared.Object, error) {
				return r.of.object(ctx, row, r.plan.read)
			}}, nil
		}
	}
}

// passes evaluates the filter; what costs requests is read only when it depends
// on that.
func (r *phoneRows[T]) passes(ctx context.Context, row T) (bool, error) {
	f := r.plan.q.Filter
	if f == nil {
		return true, nil
	}
	inList := func(name string) bool { return hasSource(r.plan.class, []string{name}, sourceList) }
	cheap := slices.DeleteFunc(slices.Clone(r.plan.compared), func(name string) bool { return !inList(name) })
	listed, err := r.of.object(ctx, row, cheap)
	if listed == nil || err != nil {
		return false, err
	}
	if verdict := judge(f, r.plan.class, listed, inList); verdict != unknown {
		return verdict == yes, nil
	}
	whole, err := r.of.object(ctx, row, r.plan.compared)
	return whole != nil && f.Match(r.plan.class, whole), err
}

// rest looks for what is left.
func (r *phoneRows[T]) rest(ctx context.Context) (position, bool, error) {
	row, err := r.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// ready reads pages until there is a row; false at the end.
func (r *phoneRows[T]) ready(ctx context.Context) (bool, error) {
	for {
		switch {
		case !r.loaded:
			if err := r.fetch(ctx); err != nil {
				return false, err
			}
		case r.index < len(r.rows):
			return true, nil
		case r.after == "":
			return false, nil
		default:
			if err := r.turn(); err != nil {
				return false, err
			}
		}
	}
}

// turn goes to the next page.
func (r *phoneRows[T]) turn() error {
	if _, again := r.used[r.after]; again || r.after == r.at.Token {
		return zoomapi.ErrPageTokenRepeated
	}
	r.used[r.after] = struct{}{}
	r.loaded, r.at = false, position{Token: r.after}
	return nil
}

// fetch reads the page at the position. A list whose token expired is started
// again; what was given out already is dropped when it comes a second time.
func (r *phoneRows[T]) fetch(ctx context.Context) error {
	rows, next, err := r.of.page(ctx, r.at.Token)
	if errors.Is(err, zoomapi.ErrPageTokenExpired) && r.restartable && r.fresh {
		r.at, r.fresh, r.used = position{}, false, map[string]struct{}{}
		return nil
	}
	if err != nil {
		return err
	}
	r.loaded, r.rows, r.after, r.index = true, rows, next, 0
	if r.at.Key != "" {
		// The row of a cookie; when it has gone, the page is read from its start, so
		// that rows are rather repeated than missed.
		at := slices.IndexFunc(rows, func(row T) bool { return r.of.uid(row) == r.at.Key })
		r.index, r.at.Key = max(at, 0), ""
	}
	return nil
}

// close has nothing to release.
func (r *phoneRows[T]) close() {}
