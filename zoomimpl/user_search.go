package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxLookups bounds the single gets that replace a listing when a filter names
// users by id or e-mail address.
const maxLookups = 20

// searchUsers finds users.
func (c *connection) searchUsers(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	meter := newMeter(ctx)
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	p := c.newSearchPlan(c.model.user, q)
	rows := &userRows{
		c: c, plan: p, phone: c.newPhoneReader(p.named(), q.Filter),
		need: c.model.userNeed(slices.DeleteFunc(slices.Clone(p.read), p.spares)),
	}
	if rows.names, err = c.groupNamesFor(ctx, q.Filter); err != nil {
		return nil, catalogue(err, classUser, "")
	}
	if rows.roleNames, err = c.roleNamesFor(ctx, q.Filter); err != nil {
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
	rows.phone.list, rows.phone.most = phoneList(c.model, p)
	way, err := c.userWay(ctx, rows, at)
	if err != nil {
		return nil, catalogue(err, classUser, "")
	}
	if way.full() && (q.PageSize == 0 || p.sorted()) {
		return c.results(ctx, p, newUserStreams(rows, way), meter)
	}
	src := newUserLists(rows, way)
	if err := src.start(at, q.PageSize); err != nil {
		return nil, badCookie(q, err.Error())
	}
	return c.results(ctx, p, src, meter)
}

// phoneList tells whether the attributes of Zoom Phone come from the list of
// phone users, and how many more pages of it than the first may be read for that;
// 0 is without limit. Whatever decides which users are returned, or in which
// order, has to be known of all of them. Otherwise Zoom Phone is read of no more
// users than the page has: of a few singly, of more by whichever costs fewer
// requests, as the first page of the list tells.
func phoneList(m *model, p *searchPlan) (list bool, most int) {
	switch {
	case p.q.PageSize == 0, p.sorted(), m.ofPhone(p.compared...):
		return true, 0
	default:
		return p.q.PageSize > maxLookups, p.q.PageSize
	}
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
	return slices.DeleteFunc(statuses, func(status string) bool {
		obj := shared.NewObject(classUser, "", "").SetString("status", status).Set("enabled", enabledValue(status)...).Set("role_id").Build()
		return judge(f, class, obj, func(name string) bool {
			notOfPending := name == "role_id" || hasSource(class, []string{name}, sourcePhone)
			return name == "status" || name == "enabled" || (notOfPending && status == zoomapi.StatusPending)
		}) == no
	})
}
