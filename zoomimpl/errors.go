package zoomimpl

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// hasCode tells whether err is a refusal of Zoom with that code.
func hasCode(err error, code int) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.Code == code
}

// repeated tells whether the refusal answered a repeat, so that an earlier request
// of the same call may have been carried out.
func repeated(err error) bool {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.MaybeDone
}

// catalogue returns err as an error of the catalogue about the object, or nil.
func catalogue(err error, class, uid string) error {
	if err == nil {
		return nil
	}
	if partial, ok := errors.AsType[*shared.WriteError](err); ok {
		return partial
	}
	out := *catalogued(err)
	if out.Class == "" {
		out.Class = class
	}
	if out.UID == "" {
		out.UID = uid
	}
	return &out
}

// catalogued returns err as an error of the catalogue.
func catalogued(err error) *shared.Error {
	if own, ok := errors.AsType[*shared.Error](err); ok {
		return own
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return shared.AsError(contextError(err))
	case errors.Is(err, zoomapi.ErrPageTokenExpired):
		e := &shared.Error{Kind: shared.ErrCursorExpired, Message: "Zoom's page token expired, which it does after 15 minutes: search again"}
		if refusal, ok := errors.AsType[*zoomapi.Error](err); ok {
			e.Upstream = upstream(refusal)
		}
		return e
	case errors.Is(err, zoomapi.ErrInvalidID):
		return shared.NewError(shared.ErrNotFound, "Zoom can have no object with such an identifier")
	case errors.Is(err, zoomapi.ErrPageTokenRepeated):
		return shared.NewError(shared.ErrConnectionFailed, "Zoom repeated a page token: the list would never end")
	}
	if limit, ok := errors.AsType[*zoomapi.LimitError](err); ok {
		return limited(limit)
	}
	if refusal, ok := errors.AsType[*zoomapi.Error](err); ok {
		return refused(refusal)
	}
	if refusal, ok := errors.AsType[*zoomapi.AuthError](err); ok {
		return unauthenticated(refusal)
	}
	if failure, ok := errors.AsType[*zoomapi.TransportError](err); ok {
		return shared.NewError(shared.ErrConnectionFailed, "%s", failure.Error())
	}
	if failure, ok := errors.AsType[*zoomapi.DecodeError](err); ok {
		e := shared.NewError(shared.ErrConnectionFailed, "%s", failure.Error())
		e.Upstream = shared.Upstream{Status: failure.Status, RequestID: failure.TrackingID}
		return e
	}
	return shared.NewError(shared.ErrInternal, "%s", err.Error())
}

// contextError is the bare error of the context.
func contextError(err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	return context.DeadlineExceeded
}

func upstream(e *zoomapi.Error) shared.Upstream {
	u := shared.Upstream{Status: e.Status, RequestID: e.TrackingID}
	if e.Code != 0 {
		u.Code = strconv.Itoa(e.Code)
	}
	return u
}

// limited is a request that was held back for the sake of a rate limit.
func limited(e *zoomapi.LimitError) *shared.Error {
	kind := shared.ErrRateLimited
	if e.DailyLimit {
		kind = shared.ErrQuotaExceeded
	}
	out := shared.NewError(kind, "%s", e.Error())
	out.RetryAfter = e.RetryAfter
	return out
}

// unauthenticated is a refusal by the token endpoint.
func unauthenticated(e *zoomapi.AuthError) *shared.Error {
	kind := shared.ErrUnauthenticated
	switch {
	case e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError:
		kind = shared.ErrConnectionFailed
	case e.Code == "invalid_scope":
		kind = shared.ErrPermissionDenied
	}
	out := shared.NewError(kind, "%s", e.Error())
	out.Upstream = shared.Upstream{Status: e.Status, Code: e.Code}
	return out
}

// refused is a refusal by the API.
func refused(e *zoomapi.Error) *shared.Error {
	rule := ruleFor(e)
	out := &shared.Error{
		Kind: rule.kind, Message: rule.message(e), Attribute: rule.attribute,
		RetryAfter: e.RetryAfter, Upstream: upstream(e),
	}
	for _, f := range e.Fields {
		out.Faults = append(out.Faults, shared.Fault{Field: strings.TrimPrefix(f.Field, "user_info."), Message: f.Message})
	}
	if len(out.Faults) == 1 && out.Attribute == "" {
		out.Attribute = out.Faults[0].Field
	}
	return out
}
