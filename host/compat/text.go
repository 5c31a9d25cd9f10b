package compat

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	// maxListed is how many values a text lists.
	maxListed = 8
	// maxValue is how many bytes of a value a text shows.
	maxValue = 64
)

// oneLine makes text of a connector safe to print: what cannot be seen becomes a
// Go escape.
func oneLine(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, invisible) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if invisible(r) || (r == utf8.RuneError && size == 1) {
			b.WriteString(strings.Trim(strconv.Quote(s[:size]), `"`))
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

func invisible(r rune) bool { return !unicode.IsPrint(r) }

// valueText prints a value; texts are quoted.
func valueText(v shared.Value) string {
	text := v.String()
	if len(text) > maxValue {
		end := maxValue
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	if v.Type() == shared.TypeString {
		return strconv.Quote(text)
	}
	return text
}

// listText prints values in their order, whatever the connector's is, each once;
// of many the first few.
func listText(values []shared.Value) string {
	values = slices.Clone(values)
	slices.SortFunc(values, func(v, w shared.Value) int {
		order, _ := v.Compare(w, false)
		return cmp.Or(order, strings.Compare(v.String(), w.String()))
	})
	values = slices.CompactFunc(values, shared.Value.Equal)
	parts := make([]string, 0, maxListed+1)
	for i, v := range values {
		if i == maxListed {
			parts = append(parts, "and "+strconv.Itoa(len(values)-maxListed)+" more")
			break
		}
		parts = append(parts, valueText(v))
	}
	return strings.Join(parts, ", ")
}
