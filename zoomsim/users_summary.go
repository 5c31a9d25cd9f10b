package zoomsim

import (
	"net/http"
	"strings"
)

type summaryView struct {
	Licensed int `json:"licensed_users_count"`
	Basic    int `json:"basic_users_count"`
	OnPrem   int `json:"on_prem_users_count"`
	Room     int `json:"room_users_count"`
	Pending  int `json:"pending_users_count"`
	JoinOnly int `json:"join_only_users_count"`
	Total    int `json:"total_users_count"`
}

// usersSummary answers GET /users/summary. The counts by type are of active
// and inactive users; that inactive ones count is an assumption. The account
// has no Zoom Rooms.
func (s *Sim) usersSummary(*call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	of := func(kind uint8) int { return s.tenant.kinds.of(active, kind) + s.tenant.kinds.of(inactive, kind) }
	v := summaryView{
		Licensed: of(typeLicensed), Basic: of(typeBasic), OnPrem: of(typeOnPrem),
		JoinOnly: of(typeUnassigned) + of(typeNone), Pending: len(s.tenant.users[pending]),
	}
	v.Total = v.Licensed + v.Basic + v.OnPrem + v.Room + v.JoinOnly
	return reply{http.StatusOK, v}, nil
}

// of is the number of users of a status and type.
func (k *kindTable) of(state status, kind uint8) int {
	for i, have := range userKinds() {
		if have == kind {
			return k[state][i]
		}
	}
	return 0
}

type emailCheck struct {
	Existed bool `json:"existed_email"`
}

// checkEmail answers GET /users/email: true for users of the account who log
// in with a password, and for nobody else, whoever has the address.
func (s *Sim) checkEmail(c *call) (reply, *refusal) {
	email := strings.TrimSpace(c.r.URL.Query().Get("email"))
	if email == "" {
		return reply{}, badRequest(codeValidation, "Email is required.")
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	u := s.tenant.byEmail[strings.ToLower(email)]
	return reply{http.StatusOK, emailCheck{u != nil && u.status != pending && u.logins&loginWork != 0}}, nil
}
