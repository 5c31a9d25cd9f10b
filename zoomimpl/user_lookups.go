package zoomimpl

import (
	"context"
	"slices"
)

// userLookups reads the users that a filter names, one by one.
type userLookups struct {
	rows *userRows
	keys []string
	seen map[string]struct{}
	// users give also who is known from the list of pending users alone.
	users *pendingRows
}

// newUserLookups starts at the position of a cookie.
func newUserLookups(rows *userRows, keys []string, at position) (*userLookups, error) {
	from := 0
	if at.Key != "" {
		if from = slices.Index(keys, at.Key); from < 0 {
			return nil, errNoSuchPosition
		}
	}
	return &userLookups{rows: rows, keys: keys[from:], seen: map[string]struct{}{}, users: &pendingRows{c: rows.c}}, nil
}

// next returns the next user who exists and satisfies the filter.
func (l *userLookups) next(ctx context.Context) (*candidate, error) {
	for len(l.keys) > 0 {
		key := l.keys[0]
		l.keys = l.keys[1:]
		u, err := l.users.find(ctx, key)
		if err != nil {
			return nil, err
		}
		if u == nil {
			continue
		}
		if _, twice := l.seen[rowKey(u)]; twice {
			continue
		}
		l.seen[rowKey(u)] = struct{}{}
		if row := l.rows.candidate(u, position{Key: key}, true); row != nil {
			return row, nil
		}
	}
	return nil, nil //nolint:nilnil // The end is an answer.
}

// rest looks for what is left.
func (l *userLookups) rest(ctx context.Context) (position, bool, error) {
	row, err := nextRow(ctx, l.next)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// close has nothing to release.
func (l *userLookups) close() {}
