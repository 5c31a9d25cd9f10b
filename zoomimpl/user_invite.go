package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// inviteUser makes a user whose e-mail address is free, and gives it what Zoom
// does not take at once.
func (c *connection) inviteUser(ctx context.Context, n *newUser) (*shared.WriteResult, error) {
	w := newWriter(classUser, "", n.email)
	created, err := c.api.CreateUser(ctx, n.action, n.post)
	switch {
	case err == nil:
	case hasCode(err, zoomapi.CodeEmailInUse), hasCode(err, zoomapi.CodeUserActive):
		return c.conflict(ctx, n, err)
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
	if err != nil && !slices.ContainsFunc(n.deltas, func(d shared.AttributeDelta) bool { return !posted(d.Name) }) {
		// All there was to do is done; what is missing is the look at it.
		u, err = assumed(created, n), nil
	}
	if err != nil {
		return w.fail([]step{{name: "read", endpoint: endpointGetUser, reads: true, settles: n.deltas}}, err)
	}
	w.result.UID = c.identify(u).uid
	if u.Status == zoomapi.StatusPending {
		w.result.Outcome = shared.OutcomePending
		return c.finishPending(ctx, w, u, n.deltas)
	}
	err = c.applyUser(ctx, w, u, n.deltas, updateInactiveSkip)
	w.result.Outcome = shared.OutcomeCreated
	return catalogue(err, classUser, w.result.UID)
}

// assumed is a new user who could not be read, as the create action makes one.
func assumed(created *zoomapi.User, n *newUser) *zoomapi.User {
	u := &zoomapi.User{
		ID: created.ID, Email: n.email, Status: zoomapi.StatusActive, Type: n.post.Type,
		FirstName: n.post.FirstName, LastName: n.post.LastName, DisplayName: n.post.DisplayName,
	}
	if n.action == zoomapi.CreateInvite {
		u.Status = zoomapi.StatusPending
	}
	return u
}

// finishPending gives a pending user the one thing that Zoom lets it have, a
// group, and reports the rest.
func (c *connection) finishPending(ctx context.Context, w *writer, u *zoomapi.User, deltas []shared.AttributeDelta) error {
	var left []shared.AttributeDelta
	var group shared.Value
	found := false
	for _, d := range c.effective(u, deltas) {
		if d.Name == "group_ids" {
			group, d.Add, found = splitFirst(d.Add)
			if d.Add.Len() == 0 {
				continue
			}
		}
		left = append(left, d)
	}
	if found {
		s := c.pendingGroupStep(u, group)
		// Should the step fail, nothing of the rest is done either.
		s.settles = append(s.settles, left...)
		if err := w.run(ctx, []step{s}); err != nil {
			return err
		}
	}
	leaveAll(w, left, pendingReason())
	return nil
}

func splitFirst(v shared.Values) (first shared.Value, rest shared.Values, ok bool) {
	var others []shared.Value
	for x := range v.All() {
		if !ok {
			first, ok = x, true
			continue
		}
		others = append(others, x)
	}
	return first, shared.NewValues(others...), ok
}

// pendingGroupStep puts a pending user into a group, by the one field of a PATCH
// that Zoom documents for pending users, and reads whether it did.
func (c *connection) pendingGroupStep(u *zoomapi.User, v shared.Value) step {
	group, _ := v.AsReference()
	return step{
		name: "group of a pending user", endpoint: endpointPatchUser,
		settles: []shared.AttributeDelta{shared.AddDelta("group_ids", v)},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			if err := c.api.UpdateUser(ctx, target(u), zoomapi.UserPatch{GroupID: &group.UID}); err != nil {
				return nil, err
			}
			now, err := c.api.User(ctx, target(u))
			if err != nil || slices.Contains(now.GroupIDs, group.UID) {
				return nil, err
			}
			reason := pendingReason()
			reason.Attribute = "group_ids"
			return []shared.NotApplied{{Attribute: "group_ids", Reason: reason}}, nil
		},
	}
}
