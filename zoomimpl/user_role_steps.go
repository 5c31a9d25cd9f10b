package zoomimpl

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	endpointAddRoleMembers   = "POST /roles/{roleId}/members"
	endpointRemoveRoleMember = "DELETE /roles/{roleId}/members/{memberId}"
)

// roleSteps give the user the role of the change, which was resolved. To be a
// member is to be taken out of the present role: Zoom adds nobody to members.
func (c *connection) roleSteps(u *zoomapi.User, changes []shared.AttributeDelta) []step {
	d, ok := find(changes, "role_id")
	if !ok || d.Replace == nil {
		return nil
	}
	role, _ := d.Replace.AsReference()
	s := step{name: "role", endpoint: endpointAddRoleMembers, settles: []shared.AttributeDelta{d}}
	s.settled = c.shows(u, func(now *zoomapi.User) bool { return now.RoleID == role.UID })
	s.run = func(ctx context.Context) ([]shared.NotApplied, error) { return c.giveRole(ctx, u, role) }
	if role.UID == memberRole {
		s.endpoint = endpointRemoveRoleMember
		s.run = func(ctx context.Context) ([]shared.NotApplied, error) { return nil, c.takeRole(ctx, u) }
	}
	return []step{s}
}

// demotes tells whether the changes make the user a mere member.
func demotes(changes []shared.AttributeDelta) bool {
	d, ok := find(changes, "role_id")
	if !ok || d.Replace == nil {
		return false
	}
	role, _ := d.Replace.AsReference()
	return role.UID == memberRole
}

// giveRole makes the user one of the role instead of the present one.
func (c *connection) giveRole(ctx context.Context, u *zoomapi.User, role shared.Reference) ([]shared.NotApplied, error) {
	added, err := c.api.AddRoleMembers(ctx, role.UID, []zoomapi.Member{{ID: u.ID, Email: emailUnless(u)}})
	if err != nil {
		return nil, roleReference.refusal(err, role)
	}
	if u.ID != "" && slices.Contains(added, u.ID) {
		return nil, nil
	}
	// Zoom skips users without an error; only the user tells whether it did.
	now, err := c.api.User(ctx, target(u))
	if err != nil {
		return nil, unverified{err}
	}
	if now.RoleID == role.UID {
		return nil, nil
	}
	return []shared.NotApplied{{Attribute: "role_id", Reason: &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: "role_id",
		Message: "Zoom accepted the user for role " + referenceLabel(role) + " and did not give it",
	}}}, nil
}

// takeRole takes the present role from the user. That Zoom does not find the
// user in it, or the role itself, is no error when the user is a member.
func (c *connection) takeRole(ctx context.Context, u *zoomapi.User) error {
	present := shared.Reference{Class: classRole, UID: u.RoleID}
	err := c.api.RemoveRoleMember(ctx, u.RoleID, target(u))
	if !notInRole(err) {
		return roleReference.refusal(err, present)
	}
	now, lookErr := c.api.User(ctx, target(u))
	switch {
	case lookErr != nil:
		return lookErr
	case now.RoleID == memberRole:
		return nil
	case now.RoleID == u.RoleID && catalogued(err).Kind == shared.ErrConnectionFailed:
		return err // Not an answer of Zoom's.
	default:
		return &shared.Error{
			Kind: shared.ErrConflict, Class: classUser, Attribute: "role_id", Upstream: catalogued(err).Upstream,
			Message: "the role of the user changed meanwhile: it was " + u.RoleID + " and is " + now.RoleID,
		}
	}
}

// notInRole tells whether Zoom did not find the role, or the user in it, for
// which it documents the status alone.
func notInRole(err error) bool {
	if hasCode(err, zoomapi.CodeRoleNotFound) {
		return true
	}
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.Status == http.StatusNotFound
}
