package filter

import (
	"cmp"
	"math"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/internal/textfold"
)

// holds compares one value of an object with the value of a filter. It is false
// where the operator has no meaning for the types; Resolve reports those.
func holds(op Operator, have, want shared.Value, fold bool) bool {
	switch op {
	case Equal:
		return equal(have, want, fold)
	case NotEqual:
		return !equal(have, want, fold)
	case Contains, StartsWith, EndsWith:
		s, ok1 := have.AsString()
		part, ok2 := want.AsString()
		return ok1 && ok2 && hasPart(op, s, part, fold)
	default:
		order, ok := compare(have, want, fold)
		return ok && orderHolds(op, order)
	}
}

func orderHolds(op Operator, order int) bool {
	switch op {
	case Greater:
		return order > 0
	case GreaterOrEqual:
		return order >= 0
	case Less:
		return order < 0
	case LessOrEqual:
		return order <= 0
	default:
		return false
	}
}

func hasPart(op Operator, s, part string, fold bool) bool {
	switch {
	case op == Contains && fold:
		return textfold.Contains(s, part)
	case op == Contains:
		return strings.Contains(s, part)
	case op == StartsWith && fold:
		return textfold.HasPrefix(s, part)
	case op == StartsWith:
		return strings.HasPrefix(s, part)
	case fold:
		return textfold.HasSuffix(s, part)
	default:
		return strings.HasSuffix(s, part)
	}
}

func equal(have, want shared.Value, fold bool) bool {
	switch have.Type() {
	case shared.TypeSecret:
		// A comparison would let a caller guess the secret.
		return false
	case shared.TypeReference:
		h, _ := have.AsReference()
		w, ok := want.AsReference()
		return ok && sameReference(h, w)
	case shared.TypeInt, shared.TypeFloat:
		order, ok := compareNumbers(have, want)
		return ok && order == 0
	default:
		if fold {
			return have.EqualFold(want)
		}
		return have.Equal(want)
	}
}

// sameReference compares by uid, or by name when the filter gives a name only.
// Names are compared without regard to case. A class that either side leaves
// open makes no difference.
func sameReference(have, want shared.Reference) bool {
	if have.Class != "" && want.Class != "" && !strings.EqualFold(have.Class, want.Class) {
		return false
	}
	if want.UID != "" {
		return have.UID == want.UID
	}
	return want.Name != "" && strings.EqualFold(have.Name, want.Name)
}

// compare orders strings, numbers and times; ok is false for anything else.
func compare(have, want shared.Value, fold bool) (order int, ok bool) {
	switch have.Type() {
	case shared.TypeString:
		h, _ := have.AsString()
		w, ok := want.AsString()
		if fold {
			return textfold.Compare(h, w), ok
		}
		return cmp.Compare(h, w), ok
	case shared.TypeInt, shared.TypeFloat:
		return compareNumbers(have, want)
	case shared.TypeTime:
		return have.Compare(want, fold)
	default:
		return 0, false
	}
}

// compareNumbers orders ints exactly, and an int and a float as floats. Nothing
// compares with what is not a number.
func compareNumbers(have, want shared.Value) (order int, ok bool) {
	if h, isInt := have.AsInt(); isInt {
		if w, isInt := want.AsInt(); isInt {
			return cmp.Compare(h, w), true
		}
	}
	h, ok1 := asFloat(have)
	w, ok2 := asFloat(want)
	return cmp.Compare(h, w), ok1 && ok2
}

func asFloat(v shared.Value) (float64, bool) {
	if i, ok := v.AsInt(); ok {
		return float64(i), true
	}
	f, ok := v.AsFloat()
	return f, ok && !math.IsNaN(f)
}
