package zoomapi

import (
	"encoding/base64"
	"encoding/hex"
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
	quoted := strconv.Quote(secret)
	raw, digits := []byte(secret), hex.EncodeToString([]byte(secret))
	forms := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), quoted[1 : len(quoted)-1], digits, strings.ToUpper(digits),
		base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	return forms
}
