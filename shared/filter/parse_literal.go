package filter

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// literal reads a string, number or bool from the token.
func (p *parser) literal() (shared.Value, error) {
	switch {
	case p.tok.kind == tokenString:
		return shared.StringValue(p.tok.value), nil
	case p.atWord("true"):
		return shared.BoolValue(true), nil
	case p.atWord("false"):
		return shared.BoolValue(false), nil
	case p.tok.kind == tokenWord && json.Valid([]byte(p.tok.text)):
		// JSON's other words are lower-case forms of those above.
		return p.number()
	default:
		return shared.Value{}, p.unexpected(wantLiteral)
	}
}

// number keeps integers as integers, because identifiers may need all 64 bits.
func (p *parser) number() (shared.Value, error) {
	if !strings.ContainsAny(p.tok.text, ".eE") {
		i, err := strconv.ParseInt(p.tok.text, 10, 64)
		if err != nil {
			return shared.Value{}, p.unexpected(wantSmallerInt)
		}
		return shared.IntValue(i), nil
	}
	f, err := strconv.ParseFloat(p.tok.text, 64)
	if err != nil {
		return shared.Value{}, p.unexpected(wantSmallerFloat)
	}
	return shared.FloatValue(f), nil
}
