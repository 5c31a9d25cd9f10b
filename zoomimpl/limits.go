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
	// Chinese characters among them.
	maxNameHan        = 5
	maxDisplayNameHan = 10
	minPassword       = 8
	maxPassword       = 32
	maxEmail          = 128
	maxJobTitle       = 128
	maxCompany        = 255
	maxLocation       = 256
	maxGroupName      = 127 // "less than 128"
)

// userFaults are what Zoom is known to refuse about the values of an attribute
// of a user.
func (m *model) userFaults(name string, values shared.Values) []shared.Fault {
	a := m.attributes[name]
	faults := append(a.itemFaults(values), a.countFaults(values)...)
	if a.shape != nil {
		return append(faults, a.shape.valueFaults(name, values)...)
	}
	return faults
}

// deltaFaults are what Zoom is known to refuse about a change, as far as that
// can be told without the user.
func (m *model) deltaFaults(d shared.AttributeDelta) []shared.Fault {
	if d.Replace != nil {
		return m.userFaults(d.Name, *d.Replace)
	}
	a := m.attributes[d.Name]
	faults := a.itemFaults(d.Add)
	if a.shape != nil {
		faults = append(faults, a.shape.deltaFaults(d)...)
	}
	return faults
}

// itemFaults are about each of the values.
func (a *userAttribute) itemFaults(values shared.Values) []shared.Fault {
	var faults []shared.Fault
	for v := range values.All() {
		if secret, ok := v.AsSecret(); ok {
			faults = append(faults, passwordFaults(a.info.Name, secret)...)
		}
		text, ok := v.AsString()
		if !ok {
			continue
		}
		if a.check != nil {
			if message := a.check(text); message != "" {
				faults = append(faults, shared.Fault{Field: a.info.Name, Message: message})
				continue
			}
		}
		faults = append(faults, lengthFaults(a.info.Name, text, a.limit)...)
		if n := hanCount(text); a.limitHan > 0 && n > a.limitHan {
			faults = append(faults, shared.Fault{
				Field: a.info.Name, Message: fmt.Sprintf("must have at most %d Chinese characters, not %d", a.limitHan, n),
			})
		}
	}
	return faults
}

// countFaults are about the number of the values.
func (a *userAttribute) countFaults(values shared.Values) []shared.Fault {
	if n := values.Len(); a.most > 0 && n > a.most {
		return []shared.Fault{{Field: a.info.Name, Message: fmt.Sprintf("must have at most %d values, not %d", a.most, n)}}
	}
	return nil
}

// passwordFaults are about the length alone: the rest depends on the account.
func passwordFaults(name string, secret shared.Secret) []shared.Fault {
	if n := utf8.RuneCountInString(secret.Reveal()); n < minPassword || n > maxPassword {
		return []shared.Fault{{Field: name, Message: fmt.Sprintf("must have %d to %d characters", minPassword, maxPassword)}}
	}
	return nil
}

// hanCount counts Chinese characters.
func hanCount(text string) int {
	n := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// checkEmail says what is wrong with an e-mail address.
func checkEmail(text string) string {
	if !isAddress(text) {
		return "must be an e-mail address"
	}
	return ""
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
