package zoomsim

import (
	"net/http"
	"strings"
)

// maxRolePageSize is the largest page of a role's members.
const maxRolePageSize = 300

type roleMemberView struct {
	memberView
	Department string `json:"department,omitempty"`
}

type roleMemberList struct {
	pageInfo
	Members []roleMemberView `json:"members"`
}

// listRoleMembers answers GET /roles/{roleId}/members. Pending users are not
// shown; whether Zoom shows them is not known.
func (s *Sim) listRoleMembers(c *call) (reply, *refusal) {
	p, refused := s.pageRequest(c.r.URL.Query(), defaultPageSize, maxRolePageSize, "role members\n"+c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.tenant.role(c.params[0])
	if r == nil {
		return reply{}, roleNotFound()
	}
	from, to, more := p.cut(len(r.members), func(i int) uint64 { return r.members[i].seq })
	list := roleMemberList{Members: make([]roleMemberView, 0, to-from)}
	var last uint64
	for _, u := range r.members[from:to] {
		list.Members = append(list.Members, roleMemberView{
			memberView: memberView{ID: u.id.String(), Email: u.email, FirstName: u.first.String(), LastName: u.last.String(), Type: u.kind},
			Department: u.dept.String(),
		})
		last = u.seq
	}
	list.pageInfo = s.info(p, len(r.members), more, last, true)
	return reply{http.StatusOK, list}, nil
}

// assignedMembers is the answer of POST /roles/{roleId}/members; the names of
// its fields differ from those of groups.
type assignedMembers struct {
	IDs   string `json:"ids"`
	AddAt string `json:"add_at"`
}

// assignableRole finds a role whose members may be changed.
func (t *tenant) assignableRole(id string) (*role, *refusal) {
	r := t.role(id)
	if r == nil {
		return nil, roleNotFound()
	}
	if r.id == roleOwner || r.id == roleMember {
		return nil, membersFixed()
	}
	return r, nil
}

func membersFixed() *refusal {
	return badRequest(codeValidation, "Can't delete or add members for Normal/Owner roles.")
}

// addRoleMembers answers POST /roles/{roleId}/members. A user has one role, so
// that the given one replaces the other. Unknown, pending and inactive users are
// skipped, as was observed of unknown ones for groups; the owner keeps his role.
func (s *Sim) addRoleMembers(c *call) (reply, *refusal) {
	var body addMembersBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if refused := checkMemberRefs(body.Members, "members", maxMembersPerCall); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, refused := s.tenant.assignableRole(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	var users []*user
	for _, ref := range *body.Members {
		u := s.tenant.member(ref)
		if u == s.tenant.owner {
			return reply{}, membersFixed()
		}
		if u != nil && u.status == active {
			users = append(users, u)
		}
	}
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.id.String()
		s.changeRole(u, r)
	}
	return reply{http.StatusCreated, assignedMembers{strings.Join(ids, ","), zoomTime(s.now().Unix())}}, nil
}

// removeRoleMember answers DELETE /roles/{roleId}/members/{memberId}: the user
// falls back to Member.
func (s *Sim) removeRoleMember(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, refused := s.tenant.assignableRole(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	u := s.tenant.user(c.params[1])
	if u == nil || u.roleID.String() != r.id {
		// Documented is the status alone.
		return reply{}, userNotFound(c.params[1])
	}
	s.changeRole(u, s.tenant.role(roleMember))
	return noContent()
}

// changeRole gives a user another role and tells about it.
func (s *Sim) changeRole(u *user, to *role) {
	if u.roleID.String() == to.id {
		return
	}
	old := s.facts(u)
	s.tenant.setRole(u, to)
	s.logOperation(logRole, "update", to.name+" - "+u.email)
	s.userChanged(u, old)
}
