package zoomimpl

import (
	"context"
	"errors"
	"slices"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// groupLists reads Zoom's list of groups by pages.
type groupLists struct {
	rows     *groupRows
	pageSize int
	// restartable says that a list whose page token expired can be read again
	// from its start, because everything given out is known.
	restartable bool
	seen        map[string]struct{}
	// fresh is set when a group came that was not seen before, since the list was
	// last started: a list that expires without that would never end.
	fresh bool

	at    position // of the page
	page  *zoomapi.GroupPage
	index int
	used  map[string]struct{} // page tokens
}

// newGroupLists starts at the position of a cookie. Without a filter no more
// groups are asked of Zoom than the page of the caller has.
func newGroupLists(rows *groupRows, at position) *groupLists {
	q := rows.plan.q
	l := &groupLists{
		rows: rows, at: at, pageSize: zoomapi.MaxGroupPageSize,
		restartable: rows.plan.restartable(),
		seen:        map[string]struct{}{}, used: map[string]struct{}{},
	}
	if q.PageSize > 0 && q.Filter == nil && !rows.plan.sorted() && q.Offset == 0 {
		l.pageSize = min(l.pageSize, q.PageSize)
	}
	return l
}

// next returns the next group that satisfies the filter.
func (l *groupLists) next(ctx context.Context) (*candidate, error) {
	for {
		g, err := l.row(ctx)
		if g == nil || err != nil {
			return nil, err
		}
		if _, twice := l.seen[g.ID]; twice {
			continue
		}
		l.seen[g.ID] = struct{}{}
		l.fresh = true
		row, err := l.rows.candidate(ctx, g, position{Token: l.at.Token, Key: g.ID})
		if row != nil || err != nil {
			return row, err
		}
	}
}

// rest looks for what is left. A page token tells that there is more, unless a
// filter may drop all of it.
func (l *groupLists) rest(ctx context.Context) (position, bool, error) {
	if l.rows.plan.q.Filter == nil && l.page != nil && l.index >= len(l.page.Groups) && l.page.NextPageToken != "" {
		err := l.turn()
		return l.at, err == nil, err
	}
	row, err := l.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// row returns the next row of the list, or nil at the end.
func (l *groupLists) row(ctx context.Context) (*zoomapi.Group, error) {
	for {
		switch {
		case l.page == nil:
			if err := l.fetch(ctx); err != nil {
				return nil, err
			}
		case l.index < len(l.page.Groups):
			l.index++
			return l.page.Groups[l.index-1], nil
		case l.page.NextPageToken == "":
			return nil, nil //nolint:nilnil // The end is an answer.
		default:
			if err := l.turn(); err != nil {
				return nil, err
			}
		}
	}
}

// turn goes to the next page.
func (l *groupLists) turn() error {
	token := l.page.NextPageToken
	if _, again := l.used[token]; again || token == l.at.Token {
		return zoomapi.ErrPageTokenRepeated
	}
	l.used[token] = struct{}{}
	l.page, l.at = nil, position{Token: token}
	return nil
}

// fetch reads the page at the position. A list whose token expired is started
// again; what was given out already is dropped when it comes a second time.
func (l *groupLists) fetch(ctx context.Context) error {
	page, err := l.rows.c.api.GroupPage(ctx, l.pageSize, l.at.Token)
	if errors.Is(err, zoomapi.ErrPageTokenExpired) && l.restartable && l.fresh {
		l.at, l.fresh, l.used = position{}, false, map[string]struct{}{}
		return nil
	}
	if err != nil {
		return err
	}
	l.page, l.index = page, 0
	if l.at.Key != "" {
		// The group of a cookie; when it has gone, the page is read from its start,
		// so that groups are rather repeated than missed.
		at := slices.IndexFunc(page.Groups, func(g *zoomapi.Group) bool { return g.ID == l.at.Key })
		l.index, l.at.Key = max(at, 0), ""
	}
	return nil
}

// close has nothing to release.
func (l *groupLists) close() {}
