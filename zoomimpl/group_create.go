package zoomimpl

import (
	"context"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const endpointCreateGroup = "POST /groups"

// createGroup makes one group.
func (c *connection) createGroup(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	nameValues, _ := req.Attributes.Get("name")
	name, _ := nameValues.AsString()
	if err := invalidValues(classGroup, "", groupNameFaults(nameValues)); err != nil {
		return nil, err
	}
	var deltas []shared.AttributeDelta
	for _, list := range groupUserLists() {
		if users, ok := req.Attributes.Get(list); ok {
			deltas = append(deltas, shared.AttributeDelta{Name: list, Add: users})
		}
	}
	// Names have locks of their own: the lock of the id may be wanted, too.
	unlock, err := c.lock(ctx, classGroup+" name", strings.ToLower(name))
	if err != nil {
		return nil, catalogue(err, classGroup, "")
	}
	defer unlock()
	existing, err := c.groupByName(ctx, name)
	if err != nil {
		return nil, catalogue(err, classGroup, "")
	}
	if existing != nil {
		return c.adoptGroup(ctx, existing, deltas)
	}
	w := newWriter(classGroup, "", name)
	g, err := c.api.CreateGroup(ctx, name)
	switch {
	case err == nil:
	case hasCode(err, zoomapi.CodeGroupNameInUse):
		return c.groupConflict(ctx, name, deltas, err)
	case maybeDone(err):
		if g = c.settledGroup(ctx, name); g == nil {
			return nil, w.fail([]step{{name: "create", endpoint: endpointCreateGroup, settles: deltas}}, err)
		}
	default:
		return nil, catalogue(err, classGroup, "")
	}
	w.done("create", endpointCreateGroup)
	w.result.UID, w.result.Name, w.result.Outcome = g.ID, g.Name, shared.OutcomeCreated
	return c.applyGroup(ctx, w, g, deltas)
}

// adoptGroup takes over a group that exists, or reports which it is.
func (c *connection) adoptGroup(ctx context.Context, g *zoomapi.Group, deltas []shared.AttributeDelta) (*shared.WriteResult, error) {
	if !c.cfg.duplicateReturnsID {
		return nil, &shared.Error{
			Kind: shared.ErrAlreadyExists, Class: classGroup, UID: g.ID, Attribute: "name",
			Message: "a group of this name exists in the account",
		}
	}
	unlock, err := c.lock(ctx, classGroup, g.ID)
	if err != nil {
		return nil, catalogue(err, classGroup, g.ID)
	}
	defer unlock()
	w := newWriter(classGroup, g.ID, g.Name)
	w.result.Outcome = shared.OutcomeAdopted
	return c.applyGroup(ctx, w, g, deltas)
}

// groupConflict handles a group that came into being between look-up and create.
func (c *connection) groupConflict(ctx context.Context, name string, deltas []shared.AttributeDelta, refusal error) (*shared.WriteResult, error) {
	existing, err := c.groupByName(ctx, name)
	if err != nil {
		return nil, catalogue(err, classGroup, "")
	}
	if existing == nil {
		return nil, catalogue(refusal, classGroup, "")
	}
	return c.adoptGroup(ctx, existing, deltas)
}

// settledGroup finds the group of a create whose answer was lost.
func (c *connection) settledGroup(ctx context.Context, name string) *zoomapi.Group {
	ctx, cancel := settling(ctx)
	defer cancel()
	g, err := c.groupByName(ctx, name)
	if err != nil {
		return nil
	}
	return g
}
