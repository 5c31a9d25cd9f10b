package memimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// maxSorted bounds a sorted search, which has to be held in memory as a whole.
const maxSorted = 100_000

// Search finds objects. It works on a snapshot, so that writes during the
// search change neither the rows nor their number.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	class, _ := c.schema.Class(q.Class)
	rows := c.store.snapshot(class.Name)
	if needsMembers(q) {
		// Once for each group: sorting would compute them again and again.
		for i, obj := range rows {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			rows[i] = c.withMembers(obj)
		}
	}
	if q.Filter != nil {
		rows = slices.DeleteFunc(rows, func(o *shared.Object) bool { return !q.Filter.Match(class, o) })
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(q.Sort) > 0 {
		if len(rows) > maxSorted {
			return nil, shared.NewError(shared.ErrInvalidRequest, "%d rows are too many to sort; the limit is %d: narrow the filter", len(rows), maxSorted)
		}
		slices.SortStableFunc(rows, func(a, b *shared.Object) int { return class.CompareBy(q.Sort, a, b) })
	}
	page, rest, err := c.page(q, rows)
	if err != nil {
		return nil, err
	}
	out := shared.NewResults(func(yield func(*shared.Object, error) bool) {
		for _, obj := range page {
			if !yield(c.project(obj, returned(class, q)), nil) {
				return
			}
		}
	}, func() shared.Page { return rest }, nil)
	if q.Attributes == nil {
		out.AttributeSet = "default"
	}
	return out, nil
}

// needsMembers tells whether the filter or the sort looks at members, which are
// computed at the cost of a walk over all users for each group.
func needsMembers(q *shared.Query) bool {
	if q.Class != classGroup {
		return false
	}
	if q.Filter != nil && slices.Contains(filter.Attributes(q.Filter), "members") {
		return true
	}
	return slices.ContainsFunc(q.Sort, func(k shared.SortKey) bool { return k.Attribute == "members" })
}

// returned are the attributes to return; nil means what the store holds.
func returned(class *shared.ObjectClass, q *shared.Query) []string {
	if q.Attributes != nil || !needsMembers(q) {
		return q.Attributes
	}
	// The rows hold more than is returned by default.
	var names []string
	for _, a := range class.Attributes {
		if a.ReturnedByDefault {
			names = append(names, a.Name)
		}
	}
	return names
}

// withMembers returns a group with its members, as filters and sort keys are to
// see it.
func (c *connection) withMembers(obj *shared.Object) *shared.Object {
	names := []string{"members"}
	for name := range obj.All() {
		names = append(names, name)
	}
	return c.project(obj, names)
}

// page cuts the rows of one page and says what is left.
func (c *connection) page(q *shared.Query, rows []*shared.Object) ([]*shared.Object, shared.Page, error) {
	if q.PageSize == 0 {
		return rows, shared.Page{}, nil
	}
	start := max(q.Offset-1, 0)
	if q.Cookie != "" {
		after, err := c.store.readCookie(q)
		if err != nil {
			return nil, shared.Page{}, err
		}
		start = slices.IndexFunc(rows, func(o *shared.Object) bool { return sequence(o.UID()) > after })
		if start < 0 {
			start = len(rows)
		}
	}
	start = min(start, len(rows))
	end := min(start+q.PageSize, len(rows))
	rest := shared.Page{Remaining: len(rows) - end}
	if end < len(rows) && len(q.Sort) == 0 && end > start {
		rest.Cookie = c.store.writeCookie(q, rows[end-1].UID())
	}
	return rows[start:end], rest, nil
}
