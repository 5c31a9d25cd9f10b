package shared

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
)

// Values are the values of one attribute: none, one or several, or unavailable.
// They are a set: order and repetition carry no meaning. Values are immutable;
// the zero Values are empty.
type Values struct {
	vals        []Value
	unavailable bool
	reason      string
}

// NewValues makes Values; vs is copied.
func NewValues(vs ...Value) Values {
	if len(vs) == 0 {
		return Values{}
	}
	return Values{vals: append(make([]Value, 0, len(vs)), vs...)}
}

// Strings makes Values of strings.
func Strings(ss ...string) Values {
	vals := make([]Value, len(ss))
	for i, s := range ss {
		vals[i] = StringValue(s)
	}
	return Values{vals: vals}
}

// UnavailableValues make an attribute that exists at the target but cannot be
// read. The reason must be safe to show.
func UnavailableValues(reason string) Values { return Values{unavailable: true, reason: reason} }

// Unavailable tells whether the values could not be read, and why.
func (v Values) Unavailable() (reason string, unavailable bool) { return v.reason, v.unavailable }

// Len returns the number of values.
func (v Values) Len() int { return len(v.vals) }

// All iterates over the values.
func (v Values) All() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, x := range v.vals {
			if !yield(x) {
				return
			}
		}
	}
}

// Single returns the value when there is exactly one.
func (v Values) Single() (Value, bool) {
	if len(v.vals) != 1 {
		return Value{}, false
	}
	return v.vals[0], true
}

// AsString returns the string when there is exactly one value and it is one.
func (v Values) AsString() (string, bool) {
	x, _ := v.Single()
	return x.AsString()
}

// AsInt returns the int when there is exactly one value and it is one.
func (v Values) AsInt() (int64, bool) {
	x, _ := v.Single()
	return x.AsInt()
}

// AsFloat returns the float when there is exactly one value and it is one.
func (v Values) AsFloat() (float64, bool) {
	x, _ := v.Single()
	return x.AsFloat()
}

// AsBool returns the bool when there is exactly one value and it is one.
func (v Values) AsBool() (value, ok bool) {
	x, _ := v.Single()
	return x.AsBool()
}

// AsTime returns the time when there is exactly one value and it is one.
func (v Values) AsTime() (time.Time, bool) {
	x, _ := v.Single()
	return x.AsTime()
}

// AsSecret returns the secret when there is exactly one value and it is one.
func (v Values) AsSecret() (Secret, bool) {
	x, _ := v.Single()
	return x.AsSecret()
}

// AsReference returns the reference when there is exactly one value and it is
// one.
func (v Values) AsReference() (Reference, bool) {
	x, _ := v.Single()
	return x.AsReference()
}

// Contains tells whether x is among the values.
func (v Values) Contains(x Value) bool {
	for _, y := range v.vals {
		if y.Equal(x) {
			return true
		}
	}
	return false
}

// Equal compares as sets, and by availability and its reason.
func (v Values) Equal(w Values) bool {
	if v.unavailable != w.unavailable || v.reason != w.reason {
		return false
	}
	if len(v.vals) == 1 && len(w.vals) == 1 {
		// Comparing both ways would double the work at each level of nesting.
		return v.vals[0].Equal(w.vals[0])
	}
	return v.subsetOf(w) && w.subsetOf(v)
}

func (v Values) subsetOf(w Values) bool {
	among := w.contains()
	for _, x := range v.vals {
		if !among(x) {
			return false
		}
	}
	return true
}

// String returns the values separated by ", ", in brackets unless there is
// exactly one.
func (v Values) String() string {
	if v.unavailable {
		return "<unavailable: " + v.reason + ">"
	}
	if x, ok := v.Single(); ok {
		return x.String()
	}
	parts := make([]string, len(v.vals))
	for i, x := range v.vals {
		parts[i] = x.String()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Format prints String for every verb, so that no verb reaches a secret.
func (v Values) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.String()) }
