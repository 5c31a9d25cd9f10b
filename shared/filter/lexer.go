package filter

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a token is as far as can be told without its place.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenOpen
	tokenClose
	// tokenWord is a run of the characters of names and numbers.
	tokenWord
	tokenString
	// tokenSymbol is a run of the operator signs of other languages, or one
	// character that no filter contains. It is never right; it exists for the
	// error message.
	tokenSymbol
	// tokenBadString is a string that does not end, or is none of JSON.
	tokenBadString
)

// token is a piece of the text.
type token struct {
	kind tokenKind
	// text is the piece as it stands there, value the content of a string.
	text  string
	value string
	// start is the offset in bytes.
	start int
}

// lexer cuts the text into tokens.
type lexer struct {
	text string
	pos  int
}

func (l *lexer) next() token {
	for l.pos < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.pos]) >= 0 {
		l.pos++
	}
	start := l.pos
	if start == len(l.text) {
		return token{kind: tokenEnd, start: start}
	}
	r, size := utf8.DecodeRuneInString(l.text[start:])
	switch {
	case r == '(':
		return l.take(tokenOpen, start+size)
	case r == ')':
		return l.take(tokenClose, start+size)
	case r == '"':
		return l.quoted(start)
	case isWordRune(r):
		return l.take(tokenWord, l.runEnd(start, isWordRune))
	case isSignRune(r):
		return l.take(tokenSymbol, l.runEnd(start, isSignRune))
	default:
		return l.take(tokenSymbol, start+size)
	}
}

// take makes a token of the text up to end.
func (l *lexer) take(kind tokenKind, end int) token {
	t := token{kind: kind, text: l.text[l.pos:end], start: l.pos}
	l.pos = end
	return t
}

func (l *lexer) runEnd(start int, in func(rune) bool) int {
	n := strings.IndexFunc(l.text[start:], func(r rune) bool { return !in(r) })
	if n < 0 {
		return len(l.text)
	}
	return start + n
}

// quoted reads a JSON string.
func (l *lexer) quoted(start int) token {
	for i := start + 1; i < len(l.text); i++ {
		switch l.text[i] {
		case '\\':
			i++
		case '"':
			t := l.take(tokenString, i+1)
			if err := json.Unmarshal([]byte(t.text), &t.value); err != nil {
				t.kind = tokenBadString
			}
			return t
		}
	}
	return l.take(tokenBadString, len(l.text))
}

func isWordRune(r rune) bool { return isNameRune(r) || r == '+' }

// isNameRune tells whether attribute names may contain r.
func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune("_-.:$", r)
}

func isSignRune(r rune) bool { return strings.ContainsRune("=<>!&|~", r) }

// isName tells whether a word is an attribute name.
func isName(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) && first != '_' && first != '$' {
		return false
	}
	return strings.IndexFunc(word, func(r rune) bool { return !isNameRune(r) }) < 0
}
