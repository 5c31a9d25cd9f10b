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
	phone     *phoneReader
}

// candidate returns the row unless it is known not to satisfy the filter; it sends
// nothing. full says that u came from a single get.
func (r *userRows) candidate(u *zoomapi.User, at position, full bool) *candidate {
	f := r.plan.q.Filter
	if f == nil {
		return r.pass(u, at, full)
	}
	switch judge(f, r.plan.class, r.filtered(u, phoneState{}), func(name string) bool { return r.told(u, name, full) }) {
	case yes:
		return r.pass(u, at, full)
	case no:
		return nil
	default:
		return &candidate{at: at, reads: true, build: func(ctx context.Context) (*shared.Object, error) {
			decided, whole, err := r.decide(ctx, u, full)
			if decided == nil || err != nil {
				return nil, err
			}
			return r.pass(decided, at, whole).build(ctx)
		}}
	}
}

// told tells whether a row, or a whole user, tells the attribute.
func (r *userRows) told(u *zoomapi.User, name string, full bool) bool {
	if r.c.model.ofPhone(name) {
		return false
	}
	return full || r.known(u, name)
}

// decide reads what a row leaves undecided, and returns the user when it satisfies
// the filter, with whether it was read singly. Zoom Phone is read first, whose
// list decides for many users; the user singly only when that does not.
func (r *userRows) decide(ctx context.Context, u *zoomapi.User, full bool) (*zoomapi.User, bool, error) {
	f := r.plan.q.Filter
	var phone phoneState
	verdict := unknown
	if r.c.model.ofPhone(r.plan.compared...) {
		var err error
		if phone, err = r.phone.of(ctx, u, r.plan.compared); err != nil {
			return nil, false, err
		}
		verdict = judge(f, r.plan.class, r.filtered(u, phone), func(name string) bool {
			return r.c.model.ofPhone(name) || r.told(u, name, full)
		})
	}
	if verdict == unknown {
		read, err := r.c.complete(ctx, u)
		if read == nil || err != nil {
			return nil, false, err
		}
		u, full = read, true
		verdict = truthOf(f.Match(r.plan.class, r.filtered(u, phone)))
	}
	if verdict == no {
		return nil, false, nil
	}
	return u, full, nil
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
	return &candidate{at: at, sure: true, reads: r.reads(u, full), build: func(ctx context.Context) (*shared.Object, error) {
		if full {
			return r.object(ctx, u)
		}
		if err := r.phone.ready(ctx, u); err != nil {
			return nil, err
		}
		read, err := r.read(ctx, u)
		if read == nil || err != nil {
			return nil, err
		}
		if read != u && r.plan.q.Filter != nil {
			pass, err := r.matches(ctx, read)
			if !pass || err != nil {
				return nil, err // Changed since it was listed.
			}
		}
		return r.object(ctx, read)
	}}
}

// object makes the object with what is returned and what the sort needs.
func (r *userRows) object(ctx context.Context, u *zoomapi.User) (*shared.Object, error) {
	phone, err := r.phone.of(ctx, u, r.plan.read)
	if err != nil {
		return nil, err
	}
	return r.c.rowObject(r.named(u), phone, r.plan.read, r.names, r.plan.spares), nil
}

// reads tells whether building the row takes a request.
func (r *userRows) reads(row *zoomapi.User, full bool) bool {
	switch {
	case r.phone.single(r.plan.read):
		return true
	default:
		return !full && r.lacks(row)
	}
}

// lacks tells whether a row is read singly, for the id or for an attribute.
func (r *userRows) lacks(row *zoomapi.User) bool {
	_, known := r.c.knownID(row)
	return r.need.missing(row) || (r.c.needsID(row) && !known)
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
func (r *userRows) matches(ctx context.Context, u *zoomapi.User) (bool, error) {
	phone, err := r.phone.of(ctx, u, r.plan.compared)
	return err == nil && r.plan.q.Filter.Match(r.plan.class, r.filtered(u, phone)), err
}

// filtered makes the object with what the filter compares.
func (r *userRows) filtered(u *zoomapi.User, phone phoneState) *shared.Object {
	return r.c.userObject(r.named(u), phone, r.plan.compared, r.names)
}
