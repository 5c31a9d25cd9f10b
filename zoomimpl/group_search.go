package zoomimpl

import (
	"context"
	"maps"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Values of position.Stream in the cookies of groups: where the rows come from.
const (
	streamGroupList = iota
	streamGroupLookups
)

// searchGroups finds groups.
func (c *connection) searchGroups(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	meter := newMeter(ctx)
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	p := c.newSearchPlan(c.model.group, q)
	rows := &groupRows{c: c, plan: p, cache: c.newUserCache()}
	if rows.joined, err = rows.cache.memberships(ctx, q.Filter); err != nil {
		return nil, catalogue(err, classGroup, "")
	}
	var src source = newGroupLists(rows, at)
	stream := streamGroupList
	if ids, few := rows.lookups(); few {
		src, stream = newGroupLookups(rows, ids, at), streamGroupLookups
	}
	if q.Cookie != "" && at.Stream != stream {
		return nil, &shared.Error{
			Kind: shared.ErrCursorExpired, Class: classGroup,
			Message: "the groups of a user in the filter have changed since the page before: search again",
		}
	}
	return c.results(ctx, p, src, meter)
}

// groupRows turns groups into candidates.
type groupRows struct {
	c     *connection
	plan  *searchPlan
	cache *userCache
	// joined tells who of the users in the filter is in which group; nil when the
	// members have to be listed.
	joined *memberships
}

// lookups returns the groups that the filter limits the search to, when they are
// few.
func (r *groupRows) lookups() ([]string, bool) {
	ids, ok := oneOf(r.plan.q.Filter, "id")
	if !ok {
		ids, ok = r.joined.among(r.plan.q.Filter)
	}
	return ids, ok && len(ids) <= maxLookups
}

// candidate returns the group when it satisfies the filter, else nil.
func (r *groupRows) candidate(ctx context.Context, row *zoomapi.Group, at position) (*candidate, error) {
	g := newWholeGroup(row)
	pass, err := r.passes(ctx, g)
	switch {
	case noGroupThere(err):
		return nil, nil //nolint:nilnil // Gone since it was listed.
	case err != nil:
		return nil, err
	case !pass:
		return nil, nil //nolint:nilnil // No candidate is an answer.
	}
	return &candidate{at: at, sure: true, build: func(ctx context.Context) (*shared.Object, error) {
		err := g.read(ctx, r.cache, r.plan.read)
		switch {
		case noGroupThere(err):
			return nil, nil //nolint:nilnil // Gone since it was listed.
		case err != nil:
			return nil, err
		default:
			return r.c.giveOutGroup(g.object(r.plan.read)), nil
		}
	}}, nil
}

// passes evaluates the filter. What costs requests of its own is read only when
// the filter depends on it, members before admins, who cost more.
func (r *groupRows) passes(ctx context.Context, g *wholeGroup) (bool, error) {
	if r.plan.q.Filter == nil {
		return true, nil
	}
	for _, name := range groupUserLists() {
		if verdict := r.judge(g); verdict != unknown {
			return verdict == yes, nil
		}
		if !slices.Contains(r.plan.compared, name) || (name == "members" && r.joined != nil) {
			continue
		}
		if err := g.read(ctx, r.cache, []string{name}); err != nil {
			return false, err
		}
	}
	return r.judge(g) == yes, nil
}

// judge evaluates the filter as far as the group was read.
func (r *groupRows) judge(g *wholeGroup) truth {
	shown := wholeGroup{Group: g.Group, users: maps.Clone(g.users)}
	if r.joined != nil {
		shown.users["members"] = r.joined.of(g.ID)
	}
	return judge(r.plan.q.Filter, r.plan.class, shown.object(r.plan.compared), func(name string) bool {
		_, read := shown.users[name]
		return read || (name != "members" && name != "admins")
	})
}
