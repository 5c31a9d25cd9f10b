package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// searchRoles finds roles.
func (c *connection) searchRoles(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	meter := newMeter(ctx)
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	p := c.newSearchPlan(c.model.role, q)
	return c.results(ctx, p, &roleRows{c: c, plan: p, from: at.Key}, meter)
}

// roleRows reads roles in the order of Zoom's list, which is one answer without
// pages.
type roleRows struct {
	c      *connection
	plan   *searchPlan
	roles  []*zoomapi.Role
	listed bool
	// from is the role of a cookie to go on with.
	from string
	seen map[string]struct{}
}

// next returns the next role that satisfies the filter.
func (r *roleRows) next(ctx context.Context) (*candidate, error) {
	if !r.listed {
		if err := r.list(ctx); err != nil {
			return nil, err
		}
	}
	for len(r.roles) > 0 {
		role := r.roles[0]
		r.roles = r.roles[1:]
		if _, twice := r.seen[role.ID]; twice {
			continue
		}
		r.seen[role.ID] = struct{}{}
		pass, err := r.passes(ctx, role)
		if err != nil {
			return nil, err
		}
		if pass {
			return &candidate{at: position{Key: role.ID}, sure: true, build: func(ctx context.Context) (*shared.Object, error) {
				return r.c.roleObject(ctx, role, r.plan.read, false)
			}}, nil
		}
	}
	return nil, nil //nolint:nilnil // The end is an answer.
}

// list reads the roles and goes to the one of the cookie. When that has gone,
// where to go on is not known.
func (r *roleRows) list(ctx context.Context) error {
	var err error
	if r.roles, err = r.c.api.Roles(ctx); err != nil {
		return err
	}
	r.listed, r.seen = true, map[string]struct{}{}
	for r.from != "" {
		if len(r.roles) == 0 {
			return &shared.Error{Kind: shared.ErrCursorExpired, Class: classRole, Message: "the role at which the page ended has gone: search again"}
		}
		if r.roles[0].ID == r.from {
			break
		}
		r.roles = r.roles[1:]
	}
	return nil
}

// passes evaluates the filter; members and privileges are read only when it
// depends on them.
func (r *roleRows) passes(ctx context.Context, role *zoomapi.Role) (bool, error) {
	f := r.plan.q.Filter
	if f == nil {
		return true, nil
	}
	cheap, err := r.c.roleObject(ctx, role, defaultNames(r.plan.class, true), false)
	if err != nil {
		return false, err
	}
	verdict := judge(f, r.plan.class, cheap, func(name string) bool {
		return hasSource(r.plan.class, []string{name}, sourceList)
	})
	if verdict != unknown {
		return verdict == yes, nil
	}
	whole, err := r.c.roleObject(ctx, role, r.plan.compared, false)
	return whole != nil && f.Match(r.plan.class, whole), err
}

// rest looks for what is left.
func (r *roleRows) rest(ctx context.Context) (position, bool, error) {
	row, err := r.next(ctx)
	if row == nil || err != nil {
		return position{}, false, err
	}
	return row.at, true, nil
}

// close has nothing to release.
func (r *roleRows) close() {}
