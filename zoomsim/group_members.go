package zoomsim

import (
	"net/http"
	"strings"
)

// maxMembersPerCall is how many members one request may add.
const maxMembersPerCall = 30

type memberView struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Type      uint8  `json:"type"`
}

type memberList struct {
	pageInfo
	Members []memberView `json:"members"`
}

// listMembers answers GET /groups/{groupId}/members.
func (s *Sim) listMembers(c *call) (reply, *refusal) {
	p, refused := s.pageRequest(c.r.URL.Query(), defaultPageSize, maxPageSize, "members\n"+c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	from, to, more := p.cut(len(g.members), func(i int) uint64 { return g.members[i].seq })
	list := memberList{Members: make([]memberView, 0, to-from)}
	var last uint64
	for _, u := range g.members[from:to] {
		view := memberView{ID: u.id.String(), Email: u.email, Type: u.kind}
		if !u.nameHidden {
			view.FirstName, view.LastName = u.first.String(), u.last.String()
		}
		list.Members = append(list.Members, view)
		last = u.seq
	}
	list.pageInfo = s.info(p, len(g.members), more, last, true)
	return reply{http.StatusOK, list}, nil
}

type addMembersBody struct {
	Members *[]memberRef `json:"members"`
}

type memberRef struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// addedMembers is the answer of POST .../members; IDs is joined by commas.
type addedMembers struct {
	IDs     string `json:"ids"`
	AddedAt string `json:"added_at"`
}

// addMembers answers POST /groups/{groupId}/members. As recorded from a real
// account, members it does not know are skipped without a word, and so are
// pending ones. Who is a member already is named in the answer too.
func (s *Sim) addMembers(c *call) (reply, *refusal) {
	var body addMembersBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if refused := checkMemberRefs(body.Members, "members", maxMembersPerCall); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	ids, joined := s.tenant.addMemberRefs(*body.Members, g.join)
	s.groupMembers("member_added", g, joined...)
	return reply{http.StatusCreated, addedMembers{ids, zoomTime(s.now().Unix())}}, nil
}

// checkMemberRefs refuses a list of users that is missing or too long.
func checkMemberRefs(refs *[]memberRef, field string, most int) *refusal {
	switch {
	case refs == nil || len(*refs) == 0:
		return invalidFields([]fieldError{{field, messageMissingField}})
	case len(*refs) > most:
		return invalidField(field)
	default:
		return nil
	}
}

// addMemberRefs adds users by put, which tells whether that changed anything.
// Users who are unknown or pending are skipped. It returns the ids of the others,
// joined by commas, and those whom put has added.
func (t *tenant) addMemberRefs(refs []memberRef, put func(*user) bool) (ids string, added []*user) {
	var all []string
	for _, ref := range refs {
		u := t.member(ref)
		if u == nil || u.status == pending {
			continue
		}
		if put(u) {
			added = append(added, u)
		}
		all = append(all, u.id.String())
	}
	return strings.Join(all, ","), added
}

// member finds whom a reference means; a given id wins over the address.
func (t *tenant) member(ref memberRef) *user {
	if ref.ID != "" {
		if id, ok := parseID(ref.ID); ok {
			return t.byID[id]
		}
		return nil
	}
	return t.byEmail[strings.ToLower(ref.Email)]
}

// removeMember answers DELETE /groups/{groupId}/members/{memberId}; the member
// is named by id or e-mail address.
func (s *Sim) removeMember(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	u := s.tenant.user(c.params[1])
	if u == nil || !g.leave(u) {
		return reply{}, memberNotFound()
	}
	s.groupMembers("member_deleted", g, u)
	return noContent()
}
