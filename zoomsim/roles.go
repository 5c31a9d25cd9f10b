package zoomsim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

const (
	// streamRoles numbers the ids of the generated roles.
	streamRoles = 0x72 << 56
	// minCustomRoles is the number of users from which on the account's own
	// roles have members.
	minCustomRoles = 1000
)

// role is a named set of privileges; every user has exactly one.
type role struct {
	id, name, description, kind string
	privileges                  []string
	// members are the users of the role who are not pending.
	members roster
}

// The kinds of roles, Zoom's field type.
const (
	roleCommon = "common"
	roleIQ     = "iq"
)

// builtIn tells the three roles that every account has.
func (r *role) builtIn() bool { return r.id == roleOwner || r.id == roleAdmin || r.id == roleMember }

// generateRoles makes the built-in roles and two of the account's own.
func (t *tenant) generateRoles(seed uint64) {
	read, edit := ":Read", ":Edit"
	var all []string
	for _, area := range []string{"User", "Role", "Group", "UserSettings", "AccountSetting", "Billing", "PhoneUser", "OperationLog"} {
		all = append(all, area+read, area+edit)
	}
	t.roles = []*role{
		{id: roleOwner, name: "Owner", description: "Account owner has full privileges to access and manage a Zoom account.", kind: roleCommon, privileges: all},
		{id: roleAdmin, name: "Admin", description: "Admins have wide range privileges to access and manage a Zoom account.", kind: roleCommon, privileges: slices.Clone(all)},
		{id: roleMember, name: "Member", description: "Members have access to basic Zoom video meeting functions but no account management privileges.", kind: roleCommon},
	}
	source := rand.NewPCG(0, 0)
	for i, custom := range []role{
		{name: "Help Desk", description: "First-level support.", privileges: []string{"User:Read", "User:Edit", "Group:Read", "UserSettings:Read"}},
		{name: "Auditor", description: "Reads everything, changes nothing.", privileges: []string{"User:Read", "Role:Read", "Group:Read", "OperationLog:Read"}},
	} {
		source.Seed(seed, numbered(streamRoles, i))
		custom.id, custom.kind = roleID(randomID(source)), roleCommon
		t.roles = append(t.roles, &custom)
	}
}

// generateRoleMembers gives the account's own roles to some of the users who
// come after the admins, in accounts of a size that has such roles.
func (t *tenant) generateRoleMembers(users []user, admins int) {
	if len(t.byID) < minCustomRoles {
		return
	}
	own := t.roles[len(t.roles)-2:]
	for i := range users[:min(2*admins, len(users))] {
		if u := &users[i]; u.status == active {
			t.setRole(u, own[i%len(own)])
		}
	}
}

// roleID is the id of a role of the account's own: 23 characters, one more
// than the ids of other objects have.
func roleID(id objectID) string { return "R" + id.String() }

// role finds a role by id; nil when there is none.
func (t *tenant) role(id string) *role {
	for _, r := range t.roles {
		if r.id == id {
			return r
		}
	}
	return nil
}

// roleNamed finds a role by name, in any case.
func (t *tenant) roleNamed(name string) *role {
	for _, r := range t.roles {
		if strings.EqualFold(r.name, name) {
			return r
		}
	}
	return nil
}

// roleName is the name of a user's role.
func (t *tenant) roleName(u *user) string {
	if r := t.role(u.roleID.String()); r != nil {
		return r.name
	}
	return ""
}

// enrol counts a user, who is not pending, among the members of the role.
func (t *tenant) enrol(u *user) {
	if r := t.role(u.roleID.String()); r != nil && u.status != pending {
		r.members.add(u)
	}
}

// strike takes a user off the members of the role.
func (t *tenant) strike(u *user) {
	if r := t.role(u.roleID.String()); r != nil {
		r.members.remove(u)
	}
}

// setRole gives a user another role instead of the one he has.
func (t *tenant) setRole(u *user, to *role) {
	t.strike(u)
	u.roleID = intern(to.id)
	t.enrol(u)
}

// addRole takes in a new role; the caller has checked the name.
func (t *tenant) addRole(name, description, kind string, privileges []string) *role {
	id, _ := t.take()
	r := &role{id: roleID(id), name: name, description: description, kind: kind, privileges: privileges}
	t.roles = append(t.roles, r)
	return r
}

// removeRole forgets a role; its members fall back to Member. Pending users,
// who are in no list of members, are Members all.
func (t *tenant) removeRole(r *role) {
	member := t.role(roleMember)
	for _, u := range slices.Clone(r.members) {
		t.setRole(u, member)
	}
	t.roles = slices.DeleteFunc(t.roles, func(have *role) bool { return have == r })
}

func roleNotFound() *refusal {
	return badRequest(codeRoleNotFound, "Provided `role_id` does not exist.")
}

func roleNameInUse(name string) *refusal {
	return badRequest(codeRoleNameInUse, fmt.Sprintf("Role name %s has already been used.", name))
}
