package zoomapi

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Bounds of foreign text that ends up in errors and logs, in bytes.
const (
	maxMessage    = 1024
	maxTrackingID = 128
	maxFields     = 20
)

// safeText makes foreign text fit for errors and logs: characters that do not
// print become blanks, known secrets become "***", however they are encoded, and
// what exceeds limit bytes is cut.
func safeText(text string, limit int, secrets ...string) string {
	for _, secret := range secrets {
		// Very short values would garble the text and protect nothing.
		if len(secret) >= 4 {
			for _, form := range secretForms(secret) {
				text = strings.ReplaceAll(text, form, redacted)
			}
		}
	}
	cut := false
	if len(text) > limit {
		text, cut = text[:limit], true
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			return r
		}
		return ' '
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if cut {
		text += "…"
	}
	return text
}

// secretForms are the ways in which a server may repeat a secret that it was
// sent, the longest first.
func secretForms(secret string) []string {
	raw, digits := []byte(secret), hex.EncodeToString([]byte(secret))
	forms := []string{
		secret, html.EscapeString(secret), digits, strings.ToUpper(digits),
		base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	}
	for _, escaped := range []string{url.QueryEscape(secret), url.PathEscape(secret)} {
		forms = append(forms, escaped, lowerPercent(escaped))
	}
	for _, quoted := range jsonForms(secret) {
		// Some escape the slash as well, as JSON allows.
		forms = append(forms, quoted, strings.ReplaceAll(quoted, "/", `\/`))
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(forms)
}

// jsonForms are the ways to write a text in JSON, without the quotation marks:
// with the least escapes, in ASCII, and safe for HTML, as this client's own
// bodies are.
func jsonForms(text string) []string {
	forms := []string{strconv.Quote(text), strconv.QuoteToASCII(text)}
	if encoded, err := json.Marshal(text); err == nil { // Text always is JSON.
		forms = append(forms, string(encoded))
	}
	for i, quoted := range forms {
		forms[i] = quoted[1 : len(quoted)-1]
	}
	return forms
}

// lowerPercent writes the digits of percent-encoding in lower case.
func lowerPercent(escaped string) string {
	first, rest, _ := strings.Cut(escaped, "%")
	var b strings.Builder
	b.WriteString(first)
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, "%")
		b.WriteString("%" + strings.ToLower(part[:2]) + part[2:])
	}
	return b.String()
}
