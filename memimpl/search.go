package memimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// Search finds objects. It works on a snapshot, so that writes during the
// search change neither the rows nor their number.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	class, _ := c.schema.Class(q.Class)
	rows := c.store.snapshot(class.Name)
	if needsMembers(q) {
		for i, obj := range rows {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			rows[i] = c.withMembers(obj)
		}
	}
	return shared.ListResults(class, q, rows)
}

// needsMembers tells whether the query looks at members, which are computed at
// the cost of a walk over all users for each group.
func needsMembers(q *shared.Query) bool {
	if q.Class != classGroup {
		return false
	}
	return slices.Contains(q.Attributes, "members") ||
		slices.Contains(filter.Attributes(q.Filter), "members") ||
		slices.ContainsFunc(q.Sort, func(k shared.SortKey) bool { return k.Attribute == "members" })
}

// withMembers returns a group with its members.
func (c *connection) withMembers(obj *shared.Object) *shared.Object {
	names := []string{"members"}
	for name := range obj.All() {
		names = append(names, name)
	}
	return c.project(obj, names)
}
