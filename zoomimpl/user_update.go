package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// updateUser applies deltas to one user.
func (c *connection) updateUser(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	deltas, err := restoring(req)
	if err == nil {
		err = c.checkUserDeltas(req.UID, deltas)
	}
	if err != nil {
		return nil, err
	}
	plansFrom, err := planSubscription(req.UID, req.Options, deltas)
	if err != nil {
		return nil, err
	}
	u, unlock, err := c.lockUser(ctx, req.UID)
	if err != nil {
		return nil, err
	}
	defer unlock()
	w := c.newUserWriter(u, req.UID)
	w.plansFrom = plansFrom
	if err := c.applyUser(ctx, w, u, deltas, c.cfg.updateInactive); err != nil {
		return nil, catalogue(err, classUser, req.UID)
	}
	return &w.result, nil
}

// lockUser keeps other writes to the user out and reads the user.
func (c *connection) lockUser(ctx context.Context, uid string) (*zoomapi.User, func(), error) {
	key := uid
	if isEmail(uid) {
		// The lock goes by id, which a second caller may know the user by.
		u, err := c.findUserOrRow(ctx, uid)
		switch {
		case err != nil:
			return nil, nil, catalogue(err, classUser, uid)
		case u == nil:
			return nil, nil, noSuchUser(uid)
		}
		key = rowKey(u)
	}
	unlock, err := c.lock(ctx, classUser, key)
	if err != nil {
		return nil, nil, catalogue(err, classUser, uid)
	}
	kept := false
	defer func() {
		if !kept { // A panic, too, must not lock the user for ever.
			unlock()
		}
	}()
	u, err := c.findUserOrRow(ctx, key)
	if err == nil && u == nil {
		err = noSuchUser(uid)
	}
	if err != nil {
		return nil, nil, catalogue(err, classUser, uid)
	}
	kept = true
	return u, unlock, nil
}

// newUserWriter starts a write to a user whom the caller knows by uid.
func (c *connection) newUserWriter(u *zoomapi.User, uid string) *writer {
	who := c.identify(u)
	w := newWriter(classUser, c.giveOut(who), u.Email)
	if isEmail(uid) && !strings.EqualFold(uid, who.uid) && c.hadUID(u, uid) {
		w.result.PreviousUID = uid
	}
	return w
}

// applyUser changes a user as the deltas say; inactive says what happens to a
// user who is inactive and stays so.
func (c *connection) applyUser(ctx context.Context, w *writer, u *zoomapi.User, deltas []shared.AttributeDelta, inactive string) error {
	deltas, err := c.resolveGroups(ctx, w.result.UID, deltas)
	if err != nil {
		return err
	}
	if deltas, err = c.resolveRole(ctx, u, w.result.UID, deltas); err != nil {
		return err
	}
	phone, others := c.model.splitPhone(deltas)
	changes := c.effective(u, others)
	if enable, given := enabledDelta(changes); given && !enable && c.cfg.protects(u) {
		return protectedUser(u, w.result.UID)
	}
	enable, given := enabledDelta(deltas)
	active := u.Status == zoomapi.StatusActive || enable && u.Status == zoomapi.StatusInactive
	plan, err := c.planPhone(ctx, w, u, phone, active)
	if err != nil {
		// Of a user who was just made, everything remains to be done.
		return w.fail([]step{{name: "look at Zoom Phone", endpoint: endpointPhoneUser, reads: true, settles: slices.Concat(changes, phone)}}, err)
	}
	changes = append(changes, plan.changes...)
	if u.Status == zoomapi.StatusPending && len(changes) > 0 {
		return c.applyPending(ctx, w, u, changes)
	}
	if err := c.checkChanges(w, u, changes); err != nil {
		return err
	}
	if u.Status == zoomapi.StatusInactive && len(changes) > 0 && !enable {
		return c.applyInactive(ctx, w, u, changes, inactive)
	}
	w.phone = plan
	steps := c.userSteps(w, u, changes)
	w.result.Outcome = shared.OutcomeUpdated
	if len(steps) == 0 {
		w.result.Outcome = shared.OutcomeAlreadyDone
		if given && !enable {
			steps = c.logoutSteps(u) // A repeat of a write that failed there.
		}
	}
	return w.run(ctx, steps)
}

// applyInactive does with the changes of a user who stays inactive what the
// property update_inactive says.
func (c *connection) applyInactive(ctx context.Context, w *writer, u *zoomapi.User, changes []shared.AttributeDelta, inactive string) error {
	switch inactive {
	case updateInactiveReactivate:
		return c.applyReactivating(ctx, w, u, changes)
	case updateInactiveSkip:
		w.result.Outcome = shared.OutcomeAlreadyDone
		leaveAll(w, changes, inactiveReason(""))
		return nil
	default:
		return inactiveReason(w.result.UID)
	}
}

// leaveAll reports every change as not applied.
func leaveAll(w *writer, changes []shared.AttributeDelta, reason *shared.Error) {
	for _, d := range changes {
		own := *reason
		own.Attribute = d.Name
		w.leave(d.Name, &own)
	}
}

func inactiveReason(uid string) *shared.Error {
	return &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, UID: uid,
		Message: "the user is inactive and Zoom does not take changes: set enabled to true in the same update, or let " + propUpdateInactive + " be " + updateInactiveReactivate,
	}
}

func protectedUser(u *zoomapi.User, uid string) error {
	what := "is protected by the property " + propProtectedUsers
	if u.RoleID == ownerRole {
		what = "is the owner of the account"
	}
	return &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, UID: uid,
		Message: "the user " + what + " and is neither deactivated, deleted nor demoted unless " + propAllowProtected + " is true",
	}
}
