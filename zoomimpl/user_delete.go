package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// deleteUser deactivates, disassociates or deletes a user, as configured.
func (c *connection) deleteUser(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
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
		// Zoom has no other way to end an invitation.
		err = c.removeUser(ctx, w, u, zoomapi.DeleteDisassociate)
	case c.cfg.deactivate:
		err = c.deactivateUser(ctx, w, u)
	case u.Status == zoomapi.StatusInactive:
		err = &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classUser, UID: req.UID,
			Message: "the user is inactive and Zoom neither deletes nor disassociates it: enable it first",
		}
	case c.cfg.disassociate:
		err = c.removeUser(ctx, w, u, zoomapi.DeleteDisassociate)
	default:
		err = c.removeUser(ctx, w, u, zoomapi.DeletePermanently)
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

// removeUser ends the user's place in the account.
func (c *connection) removeUser(ctx context.Context, w *writer, u *zoomapi.User, action zoomapi.DeleteAction) error {
	w.result.Outcome = shared.OutcomeDeleted
	if action == zoomapi.DeleteDisassociate {
		w.result.Outcome = shared.OutcomeDisassociated
	}
	return w.run(ctx, []step{{
		name: string(action), endpoint: "DELETE /users/{userId}",
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := c.api.DeleteUser(ctx, target(u), zoomapi.DeleteOptions{Action: action})
			if maybeDone(err) && c.gone(ctx, u) {
				return nil, nil
			}
			return nil, err
		},
	}})
}

// gone settles a delete whose answer was lost: it tells whether the user can no
// longer be found.
func (c *connection) gone(ctx context.Context, u *zoomapi.User) bool {
	ctx, cancel := settling(ctx)
	defer cancel()
	now, err := c.findUser(ctx, target(u))
	return err == nil && now == nil
}
