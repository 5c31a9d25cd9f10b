package zoomsim

// revokeSessions answers DELETE /users/{userId}/token. The simulator has no
// sessions of people, so that finding the user is all there is to it.
func (s *Sim) revokeSessions(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.findUser(c.params[0]) == nil {
		return reply{}, userNotFound(c.params[0])
	}
	return noContent()
}

type statusBody struct {
	Action *string `json:"action"`
}

// setUserStatus answers PUT /users/{userId}/status. Repeating an action is a
// success; which answer Zoom gives to that is not known.
func (s *Sim) setUserStatus(c *call) (reply, *refusal) {
	var body statusBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	var to status
	switch valueOf(body.Action) {
	case "activate":
		to = active
	case "deactivate":
		to = inactive
	case "":
		return reply{}, invalidFields([]fieldError{{"action", messageMissingField}})
	default:
		// clock_in and clock_out belong to Workforce Management, for which
		// the simulated account has no licence.
		return reply{}, invalidField("action")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUser(c.params[0])
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	if u.isAdmin() {
		return reply{}, badRequest(codeNoPermission, "Zoom Room and Admin users' status cannot be activated or deactivated.")
	}
	if u.status == pending {
		return reply{}, refusePending("change the status")
	}
	if u.status != to {
		if to == inactive {
			s.tenant.dropLicences(u)
		}
		s.tenant.move(u, to)
	}
	return reply{status: s.opts.PutStatusCode}, nil
}
