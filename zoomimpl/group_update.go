package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// updateGroup renames a group and changes its members and admins.
func (c *connection) updateGroup(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	if d, ok := find(req.Deltas, "name"); ok && d.Replace != nil {
		if err := invalidValues(classGroup, req.UID, groupNameFaults(*d.Replace)); err != nil {
			return nil, err
		}
	}
	unlock, err := c.lock(ctx, classGroup, req.UID)
	if err != nil {
		return nil, catalogue(err, classGroup, req.UID)
	}
	defer unlock()
	g, err := c.groupByID(ctx, req.UID)
	if err != nil {
		return nil, catalogue(err, classGroup, req.UID)
	}
	if g == nil {
		return nil, noSuchGroup(req.UID)
	}
	w := newWriter(classGroup, g.ID, g.Name)
	return c.applyGroup(ctx, w, g, req.Deltas)
}

// applyGroup changes a group as the deltas say. Where the outcome is not set
// yet, it becomes Updated, or AlreadyDone when there was nothing to do.
func (c *connection) applyGroup(ctx context.Context, w *writer, g *zoomapi.Group, deltas []shared.AttributeDelta) (*shared.WriteResult, error) {
	steps, err := c.planGroup(ctx, w, g, deltas)
	if err != nil {
		return nil, err
	}
	if w.result.Outcome == 0 {
		w.result.Outcome = shared.OutcomeUpdated
		if len(steps) == 0 {
			w.result.Outcome = shared.OutcomeAlreadyDone
		}
	}
	if err := w.run(ctx, steps); err != nil {
		return nil, err
	}
	return &w.result, nil
}

// planGroup compiles changes into an order that leaves a usable group wherever
// it ends. The rename comes first: it is what Zoom refuses most readily, when the
// name is taken, and then nothing was done. Additions come before removals, so
// that the group is never without those who replace others. Members are added
// before admins and removed after them, so that an admin who is also a member is
// one for as long as it is admin, should Zoom want that. Every step can be
// repeated, so that what is left of a failed write can be carried out later.
func (c *connection) planGroup(ctx context.Context, w *writer, g *zoomapi.Group, deltas []shared.AttributeDelta) ([]step, error) {
	var steps, removals []step
	if d, ok := find(deltas, "name"); ok {
		if name, _ := d.Replace.AsString(); name != g.Name {
			steps = append(steps, c.renameStep(w, g, d))
		}
	}
	cache := c.newUserCache()
	for _, list := range []*groupUserWriter{c.memberWriter(cache, g.ID), c.adminWriter(cache, g.ID)} {
		d, ok := find(deltas, list.attribute)
		if !ok {
			continue
		}
		add, remove, err := list.steps(ctx, w, d)
		if err != nil {
			return nil, w.fail([]step{{name: list.attribute, endpoint: list.listEndpoint, reads: true, settles: deltas}}, err)
		}
		steps, removals = append(steps, add...), append(remove, removals...)
	}
	return append(steps, removals...), nil
}

func (c *connection) renameStep(w *writer, g *zoomapi.Group, d shared.AttributeDelta) step {
	name, _ := d.Replace.AsString()
	return step{
		name: "rename", endpoint: "PATCH /groups/{groupId}", settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, c.api.RenameGroup(ctx, g.ID, name)
		},
		settled: func(ctx context.Context) bool {
			now, err := c.groupByID(ctx, g.ID)
			return err == nil && now != nil && now.Name == name
		},
		done: func() { w.result.Name = name },
	}
}

// deleteGroup deletes a group; its members stay users.
func (c *connection) deleteGroup(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	if !c.cfg.entitlementDelete {
		return nil, &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classGroup, UID: req.UID,
			Message: "deleting groups is refused unless the property " + propEntitlementDelete + " is true",
		}
	}
	unlock, err := c.lock(ctx, classGroup, req.UID)
	if err != nil {
		return nil, catalogue(err, classGroup, req.UID)
	}
	defer unlock()
	g, err := c.groupByID(ctx, req.UID)
	if err != nil {
		return nil, catalogue(err, classGroup, req.UID)
	}
	if g == nil {
		return nil, noSuchGroup(req.UID)
	}
	w := newWriter(classGroup, g.ID, g.Name)
	w.result.Outcome = shared.OutcomeDeleted
	err = w.run(ctx, []step{{
		name: "delete", endpoint: "DELETE /groups/{groupId}",
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := c.api.DeleteGroup(ctx, g.ID)
			if noGroupThere(err) && repeated(err) {
				return nil, nil // An earlier attempt of this very call did it.
			}
			return nil, err
		},
		settled: func(ctx context.Context) bool {
			now, err := c.groupByID(ctx, g.ID)
			return err == nil && now == nil
		},
	}})
	if err != nil {
		return nil, err
	}
	return &w.result, nil
}
