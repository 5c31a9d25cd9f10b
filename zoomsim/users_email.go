package zoomsim

import (
	"net/http"
	"slices"
)

const maxEmailChanges = 3

// messageEmailCap: the answer to a fourth change within 24 hours is not
// documented. It is modelled on the one cap per user that is, the daily limit
// of meeting updates, which is an HTTP 429 with code 429 and this wording.
const messageEmailCap = "You have exceeded the daily rate limit (3) of Email Update API requests permitted for this particular user."

type emailBody struct {
	Email *string `json:"email"`
}

// changeEmail answers PUT /users/{userId}/email. The id stays.
func (s *Sim) changeEmail(c *call) (reply, *refusal) {
	var body emailBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	var f fieldCheck
	f.email("email", body.Email)
	if refused := invalidFields(f.faults); refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUser(c.params[0])
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	if refused := s.allowEmail(u, *body.Email); refused != nil {
		return reply{}, refused
	}
	now := s.now().Unix()
	changes := recentChanges(u.rare().emailChanges, now)
	if len(changes) >= maxEmailChanges {
		return reply{}, refuse(http.StatusTooManyRequests, codeTooMany, messageEmailCap)
	}
	changes = append(changes, now)
	u.edit().emailChanges = changes
	old, oldEmail := s.facts(u), u.email
	s.tenant.rename(u, *body.Email)
	s.logOperation(logUser, "update", oldEmail+" to "+u.email)
	s.userChanged(u, old)
	return noContent()
}

func (s *Sim) allowEmail(u *user, email string) *refusal {
	switch {
	case u.status == pending:
		return refusePending("change the email")
	case u.status == inactive:
		return refuseInactive("update")
	case u.isAdmin():
		return badRequest(codeUserState, "Admin can not change other admins email.")
	case !s.tenant.managed(email):
		return s.domainMismatch(email)
	case s.tenant.user(email) != nil:
		// Not documented for this operation; the text is that of a create.
		return emailInUse(email)
	}
	return nil
}

// recentChanges are those of the last 24 hours.
func recentChanges(changes []int64, now int64) []int64 {
	return slices.DeleteFunc(slices.Clone(changes), func(at int64) bool { return at <= now-secondsPerDay })
}
