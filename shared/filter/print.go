package filter

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// String returns the filter in the syntax of SCIM.
func (n *And) String() string { return text(n) }

// String returns the filter in the syntax of SCIM.
func (n *Or) String() string { return text(n) }

// String returns the filter in the syntax of SCIM.
func (n *Not) String() string { return text(n) }

// String returns the filter in the syntax of SCIM.
func (n *Comparison) String() string { return text(n) }

// String returns the filter in the syntax of SCIM, which has no such operator:
// an or of comparisons, in parentheses.
func (n *In) String() string {
	if n != nil && len(n.Values) > 1 {
		return "(" + text(n) + ")"
	}
	return text(n)
}

// String returns the filter in the syntax of SCIM, which has no such operator:
// an and of comparisons.
func (n *ContainsAll) String() string { return text(n) }

// String returns the filter in the syntax of SCIM.
func (n *Present) String() string { return text(n) }

func text(f shared.Filter) string {
	var b strings.Builder
	write(&b, f, atTop)
	return b.String()
}

// place is where a filter stands in the text; it decides on parentheses.
type place uint8

const (
	// atTop is the whole text, or the inside of parentheses.
	atTop place = iota
	// inOr and inAnd are operands.
	inOr
	inAnd
)

func write(b *strings.Builder, f shared.Filter, where place) {
	if isNil(f) {
		b.WriteString("<missing>")
		return
	}
	switch n := f.(type) {
	case *And:
		writeList(b, " and ", n.Filters, inAnd, where)
	case *Or:
		writeList(b, " or ", n.Filters, inOr, where)
	case *Not:
		b.WriteString("not (")
		write(b, n.Filter, atTop)
		b.WriteString(")")
	case *Comparison:
		writeComparison(b, n.Attribute, n.Operator, n.Value)
	case *In:
		writeList(b, " or ", comparisons(n.Attribute, n.Values), inOr, where)
	case *ContainsAll:
		writeList(b, " and ", comparisons(n.Attribute, n.Values), inAnd, where)
	case *Present:
		b.WriteString(n.Attribute)
		b.WriteString(" pr")
	default:
		b.WriteString(f.String())
	}
}

// writeList writes operands with an operator between them. A list within a list
// stands in parentheses, so that the text parses to the same tree, except an
// and within an or, which binds tighter.
func writeList(b *strings.Builder, operator string, filters []shared.Filter, own, where place) {
	if len(filters) == 1 {
		write(b, filters[0], where)
		return
	}
	group := len(filters) == 0 || (where != atTop && (own == inOr || where == inAnd))
	if group {
		b.WriteString("(")
	}
	for i, f := range filters {
		if i > 0 {
			b.WriteString(operator)
		}
		write(b, f, own)
	}
	if group {
		b.WriteString(")")
	}
}

// comparisons returns one eq for each value.
func comparisons(attribute string, values []shared.Value) []shared.Filter {
	out := make([]shared.Filter, len(values))
	for i, v := range values {
		out[i] = Eq(attribute, v)
	}
	return out
}

func writeComparison(b *strings.Builder, attribute string, op Operator, v shared.Value) {
	b.WriteString(attribute)
	b.WriteString(" ")
	b.WriteString(op.String())
	b.WriteString(" ")
	b.WriteString(literal(v))
}

// literal prints a value as JSON does. What JSON has no literal for is a
// string: times, bytes, references.
func literal(v shared.Value) string {
	switch v.Type() {
	case shared.TypeInt, shared.TypeBool:
		return v.String()
	case shared.TypeFloat:
		s := v.String()
		if strings.ContainsAny(s, "NI") {
			return strconv.Quote(s)
		}
		if !strings.ContainsAny(s, ".e") {
			// It stays a float when it is parsed again.
			s += ".0"
		}
		return s
	default:
		return quote(v.String())
	}
}

// quote writes a JSON string and leaves <, > and & as they are.
func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		// Strings always encode; the text must not be lost if that changes.
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
