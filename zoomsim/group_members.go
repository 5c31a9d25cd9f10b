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
	switch {
	case body.Members == nil || len(*body.Members) == 0:
		return reply{}, invalidFields([]fieldError{{"members", messageMissingField}})
	case len(*body.Members) > maxMembersPerCall:
		return reply{}, invalidField("members")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	var ids []string
	var joined []*user
	for _, ref := range *body.Members {
		u := s.tenant.member(ref)
		if u == nil || u.status == pending {
			continue
		}
		if g.join(u) {
			joined = append(joined, u)
		}
		ids = append(ids, u.id.String())
	}
	s.groupMembers("member_added", g, joined...)
	return reply{http.StatusCreated, addedMembers{strings.Join(ids, ","), zoomTime(s.now().Unix())}}, nil
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
