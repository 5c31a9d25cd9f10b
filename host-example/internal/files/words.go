package files

// Enough is how many characters of a text are shown.
const Enough = 80

// OrNone is a text of a file's header for a message, cut when it is long.
func OrNone(text string) string {
	switch runes := []rune(text); {
	case text == "":
		return "none"
	case len(runes) > Enough:
		return string(runes[:Enough]) + "…"
	default:
		return text
	}
}
