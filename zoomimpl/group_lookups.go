package zoomimpl

import (
	"context"
	"slices"
)

// groupLookups reads the groups that a filter limits a search to, one by one.
type groupLookups struct {
	rows *groupRows
	ids  []string
}

// newGroupLookups starts at the position of a cookie. The groups come in the
// order of their ids, so that a position is good even if its group is no longer
// among them.
func newGroupLookups(rows *groupRows, ids []string, at position) *groupLookups {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	from, _ := slices.BinarySearch(ids, at.Key)
	return &groupLookups{rows: rows, ids: ids[from:]}
}

// next returns the next group that exists and satisfies the filter.
func (l *groupLookups) next(ctx context.Context) (*candidate, error) {
	for len(l.ids) > 0 {
		id := l.ids[0]
		l.ids = l.ids[1:]
		g, err := l.rows.c.groupByID(ctx, id)
		if err != nil {
			return nil, err
		}
		if g == nil {
			continue
		}
		row, err := l.rows.candidate(ctx, g, position{Stream: streamGroupLookups, Key: id})
		if row != nil || err != nil {
			return row, err
		}
	}
	return nil, nil //nolint:nilnil // The end is an answer.
}

// rest looks for what is left.
func (l *groupLookups) rest(ctx context.Context) (position, bool, error) {
	row, err := l.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// close has nothing to release.
func (l *groupLookups) close() {}
