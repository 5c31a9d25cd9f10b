package adapter

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// Create makes one object after checking the request.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveCreate(schema, orZero(req))
	if err != nil {
		return nil, c.refused(err)
	}
	creator, ok := c.inner.(shared.Creator)
	if !ok {
		return nil, c.unsupported(shared.OperationCreate)
	}
	w := &write{op: shared.OperationCreate, class: resolved.Class, callID: resolved.CallID, hide: c.hide.withAttributes(resolved.Attributes)}
	return c.write(ctx, w, func(ctx context.Context) (*shared.WriteResult, error) {
		resolved.CallID = w.callID
		return creator.Create(ctx, resolved)
	})
}

// Update changes one object after checking the request. Without deltas it
// reads the object, so that a missing one is reported, and writes nothing.
func (c *connection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveUpdate(schema, orZero(req))
	if err != nil {
		return nil, c.refused(err)
	}
	updater, ok := c.inner.(shared.Updater)
	if !ok {
		return nil, c.unsupported(shared.OperationUpdate)
	}
	if len(resolved.Deltas) == 0 {
		obj, err := c.Get(ctx, &shared.GetRequest{Class: resolved.Class, UID: resolved.UID})
		if err != nil {
			return nil, err
		}
		return &shared.WriteResult{UID: obj.UID(), Name: obj.Name(), Outcome: shared.OutcomeAlreadyDone}, nil
	}
	w := &write{
		op: shared.OperationUpdate, class: resolved.Class, uid: resolved.UID, callID: resolved.CallID,
		remaining: resolved.Deltas, hide: c.hide.withDeltas(resolved.Deltas),
	}
	return c.write(ctx, w, func(ctx context.Context) (*shared.WriteResult, error) {
		resolved.CallID = w.callID
		return updater.Update(ctx, resolved)
	})
}

// Delete removes one object after checking the request.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveDelete(schema, orZero(req))
	if err != nil {
		return nil, c.refused(err)
	}
	deleter, ok := c.inner.(shared.Deleter)
	if !ok {
		return nil, c.unsupported(shared.OperationDelete)
	}
	w := &write{op: shared.OperationDelete, class: resolved.Class, uid: resolved.UID, callID: resolved.CallID, hide: c.hide}
	return c.write(ctx, w, func(ctx context.Context) (*shared.WriteResult, error) {
		resolved.CallID = w.callID
		return deleter.Delete(ctx, resolved)
	})
}
