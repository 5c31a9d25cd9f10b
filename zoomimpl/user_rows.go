package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// userRows turns rows of Zoom's list, or single users, into candidates.
type userRows struct {
	c     *connection
	plan  *searchPlan
	need  userNeed
	names map[string]string // of groups, by id; nil when not needed
	// roleNames are the same of roles.
	roleNames map[string]string
}

// candidate returns the row when it satisfies the filter, else nil. A user is
// read singly only when the list row leaves the filter undecided. full says
// that u came from a single get.
func (r *userRows) candidate(ctx context.Context, u *zoomapi.User, at position, full bool) (*candidate, error) {
	f := r.plan.q.Filter
	if f == nil {
		return r.pass(u, at, full), nil
	}
	verdict := judge(f, r.plan.class, r.filtered(u), func(name string) bool {
		return full || r.known(u, name)
	})
	if verdict == unknown {
		var err error
		if u, err = r.c.complete(ctx, u); u == nil || err != nil {
			return nil, err
		}
		full = true
		verdict = truthOf(r.matches(u))
	}
	if verdict == no {
		return nil, nil //nolint:nilnil // No candidate is an answer.
	}
	return r.pass(u, at, full), nil
}

// known tells whether a list row can be trusted for the attribute.
func (r *userRows) known(row *zoomapi.User, name string) bool {
	a, ok := r.c.model.attributes[name]
	switch {
	case !ok || a.info.Source != sourceList:
		return false
	case name == "id":
		return !r.c.needsID(row)
	default:
		return a.inRow == nil || a.inRow(row)
	}
}

// pass makes a candidate of a row that satisfies the filter.
func (r *userRows) pass(u *zoomapi.User, at position, full bool) *candidate {
	return &candidate{at: at, sure: true, reads: !full && r.reads(u), build: func(ctx context.Context) (*shared.Object, error) {
		if full {
			return r.object(u), nil
		}
		read, err := r.read(ctx, u)
		if read == nil || err != nil {
			return nil, err
		}
		if read != u && r.plan.q.Filter != nil && !r.matches(read) {
			return nil, nil //nolint:nilnil // Changed since it was listed.
		}
		return r.c.rowObject(r.named(read), r.plan.read, r.names, r.plan.spares), nil
	}}
}

// object makes the object with what is returned and what the sort needs.
func (r *userRows) object(u *zoomapi.User) *shared.Object {
	return r.c.userObject(r.named(u), r.plan.read, r.names)
}

// reads tells whether building the row takes a request.
func (r *userRows) reads(row *zoomapi.User) bool {
	if r.need.missing(row) {
		return true
	}
	_, known := r.c.knownID(row)
	return r.c.needsID(row) && !known
}

// read gets what the row lacks: the whole user, or the id alone.
func (r *userRows) read(ctx context.Context, row *zoomapi.User) (*zoomapi.User, error) {
	if !r.need.missing(row) {
		if !r.c.needsID(row) {
			return row, nil
		}
		if id, ok := r.c.knownID(row); ok {
			named := *row
			named.ID = id
			return &named, nil
		}
	}
	return r.c.complete(ctx, row)
}

// matches evaluates the filter on a user who was read singly.
func (r *userRows) matches(u *zoomapi.User) bool {
	return r.plan.q.Filter.Match(r.plan.class, r.filtered(u))
}

// filtered makes the object with what the filter compares.
func (r *userRows) filtered(u *zoomapi.User) *shared.Object {
	return r.c.userObject(r.named(u), r.plan.compared, r.names)
}
