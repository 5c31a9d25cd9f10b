package filter

import "github.com/igaplugin/igaplugin/shared"

// Match tells whether all of the filters hold. It is false when there are none.
func (n *And) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil || len(n.Filters) == 0 {
		return false
	}
	for _, f := range n.Filters {
		if isNil(f) || !f.Match(class, obj) {
			return false
		}
	}
	return true
}

// Match tells whether any of the filters holds.
func (n *Or) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil {
		return false
	}
	for _, f := range n.Filters {
		if !isNil(f) && f.Match(class, obj) {
			return true
		}
	}
	return false
}

// Match tells whether the filter does not hold. It is false when there is none.
func (n *Not) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	return n != nil && !isNil(n.Filter) && !n.Filter.Match(class, obj)
}

// Match tells whether any value of the attribute compares so.
func (n *Comparison) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil {
		return false
	}
	values, fold := valuesOf(class, obj, n.Attribute)
	if n.Operator == NotEqual {
		return !anyHolds(Equal, values, n.Value, fold)
	}
	return anyHolds(n.Operator, values, n.Value, fold)
}

// Match tells whether any value of the attribute is one of Values.
func (n *In) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil {
		return false
	}
	values, fold := valuesOf(class, obj, n.Attribute)
	for _, want := range n.Values {
		if anyHolds(Equal, values, want, fold) {
			return true
		}
	}
	return false
}

// Match tells whether each of Values is a value of the attribute.
func (n *ContainsAll) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil || len(n.Values) == 0 {
		return false
	}
	values, fold := valuesOf(class, obj, n.Attribute)
	for _, want := range n.Values {
		if !anyHolds(Equal, values, want, fold) {
			return false
		}
	}
	return true
}

// Match tells whether the attribute has at least one value.
func (n *Present) Match(class *shared.ObjectClass, obj *shared.Object) bool {
	if n == nil {
		return false
	}
	values, _ := valuesOf(class, obj, n.Attribute)
	return values.Len() > 0
}

// valuesOf returns the values of an attribute, none when there is no such
// attribute, and whether its strings are compared without regard to case.
func valuesOf(class *shared.ObjectClass, obj *shared.Object, attribute string) (values shared.Values, fold bool) {
	if class == nil || obj == nil {
		return shared.Values{}, false
	}
	info, ok := class.Attribute(attribute)
	if !ok {
		return shared.Values{}, false
	}
	values, _ = class.ValuesOf(obj, info.Name)
	return values, !info.CaseExact
}

func anyHolds(op Operator, values shared.Values, want shared.Value, fold bool) bool {
	for have := range values.All() {
		if holds(op, have, want, fold) {
			return true
		}
	}
	return false
}
