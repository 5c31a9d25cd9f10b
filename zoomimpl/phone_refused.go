package zoomimpl

import (
	"errors"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneRefused tells whether Zoom Phone cannot be read at all: the account has
// none, the plan does not include it, or the app may not look at it.
func phoneRefused(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && (refusal.PhoneUnavailable() || refusal.EndpointGone()) || listRefused(err)
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
