package zoomapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrBatchSize is matched by the error of a call whose list is empty or longer
// than Zoom takes in one request. No request was made.
var ErrBatchSize = errors.New("wrong number of elements for one request")

// checkBatch refuses lists that Zoom would refuse.
func checkBatch(r request, elements, limit int) error {
	if elements >= 1 && elements <= limit {
		return nil
	}
	return fmt.Errorf("zoom: %s %s: %w: %d, allowed are 1 to %d", r.method, r.route, ErrBatchSize, elements, limit)
}

// PhoneUserMissing reports whether an operation on one phone user was refused
// because nobody with Zoom Phone has the id or address. The person may well
// exist and have no Zoom Phone, or have been given it a moment ago: the profile
// appears some time after the feature was switched on.
func (e *Error) PhoneUserMissing() bool {
	if !e.onPhoneUser() {
		return false
	}
	return e.Code == CodeUserNotFound || (e.Code == CodeInvalid && e.says("invalid user id"))
}

// PhoneUnavailable reports whether a phone operation was refused because the
// account has no Zoom Phone. Zoom documents codes 2001 ("Account does not
// exist.") and, elsewhere, 2031; which of them an account without Zoom Phone
// really gets is not known.
func (e *Error) PhoneUnavailable() bool {
	return e.onPhone() && (e.Code == CodeAccountNotFound || e.Code == CodePhoneDisabled)
}

// SiteMissing reports whether the operation was refused because a site of Zoom
// Phone does not exist. Zoom says so with several combinations of status and code.
// A list of phone users asked for such a site may say SiteForbidden instead.
func (e *Error) SiteMissing() bool {
	switch e.Code {
	case CodeNumbersSite:
		return true
	case CodePhoneInvalid, CodePhoneNotFound:
		return e.onPhone() && e.says("site does not exist")
	default:
		return false
	}
}

// SiteForbidden reports whether a list was refused because of a site that the
// application may not see. Zoom says so with CodeInvalidToken, although the
// access token is good.
func (e *Error) SiteForbidden() bool {
	return e.Code == CodeInvalidToken && e.onPhone() && e.says("current site")
}

// EndpointGone reports whether Zoom does not offer the operation, at all or any
// more: HTTP status 410, which is what Zoom's other withdrawn endpoints answer,
// or CodeUnknownEndpoint.
func (e *Error) EndpointGone() bool {
	return e.Status == http.StatusGone || e.Code == CodeUnknownEndpoint
}

func (e *Error) onPhone() bool { return strings.HasPrefix(e.Route, "/phone/") }

func (e *Error) onPhoneUser() bool { return strings.HasPrefix(e.Route, "/phone/users/") }

func (e *Error) says(text string) bool { return strings.Contains(strings.ToLower(e.Message), text) }
