package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// roleAttribute is the role of a user.
func roleAttribute() *userAttribute {
	a := attribute("role_id", sourceList, shared.TypeReference,
		"Role of the user: 0 owner, 1 administrator, 2 member, or a role of the account's own. Every user has exactly one: another replaces it, and without a value the user becomes a member. "+
			"Zoom hands over the owner's role in its web portal alone, tells no role of pending users, and gives none to inactive ones.")
	a.info.ReferenceClass, a.info.Updatable = classRole, true
	a.read = func(u *zoomapi.User) []shared.Value {
		if !hasRole(u) {
			return nil
		}
		return []shared.Value{roleValue(u.RoleID, u.RoleName)}
	}
	a.inRow = func(row *zoomapi.User) bool { return hasRole(row) || row.Status == zoomapi.StatusPending }
	return a
}

// hasRole tells whether the role of the user is known. Of a pending user it never
// is: the list may show one where the single get does not, and nobody's answer
// should depend on which of them was asked.
func hasRole(u *zoomapi.User) bool { return u.RoleID != "" && u.Status != zoomapi.StatusPending }

func roleValue(id, name string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: classRole, UID: id, Name: name})
}

// resolveRole replaces the role of a change by its id; to have none is to be a
// member. It refuses what Zoom cannot do, and what would take a role from a
// protected user, before anything is written.
func (c *connection) resolveRole(ctx context.Context, u *zoomapi.User, uid string, deltas []shared.AttributeDelta) ([]shared.AttributeDelta, error) {
	i := slices.IndexFunc(deltas, func(d shared.AttributeDelta) bool { return d.Name == "role_id" })
	if i < 0 || deltas[i].Replace == nil {
		return deltas, nil
	}
	to := shared.Reference{UID: memberRole}
	if role, ok := deltas[i].Replace.AsReference(); ok {
		to = role
	}
	fault := ""
	switch {
	case to.UID == "":
		ids, err := c.rolesNamed(ctx, to.Name)
		if err != nil {
			return nil, err
		}
		if len(ids) != 1 {
			fault = roleReference.nameFault(to.Name, len(ids))
			break
		}
		to.UID = ids[0]
	case !zoomapi.ValidID(to.UID):
		fault = roleReference.missing(to)
	}
	if fault != "" {
		return nil, roleFault(uid, fault)
	}
	if err := c.checkRole(u, uid, to); err != nil {
		return nil, err
	}
	if enable, given := enabledDelta(deltas); given && !enable && to.UID != memberRole {
		return nil, roleFault(uid, "can only be 2 (member) together with enabled false: Zoom does not deactivate administrators")
	}
	out := slices.Clone(deltas)
	out[i] = shared.ReplaceDelta("role_id", roleValue(to.UID, to.Name))
	return out, nil
}

// rolesNamed are the ids of the roles of that name.
func (c *connection) rolesNamed(ctx context.Context, name string) ([]string, error) {
	roles, err := c.api.Roles(ctx)
	var ids []string
	for _, r := range roles {
		if strings.EqualFold(r.Name, name) && !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids, err
}

// checkRole refuses a change of role.
func (c *connection) checkRole(u *zoomapi.User, uid string, to shared.Reference) error {
	refusal := &shared.Error{Kind: shared.ErrPreconditionFailed, Class: classUser, UID: uid, Attribute: "role_id"}
	switch {
	case hasRole(u) && u.RoleID == to.UID:
		return nil
	case to.UID == ownerRole:
		return roleFault(uid, "is the role of the owner, which is handed over in Zoom's web portal alone")
	case u.Status == zoomapi.StatusPending:
		return nil // Nothing is written: it is reported as not applied.
	case u.RoleID == ownerRole:
		refusal.Message = "the user is the owner of the account, whose role is handed over in Zoom's web portal alone"
	case u.RoleID == "" && to.UID == memberRole:
		refusal.Message = "Zoom does not tell which role the user has, so that it cannot be taken away"
	case u.RoleID != memberRole && c.cfg.protects(u):
		refusal.Message = "the user is protected by the property " + propProtectedUsers +
			" and does not lose its role unless " + propAllowProtected + " is true"
	default:
		return nil
	}
	return refusal
}

func roleFault(uid, message string) error {
	return invalidValues(classUser, uid, []shared.Fault{{Field: "role_id", Message: message}})
}
