package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const stillInvited = "the user has not accepted the invitation: until then "

func pendingReason() *shared.Error {
	return &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser,
		Message: stillInvited + "Zoom takes such changes and forgets them",
	}
}

// pendingGroups are changes of the groups of a pending user that are not made.
type pendingGroups struct{ add, remove []shared.Value }

// reason says which they are.
func (g pendingGroups) reason() *shared.Error {
	e := pendingReason()
	e.Message = stillInvited + "Zoom takes one group at a time and removes none"
	if len(g.add) > 0 {
		e.Message += "; not added: " + shortList(referenceLabels(g.add))
	}
	if len(g.remove) > 0 {
		e.Message += "; not removed: " + shortList(referenceLabels(g.remove))
	}
	return e
}

// applyPending gives a pending user the one thing that Zoom lets it have, a
// group, and reports the rest.
func (c *connection) applyPending(ctx context.Context, w *writer, u *zoomapi.User, changes []shared.AttributeDelta) error {
	w.result.Outcome = shared.OutcomePending
	var left pendingGroups
	if d, ok := find(changes, "group_ids"); ok {
		left.add, left.remove = membershipChanges(u, d)
		if len(left.add) > 0 {
			s := c.pendingGroupStep(w, u, &left)
			s.settles = changes // Should the step fail, nothing of the rest is done either.
			if err := w.run(ctx, []step{s}); err != nil {
				return err
			}
		}
	}
	for _, d := range changes {
		reason := pendingReason()
		if d.Name == "group_ids" {
			if len(left.add)+len(left.remove) == 0 {
				w.result.Outcome = shared.OutcomeUpdated
				continue
			}
			reason = left.reason()
		}
		reason.Attribute = d.Name
		w.leave(d.Name, reason)
	}
	if len(w.result.NotApplied) > 0 {
		w.result.Outcome = shared.OutcomePending
	}
	return nil
}

// pendingGroupStep puts a pending user into the first of the groups that are
// left, by the one field of a PATCH that Zoom documents for pending users, and
// reads whether it did. Should Zoom take other groups away, that is reported.
func (c *connection) pendingGroupStep(w *writer, u *zoomapi.User, left *pendingGroups) step {
	group, _ := left.add[0].AsReference()
	record := func(now *zoomapi.User) bool {
		joined := slices.Contains(now.GroupIDs, group.UID)
		if joined {
			left.add = left.add[1:]
		}
		for _, id := range u.GroupIDs {
			if !slices.Contains(now.GroupIDs, id) {
				w.result.SideEffects = append(w.result.SideEffects, shared.SideEffect{
					Attribute: "group_ids", Description: "Zoom took the user out of group " + id,
				})
			}
		}
		return joined
	}
	return step{
		name: "group of a pending user", endpoint: endpointPatchUser,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := c.api.UpdateUser(ctx, target(u), zoomapi.UserPatch{GroupID: &group.UID})
			if err != nil {
				return nil, groupReference.refusal(err, group)
			}
			now, err := c.api.User(ctx, target(u))
			if err != nil {
				return nil, unverified{err}
			}
			record(now)
			return nil, nil
		},
		settled: func(ctx context.Context) bool {
			now, err := c.api.User(ctx, target(u))
			return err == nil && slices.Contains(now.GroupIDs, group.UID) && record(now)
		},
	}
}
