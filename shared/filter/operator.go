package filter

import "fmt"

// Operator compares an attribute with a value.
type Operator uint8

// The operators of RFC 7644 section 3.4.2.2, except pr, which is [Present].
const (
	// Equal is eq.
	Equal Operator = iota + 1
	// NotEqual is ne: exactly the negation of eq.
	NotEqual
	// Contains is co, on strings only, as are StartsWith and EndsWith.
	Contains
	// StartsWith is sw.
	StartsWith
	// EndsWith is ew.
	EndsWith
	// Greater is gt, on strings, numbers and times only, as are the three that
	// follow.
	Greater
	// GreaterOrEqual is ge.
	GreaterOrEqual
	// Less is lt.
	Less
	// LessOrEqual is le.
	LessOrEqual
)

// String returns the keyword of SCIM, for example "eq".
func (o Operator) String() string {
	switch o {
	case Equal:
		return "eq"
	case NotEqual:
		return "ne"
	case Contains:
		return "co"
	case StartsWith:
		return "sw"
	case EndsWith:
		return "ew"
	case Greater:
		return "gt"
	case GreaterOrEqual:
		return "ge"
	case Less:
		return "lt"
	case LessOrEqual:
		return "le"
	default:
		return fmt.Sprintf("operator(%d)", uint8(o))
	}
}

// Valid tells whether o is one of the declared operators.
func (o Operator) Valid() bool { return o >= Equal && o <= LessOrEqual }
