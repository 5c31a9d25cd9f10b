package zoomimpl

import (
	"net/http"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// errorRule says what a refusal of Zoom means. The first rule that fits wins.
type errorRule struct {
	codes []int
	// method and text, where set, must fit too; text is a part of Zoom's message
	// in lower case.
	method, text string
	kind         shared.ErrorKind
	// hint stands before Zoom's own message.
	hint string
	// attribute is the one that the refusal is about.
	attribute string
}

// errorRules are Zoom's codes for users and groups, see the error tables of the
// operations at https://developers.zoom.us/docs/api/users/. The code is
// independent of the HTTP status, and one code can mean several things.
func errorRules() []errorRule {
	return []errorRule{
		{codes: []int{104, 4700, 4711}, text: "scope", kind: shared.ErrPermissionDenied, hint: "the app lacks a scope"},
		{codes: []int{zoomapi.CodeInvalidToken}, kind: shared.ErrUnauthenticated, hint: "Zoom does not accept the access token"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "paid account", kind: shared.ErrUnsupported, hint: "the account's plan does not include this"},
		// Before the next one, whose text is a part of this one's.
		{codes: []int{zoomapi.CodeNoPermission}, text: "cannot be activated or deactivated", kind: shared.ErrPreconditionFailed, hint: "Zoom refuses this for administrators and Zoom Rooms"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "no meetings license", kind: shared.ErrPreconditionFailed, attribute: "pmi", hint: "the user's licence has no meetings"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "deactivated", kind: shared.ErrPreconditionFailed, hint: "the user is inactive: enable it first"},
		{codes: []int{zoomapi.CodeNoPermission}, text: "information barrier", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeNoPermission, 2016, 2035, 2036, 2037, 11321}, kind: shared.ErrPermissionDenied},
		{codes: []int{zoomapi.CodeInvalid}, text: "maximum number", kind: shared.ErrQuotaExceeded},
		{codes: []int{zoomapi.CodeInvalid}, text: "unlink", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeInvalid}, text: "zoom events", kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeInvalid}, text: "password", kind: shared.ErrInvalidAttributeValue, attribute: "password"},
		{codes: []int{zoomapi.CodeInvalid}, kind: shared.ErrInvalidAttributeValue},
		{codes: []int{1000}, kind: shared.ErrPreconditionFailed},
		{codes: []int{zoomapi.CodeUserNotFound, 2001}, kind: shared.ErrNotFound},
		{codes: []int{zoomapi.CodeEmailInUse, zoomapi.CodeUserActive}, kind: shared.ErrAlreadyExists, attribute: "email"},
		{codes: []int{zoomapi.CodeForeignGroup, zoomapi.CodeGroupNotFound, zoomapi.CodeMemberNotFound, 1034}, kind: shared.ErrNotFound},
		{codes: []int{zoomapi.CodeDomainBlocked}, method: http.MethodPost, kind: shared.ErrInvalidAttributeValue, attribute: "email"},
		{codes: []int{zoomapi.CodeDomainBlocked}, kind: shared.ErrPreconditionFailed, hint: "deactivate or delete the user instead"},
		{codes: []int{zoomapi.CodeTypeChange, 1109}, kind: shared.ErrPreconditionFailed, attribute: "type"},
		{codes: []int{zoomapi.CodeDomainMismatch}, kind: shared.ErrInvalidAttributeValue, attribute: "email"},
		{codes: []int{zoomapi.CodeAdminProtected}, kind: shared.ErrPreconditionFailed, hint: "Zoom refuses this for administrators"},
		{codes: []int{zoomapi.CodeInvitationExpired}, kind: shared.ErrPreconditionFailed, hint: "the invitation is missing or expired: invite the user again"},
		{codes: []int{1123}, kind: shared.ErrPreconditionFailed, attribute: "password"},
		{codes: []int{1124, 1125, 1126, 1127, 1128, 1129, 1130, 1131, 1136}, kind: shared.ErrInvalidAttributeValue, attribute: "password"},
		{codes: []int{zoomapi.CodeBasicSeats, zoomapi.CodeLicensedSeats, zoomapi.CodeSeats}, kind: shared.ErrQuotaExceeded, attribute: "type", hint: "no seat is left"},
		{codes: []int{1102, 2038, 2039}, kind: shared.ErrQuotaExceeded, hint: "no seat is left"},
		{codes: []int{4100}, kind: shared.ErrAlreadyExists, attribute: "vanity_name"},
		{codes: []int{2002, 2032}, kind: shared.ErrUnsupported, hint: "the account does not allow this create action"},
		{codes: []int{zoomapi.CodeUnknownEndpoint, 4137}, kind: shared.ErrUnsupported},
		{codes: []int{zoomapi.CodeGroupNameInUse}, kind: shared.ErrAlreadyExists, attribute: "name"},
	}
}

// statusKinds are the meanings of HTTP statuses, for codes without a rule.
func statusKind(status int) shared.ErrorKind {
	switch {
	case status == http.StatusUnauthorized:
		return shared.ErrUnauthenticated
	case status == http.StatusForbidden:
		return shared.ErrPermissionDenied
	case status == http.StatusNotFound:
		return shared.ErrNotFound
	case status == http.StatusConflict:
		return shared.ErrConflict
	case status == http.StatusGone:
		return shared.ErrUnsupported
	case status == http.StatusRequestEntityTooLarge:
		return shared.ErrTooLarge
	case status >= http.StatusInternalServerError, status >= 300 && status <= 399:
		return shared.ErrConnectionFailed
	default:
		return shared.ErrInvalidRequest
	}
}

// ruleFor finds the meaning of a refusal. Rate limits come first: their code
// says nothing more than the status.
func ruleFor(e *zoomapi.Error) errorRule {
	if e.Status == http.StatusTooManyRequests || e.Code == zoomapi.CodeRateLimited {
		if e.DailyLimit {
			return errorRule{kind: shared.ErrQuotaExceeded, hint: "a daily limit is used up"}
		}
		return errorRule{kind: shared.ErrRateLimited}
	}
	if e.Status < http.StatusInternalServerError {
		for _, r := range errorRules() {
			if r.fits(e) {
				return r
			}
		}
	}
	return errorRule{kind: statusKind(e.Status)}
}

func (r errorRule) fits(e *zoomapi.Error) bool {
	if r.method != "" && r.method != e.Method {
		return false
	}
	if r.text != "" && !strings.Contains(strings.ToLower(e.Message), r.text) {
		return false
	}
	return slices.Contains(r.codes, e.Code)
}

// message joins the hint with Zoom's own text and the call.
func (r errorRule) message(e *zoomapi.Error) string {
	text := "Zoom refused " + e.Method + " " + e.Route
	if e.Message != "" {
		text += ": " + e.Message
	}
	if len(e.Fields) > 0 {
		text = strings.TrimRight(text, ".") // The faults follow in the same sentence.
	}
	if r.hint != "" {
		text = r.hint + " (" + text + ")"
	}
	return text
}
