package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

var errNoSuchPosition = errors.New("names a position that the search does not have")

// userLists reads the lists of a way, one after the other.
type userLists struct {
	rows     *userRows
	way      userWay
	pageSize int
	// restartable says that a list whose page token expired can be read again
	// from its start, because everything given out is known.
	restartable bool
	mu          sync.Mutex          // guards seen and invited
	seen        map[string]struct{} // rows of all lists
	invited     map[string]struct{} // rows without id that were returned
	open        sync.WaitGroup      // rows that are being built and say something of later lists
	// fresh is set when a row came that was not seen before, since the list was
	// last started: a list that expires without that would never end.
	fresh bool

	at    position // of the page
	page  *zoomapi.UserPage
	index int
	used  map[string]struct{} // page tokens of this list
}

func newUserLists(rows *userRows, way userWay) *userLists {
	return &userLists{rows: rows, way: way, seen: map[string]struct{}{}, invited: map[string]struct{}{}, used: map[string]struct{}{}}
}

// start goes to the position of a cookie. Without a filter no more rows are
// asked of Zoom than the page of the caller has.
func (l *userLists) start(at position, pageSize int) error {
	if at.Stream > len(l.way.lists) {
		return errNoSuchPosition
	}
	l.at = at
	l.pageSize = l.rows.c.cfg.batchSize
	if pageSize > 0 && l.rows.plan.q.Filter == nil && !l.rows.plan.sorted() && l.rows.plan.q.Offset == 0 {
		l.pageSize = min(l.pageSize, pageSize)
	}
	l.restartable = l.rows.plan.restartable()
	return nil
}

// next returns the next row that satisfies the filter.
func (l *userLists) next(ctx context.Context) (*candidate, error) {
	for {
		u, at, err := l.row(ctx)
		if u == nil || err != nil {
			return nil, err
		}
		bare := l.way.lists[at.Stream].bare
		if l.twice(u, bare) {
			continue
		}
		l.fresh = true
		if row := l.judged(u, at, bare); row != nil {
			return row, nil
		}
	}
}

// judged returns the row unless it is known not to satisfy the filter.
func (l *userLists) judged(u *zoomapi.User, at position, bare bool) *candidate {
	if bare {
		return l.tracked(&candidate{at: at, reads: true, build: func(ctx context.Context) (*shared.Object, error) {
			whole, err := l.whole(ctx, u)
			if whole == nil || err != nil {
				return nil, err
			}
			l.remember(l.seen, whole)
			row := l.rows.candidate(whole, at, true)
			if row == nil {
				return nil, nil //nolint:nilnil // It does not satisfy the filter.
			}
			return row.build(ctx)
		}})
	}
	row := l.rows.candidate(u, at, false)
	switch {
	case row == nil || u.ID != "":
	case row.sure:
		l.remember(l.invited, u)
	default:
		build := row.build
		row.build = func(ctx context.Context) (*shared.Object, error) {
			obj, err := build(ctx)
			if obj != nil {
				l.remember(l.invited, u)
			}
			return obj, err
		}
		row = l.tracked(row)
	}
	return row
}

// tracked makes the end of the list wait for the row, because what it turns out
// to be matters to the lists after it.
func (l *userLists) tracked(row *candidate) *candidate {
	l.open.Add(1)
	build, done := row.build, sync.OnceFunc(l.open.Done)
	row.build = func(ctx context.Context) (*shared.Object, error) {
		defer done()
		return build(ctx)
	}
	return row
}

// remember puts a user among those seen or invited; rows are built at once.
func (l *userLists) remember(users map[string]struct{}, u *zoomapi.User) {
	l.mu.Lock()
	defer l.mu.Unlock()
	users[rowKey(u)] = struct{}{}
}

// twice tells whether the row was seen before, and remembers it. A pending user
// who was returned and has joined since is known by e-mail address. A bare row is
// remembered as such: whose it is may still be left to another list.
func (l *userLists) twice(u *zoomapi.User, bare bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := rowKey(u)
	_, twice := l.seen[key]
	if !twice && u.ID != "" {
		_, twice = l.invited[strings.ToLower(u.Email)]
	}
	if bare && !twice {
		key = "bare " + key
		_, twice = l.seen[key]
	}
	l.seen[key] = struct{}{}
	return twice
}

// whole reads the user behind a bare row, or nil when there is none any more.
// Pending and inactive users are given by their own lists alone, as far as they
// are wanted.
func (l *userLists) whole(ctx context.Context, row *zoomapi.User) (*zoomapi.User, error) {
	u, err := l.rows.c.findUser(ctx, rowKey(row))
	if hasCode(err, zoomapi.CodeInvitationExpired) {
		return nil, nil //nolint:nilnil // Nobody is an answer.
	}
	if u != nil && (u.Status == zoomapi.StatusPending || u.Status == zoomapi.StatusInactive) {
		return nil, nil //nolint:nilnil // Nobody is an answer.
	}
	return u, err
}

// rest looks for what is left. A page token tells that there is more, unless a
// filter may drop all of it.
func (l *userLists) rest(ctx context.Context) (position, bool, error) {
	if l.rows.plan.q.Filter == nil && l.page != nil && l.index >= len(l.page.Users) && l.page.NextPageToken != "" {
		err := l.turn() // Refuses a token that Zoom gave before.
		return l.at, err == nil, err
	}
	row, err := nextRow(ctx, l.next)
	if row == nil || err != nil {
		return position{}, false, err
	}
	at := row.at
	at.Way = l.way.label
	return at, true, nil
}

// row returns the next row of the lists with its position, or nil at the end.
func (l *userLists) row(ctx context.Context) (*zoomapi.User, position, error) {
	for l.at.Stream < len(l.way.lists) {
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
		l.open.Wait()
		l.at, l.used = position{Stream: l.at.Stream + 1}, map[string]struct{}{}
		return nil
	}
	if _, again := l.used[token]; again || token == l.at.Token {
		return zoomapi.ErrPageTokenRepeated
	}
	l.used[token] = struct{}{}
	l.at = position{Stream: l.at.Stream, Token: token}
	return nil
}

// fetch reads the page at the position. A list whose token expired is started
// again; what was given out already is dropped when it comes a second time.
func (l *userLists) fetch(ctx context.Context) error {
	page, err := l.way.lists[l.at.Stream].page(ctx, l.pageSize, l.at.Token)
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
