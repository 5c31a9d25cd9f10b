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
	// phone rules are for Zoom Phone and number management alone.
	phone bool
	kind  shared.ErrorKind
	// hint stands before Zoom's own message.
	hint string
	// attribute is the one that the refusal is about.
	attribute string
}

// statusKind is the meaning of an HTTP status, for codes without a rule.
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
	if e.Status == http.StatusNotFound && (e.Code == 0 || e.Code == http.StatusNotFound) {
		// Zoom tells by a code what it does not find. Without one it is a gateway's
		// answer, or of another server: who takes that for "the user has gone" takes
		// the user away.
		return errorRule{kind: shared.ErrConnectionFailed, hint: "an answer without a code of Zoom: check the service URL and what lies between"}
	}
	return errorRule{kind: statusKind(e.Status)}
}

// onPhone tells refusals of Zoom Phone and number management, whose codes mean
// something else elsewhere.
func onPhone(e *zoomapi.Error) bool {
	return strings.HasPrefix(e.Route, "/phone/") || strings.HasPrefix(e.Route, "/number_management/")
}

func (r errorRule) fits(e *zoomapi.Error) bool {
	if r.phone && !onPhone(e) {
		return false
	}
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
