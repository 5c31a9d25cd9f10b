package zoomapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
)

// tokenRoute stands for the token endpoint in errors.
const tokenRoute = "/oauth/token"

// AuthError is a refusal by the token endpoint.
type AuthError struct {
	// Status is the HTTP status, 0 if a successful answer held no usable token.
	Status int
	// Code is the OAuth error code, such as "invalid_client"; empty if the answer
	// had none.
	Code string
	// Reason is Zoom's own text, without control characters and bounded.
	Reason string
}

// Error says what is wrong, in terms of the configuration where Zoom's code
// allows it.
func (e *AuthError) Error() string {
	text := "zoom: no access token: " + e.explain()
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d", e.Status)
		if e.Code != "" {
			text += ", " + e.Code
		}
		text += ")"
	}
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}

func (e *AuthError) explain() string {
	switch {
	case e.Code == "invalid_client":
		return "the client id or client secret is wrong, or the app is deactivated"
	case e.Code == "invalid_request":
		return "the account id is wrong, or the request is not accepted"
	case e.Code == "unsupported_grant_type" || e.Code == "unauthorized_client":
		return "the app is not a Server-to-Server OAuth app"
	case e.Code == "invalid_scope":
		return "a requested scope is not granted to the app"
	case e.Status == 0:
		return "the token endpoint gave an answer without a usable token"
	case e.Status >= 300 && e.Status <= 399:
		return "the token endpoint redirects, which is not followed"
	case e.temporary():
		return "the token endpoint is overloaded or down"
	default:
		return "the token endpoint refused the request"
	}
}

// temporary reports whether asking again later can help. A success without a
// usable token is an answer that was cut off, or a gateway's.
func (e *AuthError) temporary() bool {
	return e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= 500
}

// tokenFailure turns a failure of the oauth2 library into an *AuthError or a
// *TransportError. The library's own error texts quote the raw answer.
func tokenFailure(ctx context.Context, err error, secrets []string) error {
	if refusal, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		// Zoom's envelope has "reason" where OAuth has "error_description".
		var body struct {
			Reason string `json:"reason"`
			Error  string `json:"error"`
		}
		out := &AuthError{Status: refusal.Response.StatusCode}
		if json.Unmarshal(refusal.Body, &body) == nil {
			out.Code = safeText(body.Error, maxTrackingID, secrets...)
			out.Reason = safeText(body.Reason, maxMessage, secrets...)
		}
		return out
	}
	_, unreachable := errors.AsType[*url.Error](err)
	if !unreachable && ctx.Err() == nil {
		return &AuthError{}
	}
	// The context is that of the fetch alone: its end is a time-out of the request.
	return &TransportError{
		Method: http.MethodPost, Route: tokenRoute, Sent: !neverConnected(err),
		Err: cause(context.WithoutCancel(ctx), ctx, err),
	}
}
