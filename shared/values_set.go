package shared

import "math"

// indexFrom is the number of values from which looking them up one by one costs
// more than an index.
const indexFrom = 32

// valueKey is equal for values that are Equal.
type valueKey struct {
	typ   Type
	nsec  int32
	num   uint64
	str   string
	class string
}

// key returns the key of a value; false for embedded objects, which have none.
func (v Value) key() (valueKey, bool) {
	k := valueKey{typ: v.typ, nsec: v.nsec, num: v.num, str: v.str}
	switch v.typ {
	case TypeFloat:
		switch f := math.Float64frombits(v.num); {
		case f == 0:
			k.num = 0 // both zeros
		case math.IsNaN(f):
			k.num = math.Float64bits(math.NaN())
		}
	case TypeSecret:
		s, _ := v.AsSecret()
		k.str = s.Reveal()
	case TypeReference:
		r, _ := v.AsReference()
		k.class, k.str = r.Class, r.UID
		if r.UID == "" {
			k.str, k.num = r.Name, 1
		}
	case TypeObject:
		return valueKey{}, false
	default:
	}
	return k, true
}

// contains returns a function that tells whether a value is among v. It suits
// many questions about many values.
func (v Values) contains() func(Value) bool {
	if len(v.vals) < indexFrom {
		return v.Contains
	}
	index := make(map[valueKey]struct{}, len(v.vals))
	var rest Values
	for _, x := range v.vals {
		if k, ok := x.key(); ok {
			index[k] = struct{}{}
		} else {
			rest.vals = append(rest.vals, x)
		}
	}
	return func(x Value) bool {
		k, ok := x.key()
		if !ok {
			return rest.Contains(x)
		}
		_, found := index[k]
		return found
	}
}

// distinct returns the values each once, in the order of their first.
func (v Values) distinct() Values {
	if len(v.vals) < 2 {
		return v
	}
	seen := make(map[valueKey]struct{}, len(v.vals))
	var rest Values // what has no key
	out := make([]Value, 0, len(v.vals))
	for _, x := range v.vals {
		k, keyed := x.key()
		if _, again := seen[k]; keyed && again || !keyed && rest.Contains(x) {
			continue
		}
		if keyed {
			seen[k] = struct{}{}
		} else {
			rest.vals = append(rest.vals, x)
		}
		out = append(out, x)
	}
	return Values{vals: out}
}
