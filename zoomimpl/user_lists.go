package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

var errNoSuchPosition = errors.New("names a position that the search does not have")

// userLists reads Zoom's lists of users, one status after the other.
type userLists struct {
	rows     *userRows
	statuses []string
	pageSize int
	// restartable says that a list whose page token expired can be read again
	// from its start, because everything given out is known.
	restartable bool
	seen        map[string]struct{}
	// fresh is set when a row came that was not seen before, since the list was
	// last started: a list that expires without that would never end.
	fresh bool

	at    position // of the page
	page  *zoomapi.UserPage
	index int
	used  map[string]struct{} // page tokens of this list
}

func newUserLists(rows *userRows, statuses []string) *userLists {
	return &userLists{rows: rows, statuses: statuses, seen: map[string]struct{}{}, used: map[string]struct{}{}}
}

// start goes to the position of a cookie. Without a filter no more rows are
// asked of Zoom than the page of the caller has.
func (l *userLists) start(at position, pageSize int) error {
	if at.Stream > len(l.statuses) {
		return errNoSuchPosition
	}
	l.at = at
	l.pageSize = l.rows.c.cfg.batchSize
	if pageSize > 0 && l.rows.plan.q.Filter == nil && !l.rows.plan.sorted() && l.rows.plan.q.Offset == 0 {
		l.pageSize = min(l.pageSize, pageSize)
	}
	l.restartable = pageSize == 0 || l.rows.plan.sorted()
	return nil
}

// next returns the next row that satisfies the filter.
func (l *userLists) next(ctx context.Context) (*candidate, error) {
	for {
		u, at, err := l.row(ctx)
		if u == nil || err != nil {
			return nil, err
		}
		key := rowKey(u)
		if _, twice := l.seen[key]; twice {
			continue
		}
		l.seen[key] = struct{}{}
		l.fresh = true
		row, err := l.rows.candidate(ctx, u, at, false)
		if row != nil || err != nil {
			return row, err
		}
	}
}

// rest looks for what is left. A page token tells that there is more, unless a
// filter may drop all of it.
func (l *userLists) rest(ctx context.Context) (position, bool, error) {
	if l.rows.plan.q.Filter == nil && l.page != nil && l.index >= len(l.page.Users) && l.page.NextPageToken != "" {
		return position{Stream: l.at.Stream, Token: l.page.NextPageToken}, true, nil
	}
	row, err := l.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// row returns the next row of the lists with its position, or nil at the end.
func (l *userLists) row(ctx context.Context) (*zoomapi.User, position, error) {
	for l.at.Stream < len(l.statuses) {
		if l.page == nil {
			if err := l.fetch(ctx); err != nil {
				return nil, position{}, err
			}
			continue
		}
		if l.index < len(l.page.Users) {
			u := l.page.Users[l.index]
			l.index++
			return u, position{Stream: l.at.Stream, Token: l.at.Token, Key: rowKey(u)}, nil
		}
		if err := l.turn(); err != nil {
			return nil, position{}, err
		}
	}
	return nil, position{}, nil
}

// turn goes to the next page, or to the next list.
func (l *userLists) turn() error {
	token := l.page.NextPageToken
	l.page, l.index = nil, 0
	if token == "" {
		l.at, l.used = position{Stream: l.at.Stream + 1}, map[string]struct{}{}
		return nil
	}
	if _, again := l.used[token]; again {
		return zoomapi.ErrPageTokenRepeated
	}
	l.used[token] = struct{}{}
	l.at = position{Stream: l.at.Stream, Token: token}
	return nil
}

// fetch reads the page at the position. A list whose token expired is started
// again; what was given out already is dropped when it comes a second time.
func (l *userLists) fetch(ctx context.Context) error {
	page, err := l.rows.c.api.UserPage(ctx, zoomapi.UserListOptions{
		Status: l.statuses[l.at.Stream], PageSize: l.pageSize, IncludeFields: l.rows.include(),
	}, l.at.Token)
	if errors.Is(err, zoomapi.ErrPageTokenExpired) && l.restartable && l.fresh {
		l.at, l.fresh, l.used = position{Stream: l.at.Stream}, false, map[string]struct{}{}
		return nil
	}
	if err != nil {
		return err
	}
	l.page, l.index = page, 0
	if l.at.Key != "" {
		// The row of a cookie; when it has gone, the page is read from its start,
		// so that rows are rather repeated than missed.
		at := slices.IndexFunc(page.Users, func(u *zoomapi.User) bool { return rowKey(u) == l.at.Key })
		l.index, l.at.Key = max(at, 0), ""
	}
	return nil
}

// rowKey identifies a row: pending users have no id.
func rowKey(u *zoomapi.User) string {
	if u.ID != "" {
		return u.ID
	}
	return strings.ToLower(u.Email)
}

// close has nothing to release.
func (l *userLists) close() {}
