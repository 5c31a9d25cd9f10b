package filter

import (
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Walk visits f and everything below it, parents first. It leaves out what is
// below a node for which visit returns false, and nodes that are missing.
func Walk(f shared.Filter, visit func(shared.Filter) bool) {
	if isNil(f) || !visit(f) {
		return
	}
	switch n := f.(type) {
	case *And:
		for _, g := range n.Filters {
			Walk(g, visit)
		}
	case *Or:
		for _, g := range n.Filters {
			Walk(g, visit)
		}
	case *Not:
		Walk(n.Filter, visit)
	}
}

// Attributes returns the names of all attributes in the filter, as they stand
// there, sorted and each once. A nil filter has none.
func Attributes(f shared.Filter) []string {
	var names []string
	Walk(f, func(g shared.Filter) bool {
		switch n := g.(type) {
		case *Comparison:
			names = append(names, n.Attribute)
		case *In:
			names = append(names, n.Attribute)
		case *ContainsAll:
			names = append(names, n.Attribute)
		case *Present:
			names = append(names, n.Attribute)
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// Conjuncts returns the conditions that must all hold: the operands of the and
// at the top, and of those within it, in their order. A filter that is no and
// is its own only conjunct; a nil filter has none.
func Conjuncts(f shared.Filter) []shared.Filter {
	if isNil(f) {
		return nil
	}
	n, ok := f.(*And)
	if !ok {
		return []shared.Filter{f}
	}
	var out []shared.Filter
	for _, g := range n.Filters {
		out = append(out, Conjuncts(g)...)
	}
	return out
}

// EqualTo returns the value when the filter says that the attribute equals one
// value and nothing else. The name is compared without regard to case.
func EqualTo(f shared.Filter, attribute string) (shared.Value, bool) {
	values, ok := ValuesFor(f, attribute)
	if !ok || len(values) != 1 {
		return shared.Value{}, false
	}
	return values[0], true
}

// ValuesFor returns the values when the filter says that the attribute equals
// one of them and nothing else: an eq, an in, or an or of those. A value may be
// repeated. The name is compared without regard to case.
func ValuesFor(f shared.Filter, attribute string) ([]shared.Value, bool) {
	if isNil(f) {
		return nil, false
	}
	switch n := f.(type) {
	case *And:
		if len(n.Filters) == 1 {
			return ValuesFor(n.Filters[0], attribute)
		}
	case *Or:
		return valuesOfOr(n, attribute)
	case *Comparison:
		if n.Operator == Equal && strings.EqualFold(n.Attribute, attribute) {
			return []shared.Value{n.Value}, true
		}
	case *In:
		if len(n.Values) > 0 && strings.EqualFold(n.Attribute, attribute) {
			return slices.Clone(n.Values), true
		}
	case *ContainsAll:
		if len(n.Values) == 1 && strings.EqualFold(n.Attribute, attribute) {
			return slices.Clone(n.Values), true
		}
	}
	return nil, false
}

func valuesOfOr(n *Or, attribute string) ([]shared.Value, bool) {
	var out []shared.Value
	for _, f := range n.Filters {
		values, ok := ValuesFor(f, attribute)
		if !ok {
			return nil, false
		}
		out = append(out, values...)
	}
	return out, len(out) > 0
}
