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
	whole := newWholeGroup(g)
	if err := whole.read(ctx, c.newUserCache(), names); err != nil {
		return nil, catalogue(err, classGroup, g.ID)
	}
	return c.giveOutGroup(whole.object(names)), nil
}

// groupByID reads a group; nil when there is none.
func (c *connection) groupByID(ctx context.Context, id string) (*zoomapi.Group, error) {
	g, err := c.api.Group(ctx, id)
	switch {
	case noGroupThere(err):
		return nil, nil //nolint:nilnil // No group is an answer.
	case err != nil:
		return nil, err
	case g.ID != id:
		return nil, nil //nolint:nilnil // Another group.
	default:
		return g, nil
	}
}

// noGroupThere tells whether a call failed because the account has no such group.
func noGroupThere(err error) bool {
	return hasCode(err, zoomapi.CodeGroupNotFound) || hasCode(err, zoomapi.CodeForeignGroup) || errors.Is(err, zoomapi.ErrInvalidID)
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
		if strings.EqualFold(g.Name, name) && !slices.ContainsFunc(found, func(have *zoomapi.Group) bool { return have.ID == g.ID }) {
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

// wholeGroup is a group with the lists of users that were read of it.
type wholeGroup struct {
	*zoomapi.Group
	// users are the values of members and admins; an attribute that was not read
	// is absent.
	users map[string][]shared.Value
}

func newWholeGroup(g *zoomapi.Group) *wholeGroup {
	return &wholeGroup{Group: g, users: map[string][]shared.Value{}}
}

// read reads those of the named attributes that the row of a list lacks, each
// once.
func (g *wholeGroup) read(ctx context.Context, cache *userCache, names []string) error {
	for _, name := range groupUserLists() {
		if _, done := g.users[name]; done || !slices.Contains(names, name) {
			continue
		}
		users, err := cache.list(ctx, name, g.ID)
		if err != nil {
			return err
		}
		if g.users[name], err = cache.references(ctx, users); err != nil {
			return err
		}
	}
	return nil
}

// object makes the object with the named attributes.
func (g *wholeGroup) object(names []string) *shared.Object {
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
		default:
			if users, known := g.users[name]; known {
				b.Set(name, users...)
			}
		}
	}
	return b.Build()
}

// giveOutGroup remembers the provisional uids of users that the host gets with a
// group.
func (c *connection) giveOutGroup(obj *shared.Object) *shared.Object {
	for _, values := range obj.All() {
		for v := range values.All() {
			if r, ok := v.AsReference(); ok {
				c.giveOut(identity{uid: r.UID, provisional: isEmail(r.UID)})
			}
		}
	}
	return obj
}

func noSuchGroup(key string) error {
	return &shared.Error{Kind: shared.ErrNotFound, Class: classGroup, UID: key, Message: "Zoom knows no such group in this account"}
}
