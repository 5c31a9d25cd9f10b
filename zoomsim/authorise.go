package zoomsim

import (
	"fmt"
	"net/http"
	"strings"
)

// Zoom's codes for a token that lacks a scope: phone, roles, and users, groups
// and meetings.
const (
	codeScopePhone = 104
	codeScopeRoles = 4700
	codeScopeOther = 4711
)

// authorise checks the bearer token of an API call and its scopes.
func (s *Sim) authorise(c *call) *refusal {
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return s.badToken(messageInvalidToken)
	}
	switch s.tokens.check(strings.TrimSpace(token), s.now()) {
	case tokenExpired:
		return s.badToken(messageExpiredToken)
	case tokenInvalid:
		return s.badToken(messageInvalidToken)
	case tokenValid:
	}
	if s.opts.Scopes != nil && !c.route.grantedBy(s.opts.Scopes) {
		return s.missingScope(c.route)
	}
	return nil
}

func (s *Sim) badToken(message string) *refusal {
	status := http.StatusUnauthorized
	if s.opts.SpecErrorStatus {
		status = http.StatusBadRequest
	}
	return refuse(status, codeInvalidToken, message)
}

// missingScope names the scopes that would have allowed the call: as observed
// the granular one of account level, and for roles, where only the
// specification has a text, the classic one.
func (s *Sim) missingScope(r *route) *refusal {
	code := s.opts.ScopeErrorCode
	if code == 0 {
		code = scopeCode(r)
	}
	switch code {
	case codeScopePhone: // Observed without a full stop.
		return badRequest(code, "Invalid access token, does not contain scopes:["+r.accountScope()+"]")
	case codeScopeRoles:
		return badRequest(code, "Invalid access token, does not contain "+accountLevel(r.classic)+" scope.")
	default:
		return badRequest(code, "Invalid access token, does not contain scopes:["+r.accountScope()+"].")
	}
}

func scopeCode(r *route) int {
	switch {
	case r.product == productPhone:
		return codeScopePhone
	case r.template == "/roles" || strings.HasPrefix(r.template, "/roles/"):
		return codeScopeRoles
	default:
		return codeScopeOther
	}
}

func (s *Sim) unknownEndpoint() *refusal {
	status := http.StatusNotFound
	if s.opts.SpecErrorStatus {
		status = http.StatusBadRequest
	}
	return refuse(status, codeUnknownEndpoint, messageUnknownPath)
}

// refuseClient answers wrong app credentials.
func (s *Sim) refuseClient() (reply, *refusal) {
	return reply{s.opts.WrongClientStatus, tokenRefusal{"Invalid client_id or client_secret", "invalid_client"}}, nil
}

// validateAuth reports every fault of the options about tokens and scopes.
func (o Options) validateAuth() []error {
	var faults []error
	switch o.ScopeErrorCode {
	case 0, codeScopePhone, codeScopeRoles, codeScopeOther:
	default:
		faults = append(faults, fmt.Errorf("ScopeErrorCode is %d, allowed are 104, 4700 and 4711", o.ScopeErrorCode))
	}
	switch o.WrongClientStatus {
	case 0, http.StatusBadRequest, http.StatusUnauthorized:
	default:
		faults = append(faults, fmt.Errorf("WrongClientStatus is %d, allowed are 400 and 401", o.WrongClientStatus))
	}
	return faults
}
