package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// getGroup reads one group by id or name.
func (c *connection) getGroup(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	names := req.Attributes
	if len(names) == 0 {
		names = defaultNames(c.model.group, false)
	}
	var g *zoomapi.Group
	var err error
	if req.Name != "" {
		g, err = c.groupByName(ctx, req.Name)
	} else {
		g, err = c.groupByID(ctx, req.UID)
	}
	if err != nil {
		return nil, catalogue(err, classGroup, req.UID)
	}
	if g == nil {
		return nil, noSuchGroup(req.UID + req.Name)
	}
	obj, err := c.groupObject(ctx, g, names)
	return obj, catalogue(err, classGroup, g.ID)
}

// groupByID reads a group; nil when there is none.
func (c *connection) groupByID(ctx context.Context, id string) (*zoomapi.Group, error) {
	g, err := c.api.Group(ctx, id)
	switch {
	case hasCode(err, zoomapi.CodeGroupNotFound), hasCode(err, zoomapi.CodeForeignGroup), errors.Is(err, zoomapi.ErrInvalidID):
		return nil, nil //nolint:nilnil // No group is an answer.
	case err != nil:
		return nil, err
	case g.ID != id:
		return nil, nil //nolint:nilnil // Another group.
	default:
		return g, nil
	}
}

// groupByName finds a group in the list of all groups; nil when there is none.
// Should two names differ in case only, the exact one is meant.
func (c *connection) groupByName(ctx context.Context, name string) (*zoomapi.Group, error) {
	var found []*zoomapi.Group
	for g, err := range c.api.Groups(ctx) {
		if err != nil {
			return nil, err
		}
		if g.Name == name {
			return g, nil
		}
		if strings.EqualFold(g.Name, name) {
			found = append(found, g)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil //nolint:nilnil // No group is an answer.
	case 1:
		return found[0], nil
	default:
		return nil, shared.NewError(shared.ErrInvalidRequest, "the group name %q is ambiguous: %d groups differ from it in case only", name, len(found))
	}
}

// groupObject makes the object of a group; members are read when named.
func (c *connection) groupObject(ctx context.Context, g *zoomapi.Group, names []string) (*shared.Object, error) {
	b := shared.NewObject(classGroup, g.ID, g.Name).Grow(len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		switch name {
		case "id":
			b.SetString(name, g.ID)
		case "name":
			b.SetString(name, g.Name)
		case "total_members":
			b.Set(name, shared.IntValue(int64(g.TotalMembers)))
		case "members":
			members, err := c.groupMembers(ctx, g.ID)
			if err != nil {
				return nil, err
			}
			b.Set(name, members...)
		}
	}
	return b.Build(), nil
}

// groupMembers lists the members of a group as references.
func (c *connection) groupMembers(ctx context.Context, groupID string) ([]shared.Value, error) {
	var values []shared.Value
	for m, err := range c.api.GroupMembers(ctx, groupID) {
		if err != nil {
			return nil, err
		}
		uid := m.ID
		if uid == "" {
			uid = strings.ToLower(m.Email)
		}
		values = append(values, shared.ReferenceValue(shared.Reference{Class: classUser, UID: uid, Name: m.Email}))
	}
	return values, nil
}

func noSuchGroup(key string) error {
	return &shared.Error{Kind: shared.ErrNotFound, Class: classGroup, UID: key, Message: "Zoom knows no such group in this account"}
}
