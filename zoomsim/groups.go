package zoomsim

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxAccountGroups is how many groups an account may have.
const maxAccountGroups = 5000

type groupView struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	TotalMembers int    `json:"total_members"`
}

func (g *group) view() groupView { return groupView{g.id.String(), g.name, len(g.members)} }

// groupList is the answer of GET /groups, which shows no page numbers.
type groupList struct {
	TotalRecords  int         `json:"total_records"`
	NextPageToken string      `json:"next_page_token"`
	Groups        []groupView `json:"groups"`
}

// listGroups answers GET /groups.
func (s *Sim) listGroups(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	q.Del("page_number") // This operation never had it.
	p, refused := s.pageRequest(q, s.opts.GroupPageSize, maxGroupPageSize, "groups")
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	groups := s.tenant.groups
	from, to, more := p.cut(len(groups), func(i int) uint64 { return groups[i].seq })
	list := groupList{TotalRecords: len(groups), Groups: make([]groupView, 0, to-from)}
	var last uint64
	for _, g := range groups[from:to] {
		list.Groups = append(list.Groups, g.view())
		last = g.seq
	}
	list.NextPageToken = s.nextToken(p, more, last)
	return reply{http.StatusOK, list}, nil
}

type groupBody struct {
	Name *string `json:"name"`
}

func readGroupName(r *http.Request) (string, *refusal) {
	var body groupBody
	if refused := readBody(r, &body); refused != nil {
		return "", refused
	}
	name := valueOf(body.Name)
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > maxGroupName {
		return "", badRequest(codeValidation, "Invalid parameter: name.")
	}
	return name, nil
}

// createGroup answers POST /groups. That names are compared without case is
// an assumption: Zoom says only that they are unique.
func (s *Sim) createGroup(c *call) (reply, *refusal) {
	name, refused := readGroupName(c.r)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenant.groupByName[groupKey(name)] != nil {
		return reply{}, refuse(http.StatusConflict, codeGroupNameInUse, `The group name "`+name+`" is already in use.`)
	}
	if len(s.tenant.groups) >= maxAccountGroups {
		return reply{}, badRequest(codeValidation, "It has reached the maximum number of groups. You can clean up some groups then add.")
	}
	if refused := s.spend(c, s.caps.groups); refused != nil {
		return reply{}, refused
	}
	g := s.tenant.addGroup(name)
	s.groupMade("created", g)
	return reply{http.StatusCreated, g.view()}, nil
}

// getGroup answers GET /groups/{groupId}.
func (s *Sim) getGroup(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	return reply{http.StatusOK, g.view()}, nil
}

// updateGroup answers PATCH /groups/{groupId}, which renames.
func (s *Sim) updateGroup(c *call) (reply, *refusal) {
	name, refused := readGroupName(c.r)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	if holder := s.tenant.groupByName[groupKey(name)]; holder != nil && holder != g {
		// The text differs from that of POST in Zoom's documents.
		return reply{}, refuse(http.StatusConflict, codeGroupNameInUse, fmt.Sprintf("Group name %s is already in use.", name))
	}
	old := g.name
	s.tenant.renameGroup(g, name)
	if name != old {
		s.groupRenamed(g, old)
	}
	return noContent()
}

// deleteGroup answers DELETE /groups/{groupId}; the members stay users.
func (s *Sim) deleteGroup(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.tenant.group(c.params[0])
	if g == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	s.tenant.removeGroup(g)
	s.groupMade("deleted", g)
	return noContent()
}
