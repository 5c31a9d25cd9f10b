// Package textfold compares text without regard to case, as strings.EqualFold does:
// by simple folding, rune by rune. So equality, parts and order agree with each
// other, in filters and in sorting. Nothing is allocated, because it is done for
// every object of a search.
//
// It imports nothing of the project.
package textfold

import (
	"cmp"
	"unicode"
	"unicode/utf8"
)

// foldRune returns one and the same rune for all runes that differ in case
// only, which is the lower-case form.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	lowest := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		lowest = min(lowest, other)
	}
	if unicode.SimpleFold(lowest) == lowest {
		// Without other forms: the lower case of such a rune, as of the Turkish
		// dotted I, is a rune that folding keeps apart.
		return lowest
	}
	return unicode.ToLower(lowest)
}

// HasPrefix tells whether s begins with prefix.
func HasPrefix(s, prefix string) bool {
	for _, p := range prefix {
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 || (r != p && foldRune(r) != foldRune(p)) {
			return false
		}
		s = s[size:]
	}
	return true
}

// HasSuffix tells whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	for suffix != "" {
		p, n := utf8.DecodeLastRuneInString(suffix)
		r, size := utf8.DecodeLastRuneInString(s)
		if size == 0 || (r != p && foldRune(r) != foldRune(p)) {
			return false
		}
		s, suffix = s[:len(s)-size], suffix[:len(suffix)-n]
	}
	return true
}

// Contains tells whether part is in s.
func Contains(s, part string) bool {
	if part == "" {
		return true
	}
	for i := range s {
		if HasPrefix(s[i:], part) {
			return true
		}
	}
	return false
}

// Compare orders two strings by their runes without regard to case.
func Compare(s, t string) int {
	for s != "" && t != "" {
		a, n := utf8.DecodeRuneInString(s)
		b, m := utf8.DecodeRuneInString(t)
		if a != b {
			if order := cmp.Compare(foldRune(a), foldRune(b)); order != 0 {
				return order
			}
		}
		s, t = s[n:], t[m:]
	}
	return cmp.Compare(len(s), len(t))
}
