package zoomimpl

import (
	"context"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// searchGroups finds groups.
func (c *connection) searchGroups(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	meter := &zoomapi.Meter{}
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	p := c.newSearchPlan(c.model.group, q)
	list := c.api.Groups(ctx)
	if ids, ok := oneOf(q.Filter, "id"); ok && len(ids) <= maxLookups {
		list = c.groupsByID(ctx, ids)
	}
	src := &groupRows{c: c, plan: p, from: at.Key}
	src.pull, src.stop = iter.Pull2(list)
	return c.results(ctx, p, src, meter)
}

func (c *connection) groupsByID(ctx context.Context, ids []string) iter.Seq2[*zoomapi.Group, error] {
	return func(yield func(*zoomapi.Group, error) bool) {
		for _, id := range ids {
			g, err := c.groupByID(ctx, id)
			if (g != nil || err != nil) && !yield(g, err) {
				return
			}
		}
	}
}

// groupRows reads groups in the order of Zoom's list.
type groupRows struct {
	c    *connection
	plan *searchPlan
	pull func() (*zoomapi.Group, error, bool)
	stop func()
	// from is the group of a cookie to go on with. The list of groups is read
	// again up to there: it has 5,000 groups at most, in pages of 300.
	from string
	seen map[string]struct{}
}

// close ends the listing.
func (r *groupRows) close() { r.stop() }

// next returns the next group that satisfies the filter.
func (r *groupRows) next(ctx context.Context) (*candidate, error) {
	for {
		g, err, ok := r.pull()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, r.atEnd()
		}
		if r.drop(g.ID) {
			continue
		}
		pass, err := r.passes(ctx, g)
		if err != nil {
			return nil, err
		}
		if pass {
			return &candidate{at: position{Key: g.ID}, build: func(ctx context.Context) (*shared.Object, error) {
				return r.object(ctx, g, r.plan.read)
			}}, nil
		}
	}
}

// atEnd refuses a cookie whose group has gone: where to go on is not known.
func (r *groupRows) atEnd() error {
	if r.from == "" {
		return nil
	}
	return &shared.Error{Kind: shared.ErrCursorExpired, Class: classGroup, Message: "the group at which the page ended has gone: search again"}
}

// drop tells whether a group lies before the cookie or was seen before.
func (r *groupRows) drop(id string) bool {
	if r.from != "" && id != r.from {
		return true
	}
	r.from = ""
	if r.seen == nil {
		r.seen = map[string]struct{}{}
	}
	_, twice := r.seen[id]
	r.seen[id] = struct{}{}
	return twice
}

// passes evaluates the filter; members are read only when it depends on them.
func (r *groupRows) passes(ctx context.Context, g *zoomapi.Group) (bool, error) {
	f := r.plan.q.Filter
	if f == nil {
		return true, nil
	}
	cheap, err := r.object(ctx, g, defaultNames(r.plan.class, true))
	if cheap == nil || err != nil {
		return false, err
	}
	verdict := judge(f, r.plan.class, cheap, func(name string) bool { return name != "members" })
	if verdict != unknown {
		return verdict == yes, nil
	}
	whole, err := r.object(ctx, g, r.plan.compared)
	return whole != nil && f.Match(r.plan.class, whole), err
}

// object makes the object of a group, or nil when the group has gone while its
// members were to be read.
func (r *groupRows) object(ctx context.Context, g *zoomapi.Group, names []string) (*shared.Object, error) {
	obj, err := r.c.groupObject(ctx, g, names)
	if hasCode(err, zoomapi.CodeGroupNotFound) {
		return nil, nil //nolint:nilnil // Gone is an answer.
	}
	return obj, err
}

// rest looks for what is left.
func (r *groupRows) rest(ctx context.Context) (position, bool, error) {
	row, err := r.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}
