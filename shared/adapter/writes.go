package adapter

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// Create makes one object after checking the request.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveCreate(schema, req)
	if err != nil {
		return nil, c.refused(err)
	}
	creator, ok := c.inner.(shared.Creator)
	if !ok {
		return nil, c.unsupported(shared.OperationCreate)
	}
	resolved.CallID = callID(resolved.CallID)
	return c.write(ctx, write{op: shared.OperationCreate, class: resolved.Class, callID: resolved.CallID}, func() (*shared.WriteResult, error) {
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
	resolved, err := shared.ResolveUpdate(schema, req)
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
	resolved.CallID = callID(resolved.CallID)
	return c.write(ctx, write{op: shared.OperationUpdate, class: resolved.Class, uid: resolved.UID, callID: resolved.CallID}, func() (*shared.WriteResult, error) {
		return updater.Update(ctx, resolved)
	})
}

// Delete removes one object after checking the request.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		return nil, err
	}
	resolved, err := shared.ResolveDelete(schema, req)
	if err != nil {
		return nil, c.refused(err)
	}
	deleter, ok := c.inner.(shared.Deleter)
	if !ok {
		return nil, c.unsupported(shared.OperationDelete)
	}
	resolved.CallID = callID(resolved.CallID)
	return c.write(ctx, write{op: shared.OperationDelete, class: resolved.Class, uid: resolved.UID, callID: resolved.CallID}, func() (*shared.WriteResult, error) {
		return deleter.Delete(ctx, resolved)
	})
}

// write names a write in logs and errors.
type write struct {
	op     shared.Operation
	class  string
	uid    string
	callID string
}

// write runs a write and logs that it happened, with its identity and outcome.
// Attribute values are not logged.
func (c *connection) write(ctx context.Context, w write, call func() (*shared.WriteResult, error)) (*shared.WriteResult, error) {
	start := time.Now()
	result, err := protect(ctx, c.logger, c.hide, w.op.String(), func() (*shared.WriteResult, error) {
		return nonNil(call())
	})
	fields := []any{"operation", w.op.String(), "class", w.class, "uid", w.uid, "call_id", w.callID, "duration", time.Since(start).Round(time.Millisecond)}
	if err != nil {
		c.logger.Warn("write failed", append(fields, "error", err)...)
		return nil, withCallID(err, w.callID)
	}
	c.hideResult(result)
	c.logger.Info("write", append(fields, "outcome", result.Outcome.String(), "result_uid", result.UID, "not_applied", len(result.NotApplied))...)
	return result, nil
}

// hideResult takes secrets out of the reasons of a result.
func (c *connection) hideResult(r *shared.WriteResult) {
	for i := range r.NotApplied {
		r.NotApplied[i].Reason = c.hide.err(r.NotApplied[i].Reason)
	}
}

// callID returns id, or a new one.
func callID(id string) string {
	if id == "" {
		return newID()
	}
	return id
}

// withCallID puts the identity of the call into a write error.
func withCallID(err error, id string) error {
	var w *shared.WriteError
	if errors.As(err, &w) && w.CallID == "" {
		out := *w
		out.CallID = id
		return &out
	}
	return err
}

// tokenWriter writes the token of a sync under protection.
func (c *connection) tokenWriter(ctx context.Context, changes *shared.Changes) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := protect(ctx, c.logger, c.hide, "sync", func() (struct{}, error) {
			return struct{}{}, changes.WriteToken(w)
		})
		return err
	}
}
