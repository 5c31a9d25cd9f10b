package zoomsim

import (
	"net/http"
	"slices"
)

// primaryGroup is the group whose settings the user has: the one chosen or, as
// long as none is, the first one joined. No list shows it.
func (u *user) primaryGroup() *group {
	if chosen := u.rare().primary; chosen != nil {
		return chosen
	}
	if len(u.groups) == 0 {
		return nil
	}
	return u.groups[0]
}

type memberAction struct {
	Action        *string `json:"action"`
	TargetGroupID *string `json:"target_group_id"`
}

const (
	memberMove       = "move"
	memberSetPrimary = "set_primary"
)

// updateMember answers PATCH /groups/{groupId}/members/{memberId}: it moves a
// member of the group in the path to the target group, or makes the target
// group, in which the user must be too, the primary one.
func (s *Sim) updateMember(c *call) (reply, *refusal) {
	var body memberAction
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	action, target := valueOf(body.Action), valueOf(body.TargetGroupID)
	switch {
	case action == "":
		return reply{}, invalidFields([]fieldError{{"action", messageMissingField}})
	case action != memberMove && action != memberSetPrimary:
		return reply{}, invalidField("action")
	case target == "":
		return reply{}, badRequest(codeValidation, "The target_group_id can not be empty.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := s.tenant.group(c.params[0]), s.tenant.group(target)
	if from == nil {
		return reply{}, groupNotFound(c.params[0])
	}
	if to == nil {
		return reply{}, groupNotFound(target)
	}
	u := s.tenant.user(c.params[1])
	if u == nil || !slices.Contains(u.groups, from) {
		return reply{}, memberNotFound()
	}
	if action == memberSetPrimary && !slices.Contains(u.groups, to) {
		return reply{}, memberNotFound()
	}
	old := s.facts(u)
	if action == memberMove {
		s.moveMember(u, from, to)
	} else {
		u.edit().primary = to
	}
	s.userChanged(u, old)
	return noContent()
}

func (s *Sim) moveMember(u *user, from, to *group) {
	if from == to {
		return
	}
	from.leave(u)
	s.groupMembers("member_deleted", from, u)
	if !slices.Contains(u.groups, to) {
		to.join(u)
		s.groupMembers("member_added", to, u)
	}
}

func memberNotFound() *refusal {
	return refuse(http.StatusNotFound, codeMemberNotFound, "Group member does not exist.")
}
