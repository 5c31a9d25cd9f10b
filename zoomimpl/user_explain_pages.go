package zoomimpl

import (
	"context"
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// explain tells the most that a page of users takes. Of how many users a filter
// lets through nothing is known, nor how many are in a group.
func (l *userLists) explain(context.Context) ([]shared.FetchSource, error) {
	q := l.rows.plan.q
	rows, lists := int64(shared.Unknown), int64(shared.Unknown)
	if q.Filter == nil && q.PageSize > 0 {
		rows = int64(q.PageSize)
		// Each list may end within a page of Zoom.
		lists = pagesOf(rows+max(0, int64(q.Offset)-1), l.pageSize) + int64(len(l.way.lists)) - 1
	}
	sources := l.rows.explainNames()
	for i, list := range l.way.lists {
		source := shared.FetchSource{Call: list.call, Purpose: "users, as far as the page needs them", Rows: shared.Unknown, AtMost: true}
		if source.Requests = shared.Unknown; i == 0 {
			source.Purpose, source.Requests = fmt.Sprintf("users, %d a page, with the lists that follow", l.pageSize), lists
		} else if lists != shared.Unknown {
			source.Requests = 0
		}
		sources = append(sources, source)
	}
	if names := l.rows.phoneNames(); len(names) > 0 {
		sources = append(sources, shared.FetchSource{
			Call: "GET /phone/users", Purpose: "Zoom Phone, by its list or user by user, whichever takes less",
			Requests: sum(rows, 2), AtMost: true, Attributes: names,
		})
	}
	gets := l.rows.explainGets(rows, rows, rows)
	for i := range gets {
		gets[i].AtMost, gets[i].Estimated = true, false
	}
	return append(sources, gets...), nil
}

// explain tells what the look-ups take.
func (l *userLookups) explain(context.Context) ([]shared.FetchSource, error) {
	n := int64(len(l.keys))
	sources := append(l.rows.explainNames(), shared.FetchSource{
		Call: "GET /users/{userId}", Purpose: "the users that the filter names", Requests: n, Rows: n,
	})
	if names := l.rows.phoneNames(); len(names) > 0 {
		sources = append(sources, shared.FetchSource{
			Call: "GET /phone/users/{userId}", Purpose: "their Zoom Phone, and its sites", Requests: n + 2, AtMost: true, Attributes: names,
		})
	}
	return sources, nil
}

// explain tells what the list of groups takes.
func (l *groupLists) explain(ctx context.Context) ([]shared.FetchSource, error) {
	if l.page == nil {
		if err := l.fetch(ctx); err != nil {
			return nil, err
		}
	}
	rows, requests := foretold(l.page.TotalRecords, len(l.page.Groups), l.page.NextPageToken, l.pageSize)
	return explainList("GET /groups", "groups, by pages", rows, requests, l.rows.plan.costly()...), nil
}

// explain tells what the look-ups take.
func (l *groupLookups) explain(context.Context) ([]shared.FetchSource, error) {
	n := int64(len(l.ids))
	return explainList("GET /groups/{groupId}", "the groups that the filter names", n, n, l.rows.plan.costly()...), nil
}

// explain tells what the list of roles takes.
func (r *roleRows) explain(ctx context.Context) ([]shared.FetchSource, error) {
	if !r.listed {
		if err := r.list(ctx); err != nil {
			return nil, err
		}
	}
	return explainList("GET /roles", "all roles", int64(len(r.roles)), 1, r.plan.costly()...), nil
}

// explain tells what the list takes.
func (r *phoneRows[T]) explain(ctx context.Context) ([]shared.FetchSource, error) {
	if !r.loaded {
		if err := r.fetch(ctx); err != nil {
			return nil, err
		}
	}
	rows, requests := foretold(0, len(r.rows), r.after, len(r.rows))
	return explainList(r.of.call, "the list, by pages", rows, requests, r.plan.costly()...), nil
}

// foretold tells how many rows a list has, and how many requests it takes, as far as
// its first page tells.
func foretold(total, onPage int, next string, size int) (rows, requests int64) {
	switch {
	case next == "":
		return int64(onPage), 1
	case total > 0:
		return int64(total), pagesOf(int64(total), size)
	default:
		return shared.Unknown, shared.Unknown
	}
}
