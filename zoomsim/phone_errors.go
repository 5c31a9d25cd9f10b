package zoomsim

import (
	"fmt"
	"net/http"
	"strings"
)

// Error codes of Zoom Phone and of number management. Many have the number of
// an HTTP status, which need not be that of the answer.
const (
	codeSiteForbidden = 124
	codePhoneInvalid  = 400
	codePhoneMissing  = 404
	codePhoneTooMany  = 405
	codePhoneConflict = 409
	codePhoneLicence  = 1102
	codePhoneDisabled = 2031

	codeNumbersInvalid   = 999
	codeNumbersProduct   = 1002006
	codeNumbersSite      = 1002010
	codeNumbersPageToken = 1003100

	messageNumbersPageToken = "The next page token is either invalid or has expired"
)

func noPhoneLicence() *refusal {
	return refuse(http.StatusNotFound, codePhoneLicence, "You cannot enable the **Zoom Phone** feature because you do not have any available licenses.")
}

// phoneDisabled is documented for GET /phone/settings; the simulator gives it
// for every phone operation of an account without Zoom Phone.
func phoneDisabled() *refusal {
	return refuse(http.StatusForbidden, codePhoneDisabled, "Zoom Phone has not been enabled for this account.")
}

func siteMissing() *refusal {
	return refuse(http.StatusNotFound, codePhoneMissing, "Site does not exist.")
}

func templateMissing() *refusal {
	return refuse(http.StatusNotFound, codePhoneMissing, "Template is invalid")
}

func tooManyItems(field string, limit int) *refusal {
	return badRequest(codePhoneTooMany, fmt.Sprintf("The number of items for %s must not exceed %d.", field, limit))
}

// withCode changes the code of a refusal: list calls of the products differ
// in that of a bad page token.
func withCode(r *refusal, code int, message string) *refusal {
	if r != nil {
		r.body.Code, r.body.Message = code, message
	}
	return r
}

// couldBeUser tells whether a path value has the form of an id or an address.
func couldBeUser(text string) bool {
	_, ok := parseID(text)
	return ok || strings.Contains(text, "@")
}

type handler = func(*Sim, *call) (reply, *refusal)

// phoneOnly guards a phone operation: the account must have Zoom Phone, and
// profiles that are due show before it runs.
func phoneOnly(serve handler) handler {
	return func(s *Sim, c *call) (reply, *refusal) {
		if s.opts.NoPhone {
			return reply{}, phoneDisabled()
		}
		s.settlePhones()
		return serve(s, c)
	}
}
