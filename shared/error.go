package shared

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Error is an error of the catalogue. It crosses the process boundary whole:
// the other side sees the same fields and the same text. Every field is safe
// to show: no secrets and no raw answers of the target.
type Error struct {
	// Kind is the entry of the catalogue.
	Kind ErrorKind
	// Message says what is wrong and, where it can, what to do.
	Message string
	// Class, UID and Attribute name what it is about; any may be empty.
	Class     string
	UID       string
	Attribute string
	// Faults are all that is wrong with a request or a configuration.
	Faults []Fault
	// RetryAfter is how long to wait before trying again; 0 when unknown.
	RetryAfter time.Duration
	// Upstream is the answer of the target behind the error, if any.
	Upstream Upstream
	// CorrelationID finds the full record in the connector's log.
	CorrelationID string
}

// Fault is one thing wrong with a request.
type Fault struct {
	// Field is the attribute, property or field of the request.
	Field string
	// Message says what is wrong with it.
	Message string
}

// Upstream is what the target system answered.
type Upstream struct {
	// Status is the HTTP status or the like; 0 when there was no answer.
	Status int
	// Code is the target's own code.
	Code string
	// RequestID finds the request in the target's logs.
	RequestID string
}

// NewError makes an error with a formatted message.
func NewError(kind ErrorKind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Error returns kind, object, message, faults and correlation id in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.Error())
	if subject := e.subject(); subject != "" {
		b.WriteString(": ")
		b.WriteString(subject)
	}
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(e.Message)
	}
	for i, f := range e.Faults {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		if f.Field != "" {
			b.WriteString(f.Field)
			b.WriteString(": ")
		}
		b.WriteString(f.Message)
	}
	if e.CorrelationID != "" {
		b.WriteString(" (correlation id ")
		b.WriteString(e.CorrelationID)
		b.WriteString(")")
	}
	return oneLine(b.String())
}

// oneLine escapes what does not print, such as line ends and terminal controls:
// texts may quote what somebody sent.
func oneLine(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsGraphic(r) }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if strconv.IsGraphic(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// subject names the object that the error is about, unless the message does.
// Faults are about the request and name their fields.
func (e *Error) subject() string {
	if e.UID == "" || len(e.Faults) > 0 || strings.Contains(e.Message, e.UID) {
		return ""
	}
	uid := e.UID
	if quoted := strconv.Quote(uid); quoted != `"`+uid+`"` {
		uid = quoted // control characters and the like stay out of terminals
	}
	return strings.TrimSpace(e.Class + " " + uid)
}

// Unwrap returns the kind, so that errors.Is works against the catalogue.
func (e *Error) Unwrap() error { return e.Kind }

// Retryable tells whether the same request may succeed later without change.
func (e *Error) Retryable() bool {
	switch e.Kind {
	case ErrRateLimited, ErrConnectionFailed, ErrTimeout, ErrConflict, ErrPluginCrashed:
		return true
	default:
		return false
	}
}

// AsError returns err as an Error of the catalogue. An *Error is returned as it
// is; context errors become ErrCancelled and ErrTimeout; a bare ErrorKind gets
// an Error of its own; anything else becomes ErrInternal with its text. Of a
// *WriteError it returns the cause. AsError of nil is nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	var k ErrorKind
	switch {
	case errors.As(err, &k):
		// The text of a wrapped kind ends with its name, which Error adds anyway.
		text := strings.TrimSuffix(strings.TrimSuffix(err.Error(), k.Error()), ": ")
		return &Error{Kind: k, Message: text}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: ErrTimeout, Message: "the deadline passed"}
	case errors.Is(err, context.Canceled):
		return &Error{Kind: ErrCancelled, Message: "the caller cancelled"}
	default:
		return &Error{Kind: ErrInternal, Message: err.Error()}
	}
}
