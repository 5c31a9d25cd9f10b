package zoomsim

import (
	"net/http"
	"net/url"
)

const (
	deleteDisassociate = "disassociate"
	deletePermanently  = "delete"
)

// deleteUser answers DELETE /users/{userId}. Both actions take the user out of
// the account; disassociation, the default, leaves a free account of his own.
func (s *Sim) deleteUser(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	action := q.Get("action")
	switch action {
	case "":
		action = deleteDisassociate
	case deleteDisassociate, deletePermanently:
	default:
		// What Zoom does with another value is not known; deleting someone
		// because of a misspelt word would hide the mistake.
		return reply{}, invalidField("action")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	if refused := s.allowDelete(u, action); refused != nil {
		return reply{}, refused
	}
	if refused := s.checkTransfer(u, q); refused != nil {
		return reply{}, refused
	}
	s.tenant.remove(u)
	s.userRemoved(u, action)
	return noContent()
}

func (s *Sim) allowDelete(u *user, action string) *refusal {
	switch u.status {
	case pending:
		// Documented: use disassociate, which cancels the invitation. The
		// error of the other action is not documented.
		if action == deletePermanently {
			return refusePending("delete the account")
		}
		return nil
	case inactive:
		return refuseInactive("delete")
	default:
	}
	if u == s.tenant.owner {
		// The owner can never leave; for action=delete no text is documented.
		return badRequest(codeAdminUser, "You can not disassociate an Admin user.")
	}
	if action == deletePermanently {
		return nil
	}
	switch {
	case u.isAdmin():
		return badRequest(codeAdminUser, "You can not disassociate an Admin user.")
	case u.logins == loginAPI:
		return badRequest(codeValidation, "Unable to unlink API user(s).")
	case s.tenant.managed(u.email):
		return badRequest(codeManagedDomain, "You can not disassociate a user with managed domain.")
	}
	return nil
}

// checkTransfer validates who is to take over the user's data. The simulator
// holds no meetings or recordings, so the transfer itself moves nothing.
func (s *Sim) checkTransfer(u *user, q url.Values) *refusal {
	email := q.Get("transfer_email")
	if email == "" {
		return nil
	}
	switch heir := s.tenant.user(email); heir {
	case u:
		return refuse(http.StatusBadRequest, codeValidation, "The transfer-to email address cannot be the same as the unlinked or deleted user's email address.")
	case nil:
		return invalidField("transfer_email")
	}
	return nil
}
