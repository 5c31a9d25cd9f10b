package zoomsim

import (
	"net/http"
	"slices"
)

// Limits and the error code of group admins.
const (
	maxAdminsPerCall  = 10
	maxAdminPageSize  = 300
	codeNotGroupAdmin = 4138
)

// appoint makes u an admin of g and reports whether he was none before.
func (g *group) appoint(u *user) bool {
	if !g.admins.add(u) {
		return false
	}
	p := u.edit()
	p.adminOf = append(p.adminOf, g)
	return true
}

// dismiss ends that u is an admin of g and reports whether he was one.
func (g *group) dismiss(u *user) bool {
	if !g.admins.remove(u) {
		return false
	}
	p := u.edit()
	p.adminOf = slices.DeleteFunc(p.adminOf, func(have *group) bool { return have == g })
	return true
}

// groupAdminView shows an admin, without an id as documented.
type groupAdminView struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

type groupAdminList struct {
	TotalRecords  int              `json:"total_records"`
	NextPageToken string           `json:"next_page_token"`
	PageSize      int              `json:"page_size"`
	Admins        []groupAdminView `json:"admins"`
}

// listGroupAdmins answers GET /groups/{groupId}/admins.
func (s *Sim) listGroupAdmins(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	q.Del("page_number") // This operation never had it.
	p, refused := s.pageRequest(q, defaultPageSize, maxAdminPageSize, "group admins\n"+c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFoundForAdmins(c.params[0])
	}
	from, to, more := p.cut(len(g.admins), func(i int) uint64 { return g.admins[i].seq })
	list := groupAdminList{TotalRecords: len(g.admins), PageSize: p.size, Admins: make([]groupAdminView, 0, to-from)}
	var last uint64
	for _, u := range g.admins[from:to] {
		list.Admins = append(list.Admins, groupAdminView{u.email, u.displayName()})
		last = u.seq
	}
	list.NextPageToken = s.nextToken(p, more, last)
	return reply{http.StatusOK, list}, nil
}

type addAdminsBody struct {
	Admins *[]memberRef `json:"admins"`
}

// addGroupAdmins answers POST /groups/{groupId}/admins. Unknown and pending
// users are skipped, as was observed for members; an admin need not be a
// member.
func (s *Sim) addGroupAdmins(c *call) (reply, *refusal) {
	var body addAdminsBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if refused := checkMemberRefs(body.Admins, "admins", maxAdminsPerCall); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFoundForAdmins(c.params[0])
	}
	ids, added := s.tenant.addMemberRefs(*body.Admins, g.appoint)
	s.groupAdmins("admin_added", g, added...)
	return reply{http.StatusCreated, addedMembers{ids, zoomTime(s.now().Unix())}}, nil
}

// removeGroupAdmin answers DELETE /groups/{groupId}/admins/{userId}.
func (s *Sim) removeGroupAdmin(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFoundForAdmins(c.params[0])
	}
	u := s.findUser(c.params[1])
	if u == nil || !g.dismiss(u) {
		return reply{}, badRequest(codeNotGroupAdmin, `That user is not an administrator for the group: "`+c.params[0]+`".`)
	}
	s.groupAdmins("admin_deleted", g, u)
	return noContent()
}

// groupNotFoundForAdmins has words of its own in Zoom's documents.
func groupNotFoundForAdmins(id string) *refusal {
	return refuse(http.StatusNotFound, codeGroupNotFound, `A group with the "`+id+`" ID does not exist.`)
}
