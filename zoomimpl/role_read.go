package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// getRole reads one role by id or name.
func (c *connection) getRole(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	names := req.Attributes
	if len(names) == 0 {
		names = defaultNames(c.model.role, false)
	}
	var r *zoomapi.Role
	var err error
	whole := req.Name == ""
	if whole {
		r, err = c.roleByID(ctx, req.UID)
	} else {
		r, err = c.roleByName(ctx, req.Name)
	}
	if err == nil && r == nil {
		err = noSuchRole(req.UID + req.Name)
	}
	if err != nil {
		return nil, catalogue(err, classRole, req.UID)
	}
	obj, err := c.roleObject(ctx, r, names, whole)
	if err == nil && obj == nil {
		err = noSuchRole(r.ID)
	}
	return obj, catalogue(err, classRole, r.ID)
}

// roleByID reads a role with its privileges; nil when there is none.
func (c *connection) roleByID(ctx context.Context, id string) (*zoomapi.Role, error) {
	r, err := c.api.Role(ctx, id)
	switch {
	case hasCode(err, zoomapi.CodeRoleNotFound), errors.Is(err, zoomapi.ErrInvalidID):
		return nil, nil //nolint:nilnil // No role is an answer.
	case err != nil:
		return nil, err
	case r.ID != id || r.Type == iqRole:
		return nil, nil //nolint:nilnil // Another role, or one that the list does not show.
	default:
		return r, nil
	}
}

// roleByName finds a role in the list of all roles; nil when there is none.
// Should two names differ in case only, the exact one is meant.
func (c *connection) roleByName(ctx context.Context, name string) (*zoomapi.Role, error) {
	roles, err := c.api.Roles(ctx)
	if err != nil {
		return nil, err
	}
	var found []*zoomapi.Role
	for _, r := range roles {
		if r.Name == name {
			return r, nil
		}
		if strings.EqualFold(r.Name, name) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil //nolint:nilnil // No role is an answer.
	case 1:
		return found[0], nil
	default:
		return nil, shared.NewError(shared.ErrInvalidRequest, "the role name %q is ambiguous: %d roles differ from it in case only", name, len(found))
	}
}

// roleObject makes the object of a role, or nil when the role has gone while
// what the list lacks was to be read. whole says that r holds the privileges.
func (c *connection) roleObject(ctx context.Context, r *zoomapi.Role, names []string, whole bool) (*shared.Object, error) {
	if !whole && slices.Contains(names, "privileges") {
		read, err := c.roleByID(ctx, r.ID)
		if read == nil || err != nil {
			return nil, err
		}
		r = read
	}
	b := shared.NewObject(classRole, r.ID, r.Name).Grow(len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		switch name {
		case "id":
			b.SetString(name, r.ID)
		case "name":
			b.SetString(name, r.Name)
		case "description":
			b.Set(name, optionalText(r.Description)...)
		case "type":
			b.Set(name, optionalText(r.Type)...)
		case "total_members":
			b.Set(name, shared.IntValue(int64(r.TotalMembers)))
		case "privileges":
			b.Set(name, stringValues(r.Privileges...)...)
		case "members":
			members, err := c.roleMembers(ctx, r.ID)
			if hasCode(err, zoomapi.CodeRoleNotFound) {
				return nil, nil //nolint:nilnil // Gone is an answer.
			}
			if err != nil {
				return nil, err
			}
			b.Set(name, members...)
		}
	}
	return b.Build(), nil
}

// optionalText is a text as values: none when it is empty.
func optionalText(s string) []shared.Value {
	if s == "" {
		return nil
	}
	return []shared.Value{shared.StringValue(s)}
}

// roleMembers lists the users of a role as references.
func (c *connection) roleMembers(ctx context.Context, roleID string) ([]shared.Value, error) {
	members, err := readWhole(c.api.RoleMembers(ctx, roleID))
	var values []shared.Value
	for _, m := range members {
		uid := m.ID
		if uid == "" {
			uid = strings.ToLower(m.Email)
		}
		values = append(values, shared.ReferenceValue(shared.Reference{Class: classUser, UID: uid, Name: m.Email}))
	}
	return values, err
}

func noSuchRole(key string) error {
	return &shared.Error{Kind: shared.ErrNotFound, Class: classRole, UID: key, Message: "Zoom knows no such role in this account"}
}
