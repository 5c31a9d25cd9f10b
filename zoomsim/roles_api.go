package zoomsim

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxRoleName is the longest name of a role, in characters. Zoom documents no
// limit; this is the one of groups.
const maxRoleName = maxGroupName

// Zoom's error codes about roles.
const (
	codeRoleNotFound  = 1034
	codeRoleNameInUse = 1224
)

type roleView struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Description  string `json:"description"`
	Type         string `json:"type"`
	TotalMembers int    `json:"total_members"`
}

func (r *role) view() roleView {
	return roleView{r.id, r.name, r.description, r.kind, len(r.members)}
}

// roleDetail adds what GET /roles/{roleId} alone tells. Accounts without
// sub-accounts have no sub_account_privileges.
type roleDetail struct {
	roleView
	Privileges      []string `json:"privileges"`
	PrivilegeScopes []string `json:"privilege_scopes"`
}

func (r *role) detail() roleDetail {
	return roleDetail{r.view(), orEmpty(r.privileges), []string{}}
}

type roleList struct {
	TotalRecords int        `json:"total_records"`
	Roles        []roleView `json:"roles"`
}

// listRoles answers GET /roles, which has no paging. The type is common unless
// the roles of Zoom IQ for Sales are asked for.
func (s *Sim) listRoles(c *call) (reply, *refusal) {
	kind := roleCommon
	if c.r.URL.Query().Get("type") == roleIQ {
		kind = roleIQ
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := roleList{Roles: []roleView{}}
	for _, r := range s.tenant.roles {
		if r.kind == kind {
			list.Roles = append(list.Roles, r.view())
		}
	}
	list.TotalRecords = len(list.Roles)
	return reply{http.StatusOK, list}, nil
}

// getRole answers GET /roles/{roleId}.
func (s *Sim) getRole(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.tenant.role(c.params[0])
	if r == nil {
		return reply{}, roleNotFound()
	}
	return reply{http.StatusOK, r.detail()}, nil
}

type roleBody struct {
	Name        *string   `json:"name"`
	Description *string   `json:"description"`
	Type        *string   `json:"type"`
	Privileges  *[]string `json:"privileges"`
}

// readRole reads and checks the body of a role's creation or update.
func readRole(r *http.Request, needName bool) (roleBody, *refusal) {
	var body roleBody
	if refused := readBody(r, &body); refused != nil {
		return body, refused
	}
	var f fieldCheck
	switch {
	case body.Name == nil && needName:
		f.missing("name")
	case body.Name != nil && (strings.TrimSpace(*body.Name) == "" || utf8.RuneCountInString(*body.Name) > maxRoleName):
		f.invalid("name")
	}
	if body.Type != nil && *body.Type != roleCommon && *body.Type != roleIQ {
		f.invalid("type")
	}
	if body.Privileges != nil && slices.ContainsFunc(*body.Privileges, func(p string) bool { return !strings.Contains(p, ":") }) {
		f.invalid("privileges")
	}
	return body, invalidFields(f.faults)
}

// createRole answers POST /roles. The specification documents 200 with an
// empty object; the role is shown, because a caller could not find its id.
func (s *Sim) createRole(c *call) (reply, *refusal) {
	body, refused := readRole(c.r, true)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenant.roleNamed(*body.Name) != nil {
		return reply{}, roleNameInUse(*body.Name)
	}
	kind := roleCommon
	assign(&kind, body.Type)
	var privileges []string
	assign(&privileges, body.Privileges)
	r := s.tenant.addRole(*body.Name, valueOf(body.Description), kind, privileges)
	s.logOperation(logRole, "add", r.name)
	return reply{http.StatusOK, r.detail()}, nil
}

// ownRole finds a role that may be changed: the built-in ones may not. Which
// error Zoom gives for those is not documented.
func (t *tenant) ownRole(id string) (*role, *refusal) {
	r := t.role(id)
	if r == nil {
		return nil, roleNotFound()
	}
	if r.builtIn() {
		return nil, badRequest(codeNoPermission, "No permission.")
	}
	return r, nil
}

// updateRole answers PATCH /roles/{roleId}.
func (s *Sim) updateRole(c *call) (reply, *refusal) {
	body, refused := readRole(c.r, false)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, refused := s.tenant.ownRole(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	if body.Name != nil {
		if holder := s.tenant.roleNamed(*body.Name); holder != nil && holder != r {
			return reply{}, roleNameInUse(*body.Name)
		}
	}
	assign(&r.name, body.Name)
	assign(&r.description, body.Description)
	assign(&r.privileges, body.Privileges)
	s.logOperation(logRole, "update", r.name)
	return reply{http.StatusOK, struct{}{}}, nil
}

// deleteRole answers DELETE /roles/{roleId}; the members fall back to Member.
func (s *Sim) deleteRole(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, refused := s.tenant.ownRole(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	members := slices.Clone(r.members)
	old := make([]userFacts, len(members))
	for i, u := range members {
		old[i] = s.facts(u)
	}
	s.tenant.removeRole(r)
	for i, u := range members {
		s.userChanged(u, old[i])
	}
	s.logOperation(logRole, "delete", r.name)
	return noContent()
}

type permissionList struct {
	Permissions []string `json:"permissions"`
}

// userPermissions answers GET /users/{userId}/permissions: the privileges of
// the user's role.
func (s *Sim) userPermissions(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	list := permissionList{Permissions: []string{}}
	if r := s.tenant.role(u.roleID.String()); r != nil {
		list.Permissions = orEmpty(r.privileges)
	}
	return reply{http.StatusOK, list}, nil
}
