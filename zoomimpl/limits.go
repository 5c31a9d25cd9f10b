package zoomimpl

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// Lengths that Zoom documents, in characters: see "Create users", "Update a
// user" and "Create a group" at https://developers.zoom.us/docs/api/users/.
const (
	maxName        = 64 // first and last name, each
	maxDisplayName = 128
	maxEmail       = 128
	maxJobTitle    = 128
	maxCompany     = 255
	maxLocation    = 256
	maxGroupName   = 127 // "less than 128"
)

// userFaults are what Zoom is known to refuse about the values of an attribute
// of a user.
func (m *model) userFaults(name string, values shared.Values) []shared.Fault {
	text, ok := values.AsString()
	if !ok {
		return nil
	}
	if name == "email" && !isAddress(text) {
		return []shared.Fault{{Field: name, Message: "must be an e-mail address"}}
	}
	return lengthFaults(name, text, m.attributes[name].limit)
}

// groupNameFaults are what Zoom is known to refuse about the name of a group.
func groupNameFaults(values shared.Values) []shared.Fault {
	text, _ := values.AsString()
	return lengthFaults("name", text, maxGroupName)
}

// lengthFaults says that a text is too long; 0 sets no limit.
func lengthFaults(name, text string, limit int) []shared.Fault {
	if n := utf8.RuneCountInString(text); limit > 0 && n > limit {
		return []shared.Fault{{Field: name, Message: fmt.Sprintf("must have at most %d characters, not %d", limit, n)}}
	}
	return nil
}

// isAddress tells what looks like an e-mail address. What Zoom takes beyond that
// is left to Zoom: it knows addresses that the standards do not.
func isAddress(text string) bool {
	at := strings.LastIndexByte(text, '@')
	return at > 0 && at < len(text)-1 && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	})
}
