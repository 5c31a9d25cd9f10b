package host

import (
	"fmt"
	"strings"
)

// expand replaces ${NAME} by environment variables and $$ by a dollar sign, in
// one pass: what a variable holds is not looked at again. Any other dollar sign
// stays, because passwords have them. The message says what is wrong, if
// anything, and repeats nothing but names.
func expand(text string, env lookup) (out string, from origin, message string) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "$")
		b.WriteString(before)
		switch {
		case !found:
			return b.String(), from, ""
		case strings.HasPrefix(after, "$"):
			b.WriteByte('$')
			text = after[1:]
		case strings.HasPrefix(after, "{"):
			name, rest, closed := strings.Cut(after[1:], "}")
			if !closed || !isVariableName(name) {
				return "", from, "${ must be followed by the name of an environment variable and }; write $$ for a dollar sign"
			}
			value, defined := env(name)
			if !defined {
				return "", from, fmt.Sprintf("environment variable %s is not defined", name)
			}
			b.WriteString(value)
			from.variable, text = name, rest
		default:
			b.WriteByte('$')
			text = after
		}
	}
}

// isVariableName tells whether name is letters, digits and underscores and does
// not begin with a digit, as POSIX has it.
func isVariableName(name string) bool {
	for i, r := range name {
		letter := r == '_' || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z')
		digit := r >= '0' && r <= '9'
		if !letter && (i == 0 || !digit) {
			return false
		}
	}
	return name != ""
}
