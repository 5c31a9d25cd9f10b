package filter

import "github.com/igaplugin/igaplugin/shared"

// The nodes are pointers, so that each kind has one form in a type switch. They
// are immutable: nobody changes a node, or a slice within one, after making it.
var (
	_ shared.Filter = (*And)(nil)
	_ shared.Filter = (*Or)(nil)
	_ shared.Filter = (*Not)(nil)
	_ shared.Filter = (*Comparison)(nil)
	_ shared.Filter = (*In)(nil)
	_ shared.Filter = (*ContainsAll)(nil)
	_ shared.Filter = (*Present)(nil)
)

// And is true when all of its filters are. It needs at least one.
type And struct {
	Filters []shared.Filter
}

// Or is true when any of its filters is. It needs at least one.
type Or struct {
	Filters []shared.Filter
}

// Not is true when its filter is not.
type Not struct {
	Filter shared.Filter
}

// Comparison is true when any value of the attribute compares so with Value.
type Comparison struct {
	Attribute string
	Operator  Operator
	Value     shared.Value
}

// In is true when any value of the attribute is one of Values, of which there
// is at least one.
type In struct {
	Attribute string
	Values    []shared.Value
}

// ContainsAll is true when each of Values is a value of the attribute. There is
// at least one.
type ContainsAll struct {
	Attribute string
	Values    []shared.Value
}

// Present is true when the attribute has at least one value.
type Present struct {
	Attribute string
}

// isNil finds missing nodes, also those behind a typed nil pointer.
func isNil(f shared.Filter) bool {
	switch n := f.(type) {
	case nil:
		return true
	case *And:
		return n == nil
	case *Or:
		return n == nil
	case *Not:
		return n == nil
	case *Comparison:
		return n == nil
	case *In:
		return n == nil
	case *ContainsAll:
		return n == nil
	case *Present:
		return n == nil
	default:
		return false
	}
}
