package zoomapi

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrInvalidID is matched by the error of a call whose identifier cannot be
	// sent: empty, a path step such as "..", too long, with control characters,
	// or a word that names another endpoint. No request was made.
	ErrInvalidID = errors.New("identifier cannot be used in a request path")
	// ErrPageTokenExpired is matched by the error of a list call whose
	// next_page_token is unknown or older than 15 minutes. The list has to be
	// read again from its start.
	ErrPageTokenExpired = errors.New("next page token is invalid or expired")
	// ErrPageTokenRepeated is matched by the error of an iteration to which Zoom
	// gave a next_page_token for the second time, so that it would never end.
	ErrPageTokenRepeated = errors.New("next page token was given before")
	// ErrAttemptTimeout is matched by the error of a request that got no complete
	// answer within Config.RequestTimeout.
	ErrAttemptTimeout = errors.New("no complete answer within the request timeout")
)

// FieldError is one entry of the list that Zoom adds to a failed validation.
type FieldError struct {
	Field   string
	Message string
}

// Error is a refusal by the Zoom API.
type Error struct {
	// Method and Route are the HTTP method and the route template.
	Method string
	Route  string
	// Status is the HTTP status; it can be 200, since some endpoints report an
	// error with success.
	Status int
	// Code is the code of Zoom's envelope, 0 if the answer had none.
	Code int
	// Message is Zoom's text without control characters, bounded in length. It
	// may name e-mail addresses.
	Message string
	// Fields are the details of a failed validation.
	Fields []FieldError
	// TrackingID identifies the request towards Zoom support.
	TrackingID string
	// RetryAfter is how long Zoom wants the caller to wait, 0 if unknown.
	RetryAfter time.Duration
	// DailyLimit is set when a quota of the whole day is used up.
	DailyLimit bool
	// RateLimit is the quota that a 429 answer named, 0 if it named none.
	RateLimit int
	// Attempts is how many requests the call took.
	Attempts int
	// MaybeDone is set when an earlier request of the call got no answer, or the
	// answer that Zoom failed: it may have been carried out. A deletion that ends
	// in "not found" may then be the caller's own.
	MaybeDone bool
}

// Error returns the route, status, code, message and tracking id.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "zoom: %s %s: HTTP %d", e.Method, e.Route, e.Status)
	if e.Code != 0 {
		fmt.Fprintf(&b, ", code %d", e.Code)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Message)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, " (retry after %s)", e.RetryAfter.Round(time.Second))
	}
	if e.TrackingID != "" {
		fmt.Fprintf(&b, " (tracking id %s)", e.TrackingID)
	}
	return b.String()
}

// Is makes errors.Is(err, ErrPageTokenExpired) work. Zoom has no code of its own
// for it: users and groups use 300, Zoom Phone uses 400, with the same text.
func (e *Error) Is(target error) bool {
	return target == ErrPageTokenExpired && (e.Code == 300 || e.Code == 400) &&
		strings.Contains(strings.ToLower(e.Message), "next page token is invalid or expired")
}

// MissingScope reports whether the access token lacks a scope; the message then
// names it.
func (e *Error) MissingScope() bool {
	switch e.Code {
	case codeScope, codeScopeRoles:
		return true
	case codeScopePhone:
		return strings.Contains(strings.ToLower(e.Message), "scope")
	default:
		return false
	}
}

// TransportError is a call that got no answer.
type TransportError struct {
	// Method and Route are the HTTP method and the route template.
	Method string
	Route  string
	// Sent is set when the request, or a part of it, may have reached Zoom: a
	// write may have been carried out. It is false only when the request
	// certainly was not sent.
	Sent bool
	// Err is the cause; the error of the context if that ended the call.
	Err error
}

// Error returns the route, whether the outcome is known, and the cause.
func (e *TransportError) Error() string {
	state := "not sent"
	if e.Sent {
		state = "outcome unknown"
	}
	return fmt.Sprintf("zoom: %s %s: %s: %v", e.Method, e.Route, state, e.Err)
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// DecodeError is an answer with a success status whose body cannot be used. The
// request was carried out.
type DecodeError struct {
	// Method and Route are the HTTP method and the route template.
	Method string
	Route  string
	// Status is the HTTP status.
	Status int
	// TrackingID identifies the request towards Zoom support.
	TrackingID string
	// Err says what is wrong; it never quotes the body.
	Err error
}

// Error returns the route, the status and what is wrong with the answer.
func (e *DecodeError) Error() string {
	text := fmt.Sprintf("zoom: %s %s: HTTP %d: unusable answer: %v", e.Method, e.Route, e.Status, e.Err)
	if e.TrackingID != "" {
		text += " (tracking id " + e.TrackingID + ")"
	}
	return text
}

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }
