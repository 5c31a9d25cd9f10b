package zoomimpl

import (
	"errors"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneRefused tells whether Zoom Phone cannot be read at all: the account has
// none, the plan does not include it, or the app may not look at it.
func phoneRefused(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && (refusal.PhoneUnavailable() || refusal.EndpointGone()) || listRefused(err)
}

// phoneFailed tells whether Zoom Phone cannot be read, while the users can: it is
// refused, or its endpoints fail. A token that is not accepted, the limits of
// requests and the end of the caller's time concern everything.
func phoneFailed(err error) bool {
	if err == nil {
		return false
	}
	switch catalogued(err).Kind {
	case shared.ErrUnauthenticated, shared.ErrRateLimited, shared.ErrQuotaExceeded, shared.ErrCancelled, shared.ErrTimeout, shared.ErrInternal:
		return false
	default:
		return true
	}
}

// accountWithoutPhone tells whether a call failed because the account has no Zoom
// Phone.
func accountWithoutPhone(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.PhoneUnavailable()
}

// noPhoneUserThere tells whether a call failed because the user has no Zoom
// Phone.
func noPhoneUserThere(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.PhoneUserMissing() || errors.Is(err, zoomapi.ErrInvalidID)
}

// noSiteThere tells whether a call failed because a site does not exist.
func noSiteThere(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.SiteMissing() || errors.Is(err, zoomapi.ErrInvalidID)
}

// phoneReason says in an object why Zoom Phone could not be read.
func phoneReason(err error) string {
	if accountWithoutPhone(err) {
		return "the account has no Zoom Phone"
	}
	return catalogued(err).Message
}
