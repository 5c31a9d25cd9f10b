package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// inviteUser makes a user whose e-mail address is free, and gives it what Zoom
// does not take at once.
func (c *connection) inviteUser(ctx context.Context, asked *newUser) (*shared.WriteResult, error) {
	fresh := *asked
	n := &fresh
	n.deltas = withoutEnabling(asked.deltas)
	if enable, given := enabledDelta(n.deltas); given && !enable {
		if u := (&zoomapi.User{Email: n.email}); c.cfg.protects(u) {
			return nil, protectedUser(u, "")
		}
	}
	w := newWriter(classUser, "", n.email)
	w.lists, w.plansFrom = n.lists, n.plansFrom
	created, err := c.api.CreateUser(ctx, n.action, n.post)
	switch {
	case err == nil:
	case hasCode(err, zoomapi.CodeEmailInUse), hasCode(err, zoomapi.CodeUserActive):
		return c.conflict(ctx, asked, err)
	case maybeDone(err):
		if created = c.settled(ctx, n.email); created == nil {
			return nil, w.fail([]step{{name: "create", endpoint: endpointCreateUser, settles: n.deltas}}, err)
		}
	default:
		return nil, catalogue(err, classUser, "")
	}
	w.done("create", endpointCreateUser)
	if created.ID == "" {
		return c.unlinked(w, n), nil
	}
	w.result.UID = created.ID
	// Others know the user by id from now on.
	unlock, err := c.lock(ctx, classUser, created.ID)
	if err != nil {
		return nil, w.fail([]step{{name: "read", endpoint: endpointGetUser, reads: true, settles: n.deltas}}, err)
	}
	defer unlock()
	if err := c.finishUser(ctx, w, created, n); err != nil {
		return nil, err
	}
	return &w.result, nil
}

// conflict handles a user who came into being between look-up and create, or
// who belongs to another account.
func (c *connection) conflict(ctx context.Context, n *newUser, refusal error) (*shared.WriteResult, error) {
	existing, err := c.findUser(ctx, n.email)
	if err != nil {
		return nil, catalogue(err, classUser, "")
	}
	if existing == nil {
		return nil, catalogue(refusal, classUser, "")
	}
	return c.adoptUser(ctx, existing, n)
}

// settled finds the user of a create whose answer was lost. The address was free
// before, so that whoever has it now was made by that create.
func (c *connection) settled(ctx context.Context, email string) *zoomapi.User {
	ctx, cancel := settling(ctx)
	defer cancel()
	u, err := c.findUser(ctx, email)
	if err != nil {
		return nil
	}
	return u
}

// unlinked reports an address that owns a Zoom account of its own: Zoom creates
// nothing and asks the owner.
func (c *connection) unlinked(w *writer, n *newUser) *shared.WriteResult {
	w.result.Outcome = shared.OutcomeUnlinked
	leaveAll(w, n.deltas, &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser,
		Message: "the address belongs to a Zoom account outside this one: its owner has to accept first",
	})
	return &w.result
}

// finishUser reads the new user and carries out what Zoom did not take at
// create.
func (c *connection) finishUser(ctx context.Context, w *writer, created *zoomapi.User, n *newUser) error {
	u, err := c.api.User(ctx, created.ID)
	if err != nil && !slices.ContainsFunc(n.deltas, func(d shared.AttributeDelta) bool { return !c.posted(n, d) }) {
		// All there was to do is done; what is missing is the look at it.
		u, err = assumed(created, n), nil
	}
	if err != nil {
		return w.fail([]step{{name: "read", endpoint: endpointGetUser, reads: true, settles: n.deltas}}, err)
	}
	w.result.UID = c.giveOut(c.identify(u))
	err = c.applyUser(ctx, w, u, c.unsettled(u, n), updateInactiveSkip)
	w.result.Outcome = shared.OutcomeCreated
	if u.Status == zoomapi.StatusPending {
		w.result.Outcome = shared.OutcomePending
	}
	return catalogue(err, classUser, w.result.UID)
}

// assumed is a new user who could not be read, as the create action makes one.
func assumed(created *zoomapi.User, n *newUser) *zoomapi.User {
	u := &zoomapi.User{
		ID: created.ID, Email: n.email, Status: zoomapi.StatusActive, Type: n.post.Type,
		FirstName: n.post.FirstName, LastName: n.post.LastName, DisplayName: n.post.DisplayName,
		DivisionIDs: n.post.DivisionIDs, PlanUnitedType: n.post.PlanUnitedType, LicenseInfoList: n.post.LicenseInfoList,
	}
	if n.post.Feature != nil {
		u.ZoomOneType = n.post.Feature.ZoomOneType
	}
	if n.action == zoomapi.CreateInvite {
		u.Status = zoomapi.StatusPending
	}
	return u
}
