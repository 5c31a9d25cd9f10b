package zoomsim

// revokeSessions answers DELETE /users/{userId}/token. The simulator has no
// sessions of people, so that finding the user and telling about it is all.
func (s *Sim) revokeSessions(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUser(c.params[0])
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	s.userOperation(u, "sign_out_from_all_devices")
	return noContent()
}

// The actions of PUT /users/{userId}/status that the simulator knows.
const (
	actionActivate   = "activate"
	actionDeactivate = "deactivate"
)

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
	case actionActivate:
		to = active
	case actionDeactivate:
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
		} else if s.kindFull(u.kind) {
			return reply{}, badRequest(codeBasicSeats, messageBasicActivate)
		}
		s.tenant.move(u, to)
		s.userMoved(u)
	}
	return reply{status: s.opts.PutStatusCode}, nil
}
