package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	endpointAddMembers   = "POST /groups/{groupId}/members"
	endpointRemoveMember = "DELETE /groups/{groupId}/members/{memberId}"
)

// membershipChanges are the groups that the user lacks and those that it has too
// many.
func membershipChanges(u *zoomapi.User, d shared.AttributeDelta) (join, leave []shared.Value) {
	current := shared.NewValues(groupReferences(u.GroupIDs, nil)...)
	wanted := d.Apply(current)
	for v := range wanted.All() {
		if !current.Contains(v) {
			join = append(join, v)
		}
	}
	for v := range current.All() {
		if !wanted.Contains(v) {
			leave = append(leave, v)
		}
	}
	return join, leave
}

// groupSteps put a user into groups, then take it out of others.
func (c *connection) groupSteps(u *zoomapi.User, d shared.AttributeDelta) []step {
	join, leave := membershipChanges(u, d)
	steps := make([]step, 0, len(join)+len(leave))
	for _, v := range join {
		steps = append(steps, c.joinStep(u, v))
	}
	for _, v := range leave {
		steps = append(steps, c.leaveStep(u, v))
	}
	return steps
}

func (c *connection) joinStep(u *zoomapi.User, v shared.Value) step {
	group, _ := v.AsReference()
	return step{
		name: "add to group " + group.UID, endpoint: endpointAddMembers,
		settles: []shared.AttributeDelta{shared.AddDelta("group_ids", v)},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			added, err := c.api.AddGroupMembers(ctx, group.UID, []zoomapi.Member{{ID: u.ID, Email: emailUnless(u)}})
			if err != nil || slices.Contains(added, u.ID) {
				return nil, groupReference.refusal(err, group)
			}
			// Zoom skips users without an error; only the list of the user's groups
			// tells whether it did.
			now, err := c.api.User(ctx, target(u))
			if err != nil {
				return nil, unverified{err}
			}
			if slices.Contains(now.GroupIDs, group.UID) {
				return nil, nil
			}
			return []shared.NotApplied{{Attribute: "group_ids", Reason: &shared.Error{
				Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: "group_ids",
				Message: "Zoom accepted the user as a member of group " + group.UID + " and did not add it",
			}}}, nil
		},
		settled: c.shows(u, func(now *zoomapi.User) bool { return slices.Contains(now.GroupIDs, group.UID) }),
	}
}

// emailUnless names a user without id by address.
func emailUnless(u *zoomapi.User) string {
	if u.ID != "" {
		return ""
	}
	return u.Email
}

func (c *connection) leaveStep(u *zoomapi.User, v shared.Value) step {
	group, _ := v.AsReference()
	return step{
		name: "remove from group " + group.UID, endpoint: endpointRemoveMember,
		settles: []shared.AttributeDelta{shared.RemoveDelta("group_ids", v)},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := c.removeMember(ctx, group.UID, target(u))
			if hasCode(err, zoomapi.CodeGroupNotFound) {
				return nil, nil // Nobody is a member of a group that has gone.
			}
			return nil, groupReference.refusal(err, group)
		},
		settled: c.shows(u, func(now *zoomapi.User) bool { return !slices.Contains(now.GroupIDs, group.UID) }),
	}
}

// removeMember takes a user out of a group; that it is not in is no error.
func (c *connection) removeMember(ctx context.Context, groupID, userID string) error {
	err := c.api.RemoveGroupMember(ctx, groupID, userID)
	if hasCode(err, zoomapi.CodeMemberNotFound) {
		return nil
	}
	return err
}
