package shared

import (
	"fmt"
	"unicode/utf8"
)

// Bounds of the texts of an error. Errors travel in HTTP/2 headers, where a text
// without bound would break the connection and every other call on it.
const (
	maxMessageText = 8 << 10
	maxFieldText   = 1 << 10
	maxFaults      = 50
)

// Bounded returns the error with texts that are short enough to be sent, or the
// error itself when they are. Faults beyond the first 50 are counted in the last
// one.
func (e *Error) Bounded() *Error {
	if e == nil || e.isBounded() {
		return e
	}
	out := *e
	out.Message = clip(e.Message, maxMessageText)
	for _, s := range out.fieldTexts() {
		*s = clip(*s, maxFieldText)
	}
	out.Faults = nil
	for i, f := range e.Faults {
		if i == maxFaults-1 && len(e.Faults) > maxFaults {
			out.Faults = append(out.Faults, Fault{Message: fmt.Sprintf("and %d more faults", len(e.Faults)-i)})
			break
		}
		out.Faults = append(out.Faults, Fault{Field: clip(f.Field, maxFieldText), Message: clip(f.Message, maxFieldText)})
	}
	return &out
}

func (e *Error) fieldTexts() []*string {
	return []*string{&e.Class, &e.UID, &e.Attribute, &e.CorrelationID, &e.Upstream.Code, &e.Upstream.RequestID}
}

func (e *Error) isBounded() bool {
	if len(e.Message) > maxMessageText || len(e.Faults) > maxFaults {
		return false
	}
	for _, s := range e.fieldTexts() {
		if len(*s) > maxFieldText {
			return false
		}
	}
	for _, f := range e.Faults {
		if len(f.Field) > maxFieldText || len(f.Message) > maxFieldText {
			return false
		}
	}
	return true
}

// clip shortens a text to at most limit bytes, at the end of a character.
func clip(s string, limit int) string {
	const ellipsis = "…"
	if len(s) <= limit {
		return s
	}
	end := limit - len(ellipsis)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + ellipsis
}
