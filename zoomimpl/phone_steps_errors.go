package zoomimpl

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneRefusal returns the refusal of a call of Zoom Phone as what it is to the
// write of a user: about the attribute that the call is for. The phone
// endpoints say of most things that they do not exist, which is not to be taken
// for the user. Other failures, limits of requests among them, stay as they are.
func phoneRefusal(err error, attribute string) error {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	if !ok || refusal.Status >= http.StatusInternalServerError || refusal.Status == http.StatusTooManyRequests {
		return err
	}
	out := *catalogued(err)
	switch {
	case refusal.PhoneUserMissing():
		out.Kind, attribute = shared.ErrPreconditionFailed, attributePhoneFeature
		out.Message = "the user has no Zoom Phone (" + out.Message + ")"
	case out.Kind == shared.ErrNotFound && refusal.Code != zoomapi.CodeUserNotFound:
		out.Kind = shared.ErrInvalidAttributeValue
	}
	switch out.Kind {
	case shared.ErrAlreadyExists, shared.ErrInvalidAttributeValue, shared.ErrPreconditionFailed, shared.ErrQuotaExceeded, shared.ErrUnsupported:
		out.Attribute = attribute
	default:
	}
	if refusal.MaybeDone {
		// It answered a repeat: what was refused may be what the first try did.
		return unverified{&out}
	}
	return &out
}

// placeRefusal is phoneRefusal for the call that moves the user and changes the
// extension: Zoom's text tells which of them it means.
func (p *phonePlan) placeRefusal(err error) error {
	attribute := attributeExtension
	if d, ok := p.siteChange(); ok {
		attribute = d.Name
	}
	if refusal, ok := errors.AsType[*zoomapi.Error](err); ok && p.extension != "" && !refusal.SiteMissing() {
		means := func(text string) bool { return strings.Contains(strings.ToLower(text), "extension") }
		if means(refusal.Message) || slices.ContainsFunc(refusal.Fields, func(f zoomapi.FieldError) bool { return means(f.Field) }) {
			attribute = attributeExtension
		}
	}
	return phoneRefusal(err, attribute)
}
