package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// groupNamesFor reads the names of the groups when the filter names a group, so
// that it can be compared; nil when they are not needed.
func (c *connection) groupNamesFor(ctx context.Context, f shared.Filter) (map[string]string, error) {
	if !namesOnly(f, "group_ids") {
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

// roleNamesFor reads the names of the roles when the filter names a role; nil
// when they are not needed.
func (c *connection) roleNamesFor(ctx context.Context, f shared.Filter) (map[string]string, error) {
	if !namesOnly(f, "role_id") {
		return nil, nil //nolint:nilnil // No names are needed.
	}
	roles, err := c.api.Roles(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, r := range roles {
		names[r.ID] = r.Name
	}
	return names, nil
}

// namesOnly tells whether a condition compares the attribute with a reference
// that has a name and no uid.
func namesOnly(f shared.Filter, attribute string) bool {
	found := false
	filter.Walk(f, func(g shared.Filter) bool {
		var name string
		var values []shared.Value
		switch n := g.(type) {
		case *filter.Comparison:
			name, values = n.Attribute, []shared.Value{n.Value}
		case *filter.In:
			name, values = n.Attribute, n.Values
		case *filter.ContainsAll:
			name, values = n.Attribute, n.Values
		}
		found = found || name == attribute && slices.ContainsFunc(values, func(v shared.Value) bool {
			r, ok := v.AsReference()
			return ok && r.UID == ""
		})
		return !found
	})
	return found
}

// named gives a user the name of its role, which no list and not every get
// tells, when the names of the roles were read.
func (r *userRows) named(u *zoomapi.User) *zoomapi.User {
	name, ok := r.roleNames[u.RoleID]
	if !ok || u.RoleName == name {
		return u
	}
	with := *u
	with.RoleName = name
	return &with
}
