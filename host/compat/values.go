package compat

import "github.com/igaplugin/igaplugin/shared"

// valueSet finds values that are equal. Values of the types with many distinct
// ones in practice are looked up, the others are compared one by one.
type valueSet map[string]shared.Values

func newValueSet(values []shared.Value) valueSet {
	lists := make(map[string][]shared.Value)
	for _, v := range values {
		lists[bucket(v)] = append(lists[bucket(v)], v)
	}
	out := make(valueSet, len(lists))
	for key, list := range lists {
		out[key] = shared.NewValues(list...)
	}
	return out
}

// bucket is equal for values that are equal.
func bucket(v shared.Value) string {
	switch v.Type() {
	case shared.TypeString, shared.TypeInt:
		return v.Type().String() + ":" + v.String()
	default:
		return v.Type().String()
	}
}

// without returns the values that are not in the set, in their order.
func without(values []shared.Value, set valueSet) []shared.Value {
	var out []shared.Value
	for _, v := range values {
		if !set[bucket(v)].Contains(v) {
			out = append(out, v)
		}
	}
	return out
}

// compareAllowed compares lists of allowed values; an empty one allows all.
func compareAllowed(s scope, before, after []shared.Value) {
	switch {
	case len(before) == 0 && len(after) == 0:
	case len(before) == 0:
		s.add(Narrowing, "allows %s instead of any value", listText(after))
	case len(after) == 0:
		s.add(Additive, "allows any value instead of %s", listText(before))
	default:
		if gone := without(before, newValueSet(after)); len(gone) > 0 {
			s.add(Narrowing, "allowed values removed: %s", listText(gone))
		}
		if more := without(after, newValueSet(before)); len(more) > 0 {
			s.add(Additive, "allowed values added: %s", listText(more))
		}
	}
}
