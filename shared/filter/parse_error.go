package filter

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// expected says what should have stood at a place, as error messages name it.
type expected string

const (
	wantOperand          expected = `an attribute name, "not (" or "("`
	wantOperator         expected = "an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)"
	wantOperatorAfterNot expected = `"(" after not`
	wantLiteral          expected = `a value ("text", 12, 1.5, true, false or null)`
	wantJoin             expected = `"and", "or" or the end`
	wantClose            expected = `"and", "or" or ")"`
	wantNoNull           expected = "a value other than null, which goes with eq and ne only"
	wantSmallerInt       expected = "an integer of at most 64 bits"
	wantSmallerFloat     expected = "a number within the range of a 64-bit float"
)

// maxFound bounds what an error quotes of the text, in characters.
const maxFound = 32

// unexpected reports the token that stands where something else should.
func (p *parser) unexpected(want expected) error {
	message := "found " + p.found() + ", expected " + string(want)
	if hint := hintFor(p.tok, want); hint != "" {
		message += "; " + hint
	}
	return p.errorAt(p.tok, message)
}

func (p *parser) tooDeep(at token) error {
	return p.errorAt(at, "nested deeper than "+strconv.Itoa(MaxDepth)+" levels")
}

func (p *parser) errorAt(t token, message string) error {
	position := utf8.RuneCountInString(p.lexer.text[:t.start]) + 1
	return shared.NewError(shared.ErrInvalidRequest, "filter: position %d: %s", position, message)
}

// found names the token in one line.
func (p *parser) found() string {
	text := p.tok.text
	switch p.tok.kind {
	case tokenEnd:
		return "the end"
	case tokenString:
		return "the string " + clip(text)
	case tokenBadString:
		if len(text) < 2 || !strings.HasSuffix(text, `"`) || endsEscaped(text) {
			return "a string without its closing quote"
		}
		return "a string that is not valid JSON"
	default:
		return strconv.Quote(clip(text))
	}
}

// endsEscaped tells whether the last quote of a string is escaped.
func endsEscaped(s string) bool {
	body := strings.TrimSuffix(s, `"`)
	return (len(body)-len(strings.TrimRight(body, `\`)))%2 == 1
}

// clip shortens text for a message.
func clip(text string) string {
	runes := 0
	for i := range text {
		if runes == maxFound {
			return text[:i] + "…"
		}
		runes++
	}
	return text
}

// hintFor says what to write instead, where that can be guessed.
func hintFor(t token, want expected) string {
	switch t.kind {
	case tokenBadString:
		return `write \" for a quote and \\ for a backslash within a string`
	case tokenSymbol:
		return symbolHint(t.text)
	case tokenString:
		if want == wantOperand {
			return "write the attribute without quotes and before the operator"
		}
	case tokenWord:
		return wordHint(t.text, want)
	default:
	}
	return ""
}

func symbolHint(symbol string) string {
	switch symbol {
	case "=", "==", "===":
		return "use eq"
	case "!=", "<>", "!==":
		return "use ne"
	case ">":
		return "use gt"
	case ">=":
		return "use ge"
	case "<":
		return "use lt"
	case "<=":
		return "use le"
	case "&", "&&":
		return "use and"
	case "|", "||":
		return "use or"
	case "!":
		return "use not (…)"
	case "~", "=~":
		return "use co, sw or ew"
	case "'", "`", "‘", "’":
		return "use double quotes"
	case "“", "”":
		return "use straight double quotes"
	case "[":
		return "value paths are not supported"
	default:
		return ""
	}
}

func wordHint(word string, want expected) string {
	switch want {
	case wantOperator:
		return operatorHint(strings.ToLower(word))
	case wantLiteral:
		if isName(word) && (word[0] < '0' || word[0] > '9') {
			return "put text in double quotes"
		}
		return "write numbers as in JSON and text in double quotes"
	default:
		return ""
	}
}

func operatorHint(word string) string {
	switch word {
	case "equals", "equal", "is":
		return "use eq"
	case "contains", "like", "matches":
		return "use co"
	case "startswith", "starts":
		return "use sw"
	case "endswith", "ends":
		return "use ew"
	case "present", "exists":
		return "use pr"
	case "in":
		return `use eq and or: (a eq "x" or a eq "y")`
	case "not":
		return "put not in front of parentheses: not (…)"
	default:
		return ""
	}
}
