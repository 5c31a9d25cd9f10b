package csvimpl

import (
	"strings"
	"unicode/utf8"
)

// quote writes a text as a cell. Without force, quotation marks stand only where
// they are needed.
func (f format) quote(text string, force bool) string {
	if !force && !f.needsQuotes(text) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

func (f format) needsQuotes(text string) bool {
	if text == "" {
		return false
	}
	// Many programs drop spaces around cells that are not quoted.
	first, last := text[0], text[len(text)-1]
	return first == ' ' || first == '\t' || last == ' ' || last == '\t' ||
		strings.ContainsAny(text, "\"\r\n") || strings.IndexByte(text, f.delimiter) >= 0
}

// protect puts an apostrophe before what a spreadsheet would take for a formula,
// and before what only looks so protected, so that unprotect undoes it exactly.
func (f format) protect(text string) string {
	if f.exportSafe && formula(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// unprotect takes one apostrophe from what protect wrote.
func (f format) unprotect(text string) string {
	if f.exportSafe && strings.HasPrefix(text, "'") && formula(strings.TrimLeft(text, "'")) {
		return text[1:]
	}
	return text
}

// formula tells whether a spreadsheet may compute a cell; see OWASP, "CSV
// Injection", and the ASVS, 1.2.10.
func formula(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	return size > 0 && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first)
}

// split takes a cell of several values apart. Empty ones are none.
func (f format) split(text string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == '\\' || text[i+1] == f.separator):
			i++
			b.WriteByte(text[i])
		case text[i] == f.separator:
			flush()
		default:
			b.WriteByte(text[i])
		}
	}
	flush()
	return out
}

// join is the reverse of split.
func (f format) join(texts []string) string {
	escape := strings.NewReplacer(`\`, `\\`, string(f.separator), `\`+string(f.separator))
	for i, text := range texts {
		texts[i] = escape.Replace(text)
	}
	return strings.Join(texts, string(f.separator))
}
