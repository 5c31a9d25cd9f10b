package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxLookups bounds the single gets that replace a listing when a filter names
// users by id or e-mail address.
const maxLookups = 20

// searchUsers finds users.
func (c *connection) searchUsers(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	meter := &zoomapi.Meter{}
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	p := c.newSearchPlan(c.model.user, q)
	rows := &userRows{c: c, plan: p, need: c.model.userNeed(p.read)}
	if rows.names, err = c.groupNamesFor(ctx, q.Filter); err != nil {
		return nil, catalogue(err, classUser, "")
	}
	keys, named := lookups(q.Filter)
	if named {
		src, err := newUserLookups(rows, keys, at)
		if err != nil {
			return nil, badCookie(q, err.Error())
		}
		return c.results(ctx, p, src, meter)
	}
	src := newUserLists(rows, statusesOf(c.model.user, q.Filter))
	if err := src.start(at, q.PageSize); err != nil {
		return nil, badCookie(q, err.Error())
	}
	return c.results(ctx, p, src, meter)
}

// lookups returns the ids or e-mail addresses that a filter limits the search
// to, when they are few.
func lookups(f shared.Filter) ([]string, bool) {
	for _, attribute := range []string{"id", "email"} {
		if keys, ok := oneOf(f, attribute); ok && len(keys) <= maxLookups {
			return keys, true
		}
	}
	return nil, false
}

// statusesOf returns the statuses whose lists a filter leaves to be read. Zoom
// lists one status at a time. The order is such that a user who joins, or is
// deactivated, while the lists are read is not missed: first seen, dropped when
// seen again.
func statusesOf(class *shared.ObjectClass, f shared.Filter) []string {
	statuses := []string{zoomapi.StatusPending, zoomapi.StatusActive, zoomapi.StatusInactive}
	if f == nil {
		return statuses
	}
	known := func(name string) bool { return name == "status" || name == "enabled" }
	return slices.DeleteFunc(statuses, func(status string) bool {
		obj := shared.NewObject(classUser, "", "").SetString("status", status).Set("enabled", enabledValue(status)...).Build()
		return judge(f, class, obj, known) == no
	})
}

// groupNamesFor reads the names of the groups when the filter names a group, so
// that it can be compared.
func (c *connection) groupNamesFor(ctx context.Context, f shared.Filter) (map[string]string, error) {
	byName := false
	filter.Walk(f, func(g shared.Filter) bool {
		byName = byName || namesOnly(g)
		return !byName
	})
	if !byName {
		return nil, nil //nolint:nilnil // No names are needed.
	}
	names := map[string]string{}
	for g, err := range c.api.Groups(ctx) {
		if err != nil {
			return nil, err
		}
		names[g.ID] = g.Name
	}
	return names, nil
}

// namesOnly tells whether a condition compares with a reference that has a name
// and no uid.
func namesOnly(f shared.Filter) bool {
	var values []shared.Value
	switch n := f.(type) {
	case *filter.Comparison:
		values = []shared.Value{n.Value}
	case *filter.In:
		values = n.Values
	case *filter.ContainsAll:
		values = n.Values
	}
	return slices.ContainsFunc(values, func(v shared.Value) bool {
		r, ok := v.AsReference()
		return ok && r.UID == ""
	})
}
