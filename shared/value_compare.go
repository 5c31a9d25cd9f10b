package shared

import (
	"bytes"
	"cmp"
	"math"
	"strings"

	"github.com/igaplugin/igaplugin/shared/internal/textfold"
)

// Equal tells whether two values have one type and the same content. Times are
// equal as instants, references by class and uid, floats by value except that
// NaN equals NaN.
func (v Value) Equal(w Value) bool {
	if v.typ != w.typ {
		return false
	}
	switch v.typ {
	case TypeFloat:
		a, b := math.Float64frombits(v.num), math.Float64frombits(w.num)
		return a == b || (math.IsNaN(a) && math.IsNaN(b))
	case TypeSecret:
		a, _ := v.AsSecret()
		b, _ := w.AsSecret()
		return a.Equal(b)
	case TypeReference:
		a, _ := v.AsReference()
		b, _ := w.AsReference()
		return a.Equal(b)
	case TypeObject:
		a, _ := v.AsObject()
		b, _ := w.AsObject()
		return a.Equal(b)
	default:
		return v.num == w.num && v.nsec == w.nsec && v.str == w.str
	}
}

// EqualFold is Equal, except that strings are equal without regard to case.
func (v Value) EqualFold(w Value) bool {
	if v.typ == TypeString && w.typ == TypeString {
		return strings.EqualFold(v.str, w.str)
	}
	return v.Equal(w)
}

// Compare orders two values of one type: -1, 0 or 1. ok is false where there is
// no order: between types, and for secrets, references and objects. With fold
// strings are ordered without regard to case.
func (v Value) Compare(w Value, fold bool) (order int, ok bool) {
	if v.typ != w.typ {
		return 0, false
	}
	switch v.typ {
	case TypeString:
		if fold {
			return textfold.Compare(v.str, w.str), true
		}
		return cmp.Compare(v.str, w.str), true
	case TypeBytes:
		return bytes.Compare([]byte(v.str), []byte(w.str)), true
	case TypeInt:
		return cmp.Compare(int64(v.num), int64(w.num)), true //nolint:gosec // two's complement both ways
	case TypeFloat:
		return cmp.Compare(math.Float64frombits(v.num), math.Float64frombits(w.num)), true
	case TypeBool:
		return cmp.Compare(v.num, w.num), true
	case TypeTime:
		a, _ := v.AsTime()
		b, _ := w.AsTime()
		return a.Compare(b), true
	default:
		return 0, false
	}
}
