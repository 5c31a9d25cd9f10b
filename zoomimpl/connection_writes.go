package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

var (
	_ shared.Creator = (*connection)(nil)
	_ shared.Updater = (*connection)(nil)
	_ shared.Deleter = (*connection)(nil)
)

// Create makes one object.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	return metered(ctx, func(ctx context.Context) (*shared.WriteResult, error) {
		if req.Class == classGroup {
			return c.createGroup(ctx, req)
		}
		return c.createUser(ctx, req)
	})
}

// Update changes one object.
func (c *connection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	return metered(ctx, func(ctx context.Context) (*shared.WriteResult, error) {
		if req.Class == classGroup {
			return c.updateGroup(ctx, req)
		}
		return c.updateUser(ctx, req)
	})
}

// Delete removes one object.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	return metered(ctx, func(ctx context.Context) (*shared.WriteResult, error) {
		if req.Class == classGroup {
			return c.deleteGroup(ctx, req)
		}
		result, err := c.deleteUser(ctx, req)
		c.forget(result)
		return result, err
	})
}
