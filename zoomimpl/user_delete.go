package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// deleteUser deactivates, disassociates or deletes a user, as configured.
func (c *connection) deleteUser(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	options, err := c.deleteOptions(req)
	if err != nil {
		return nil, err
	}
	u, unlock, err := c.lockUser(ctx, req.UID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if c.cfg.protects(u) {
		return nil, protectedUser(u, req.UID)
	}
	w := c.newUserWriter(u, req.UID)
	switch {
	case u.Status == zoomapi.StatusPending:
		// Zoom has no other way to end an invitation. There is no data to transfer.
		err = w.run(ctx, []step{c.removeStep(w, u, zoomapi.DeleteOptions{Action: zoomapi.DeleteDisassociate})})
	case c.cfg.deactivate:
		err = c.deactivateUser(ctx, w, u)
	default:
		err = c.removeUser(ctx, w, u, options)
	}
	if err != nil {
		return nil, err
	}
	return &w.result, nil
}

func (c *connection) deactivateUser(ctx context.Context, w *writer, u *zoomapi.User) error {
	w.result.Outcome = shared.OutcomeAlreadyDone
	var steps []step
	if u.Status != zoomapi.StatusInactive {
		w.result.Outcome = shared.OutcomeDeactivated
		steps = append(steps, c.statusStep(w, u, false))
	}
	return w.run(ctx, append(steps, c.logoutSteps(u)...))
}

// removeUser ends the place of an active or inactive user in the account. Zoom
// does so with nobody who is inactive, who is activated for it when the
// configuration says so.
func (c *connection) removeUser(ctx context.Context, w *writer, u *zoomapi.User, options zoomapi.DeleteOptions) error {
	remove := []step{c.removeStep(w, u, options)}
	switch {
	case u.Status != zoomapi.StatusInactive:
		return w.run(ctx, remove)
	case c.cfg.updateInactive == updateInactiveReactivate:
		return c.whileActive(ctx, w, u, remove, false)
	default:
		return &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classUser, UID: w.result.UID,
			Message: "the user is inactive and Zoom neither deletes nor disassociates it: enable it first, or let " +
				propUpdateInactive + " be " + updateInactiveReactivate,
		}
	}
}

func (c *connection) removeStep(w *writer, u *zoomapi.User, options zoomapi.DeleteOptions) step {
	return step{
		name: string(options.Action), endpoint: "DELETE /users/{userId}",
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := c.api.DeleteUser(ctx, target(u), options)
			if hasCode(err, zoomapi.CodeUserNotFound) && repeated(err) {
				return nil, nil // An earlier attempt of this very call did it.
			}
			return nil, err
		},
		settled: func(ctx context.Context) bool {
			now, err := c.findUser(ctx, target(u))
			return err == nil && now == nil
		},
		done: func() { w.result.Outcome = removalOutcome(options.Action) },
	}
}

func removalOutcome(action zoomapi.DeleteAction) shared.Outcome {
	if action == zoomapi.DeleteDisassociate {
		return shared.OutcomeDisassociated
	}
	return shared.OutcomeDeleted
}
