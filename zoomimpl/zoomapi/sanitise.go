package zoomapi

import (
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
// print become blanks, known secrets become "***", and what exceeds limit bytes
// is cut.
func safeText(text string, limit int, secrets ...string) string {
	for _, secret := range secrets {
		// Very short values would garble the text and protect nothing.
		if len(secret) >= 4 {
			text = strings.ReplaceAll(text, secret, redacted)
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
