package zoomapi

import (
	"errors"
	"strings"
)

// Bounds of a canonical number, in digits. The upper one is that of ITU-T E.164.
// Of the lower one E.164 says nothing: no country has shorter numbers, country
// code included, and what is shorter looks like an extension.
const (
	minNumberDigits = 7
	maxNumberDigits = 15
)

// ErrInvalidNumber is matched by the error about a text that is no E.164 number.
var ErrInvalidNumber = errors.New("not an E.164 number")

// NormaliseNumber returns the canonical form of a phone number: a plus sign and
// 7 to 15 digits. It takes what has one meaning only:
//
//   - a number with a plus sign, in which blanks, hyphens, full stops and
//     parentheses may separate the digits, as in "+1 (423) 205-8798"; but no
//     zero after a parenthesis, as in "+44 (0)20 …", which may or may not be
//     dialled from abroad;
//   - digits alone, as in "14232058798", which is how Zoom shows some numbers.
//     They are read with their country code, so that a national number taken
//     from elsewhere must not be given to this function.
//
// Anything else is an error that matches ErrInvalidNumber and does not quote the
// text. Whether the number exists is not looked at.
func NormaliseNumber(text string) (string, error) {
	digits, international := strings.CutPrefix(text, "+")
	if international && strings.Trim(digits, "0123456789") != "" {
		digits = without(digits, " -.")
		if strings.Contains(digits, "(0") {
			return "", ErrInvalidNumber
		}
		digits = without(digits, "()")
	}
	switch {
	case len(digits) < minNumberDigits || len(digits) > maxNumberDigits || digits[0] == '0' || strings.Trim(digits, "0123456789") != "":
		return "", ErrInvalidNumber
	case international && len(digits) == len(text)-1:
		return text, nil // As most of them are: a list has one or more for each user.
	default:
		return "+" + digits, nil
	}
}

// without removes the characters from a text.
func without(text, characters string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(characters, r) {
			return -1
		}
		return r
	}, text)
}

// SameNumber reports whether two texts are the same number: with or without the
// plus sign, with or without separators. A text that is no E.164 number is the
// same as itself alone.
func SameNumber(a, b string) bool { return numberKey(a) == numberKey(b) }

func numberKey(text string) string {
	if canonical, err := NormaliseNumber(text); err == nil {
		return canonical
	}
	return text
}
