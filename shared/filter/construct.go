package filter

import (
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// Eq makes the condition that the attribute equals the value.
func Eq(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: Equal, Value: value}
}

// Ne makes the negation of Eq.
func Ne(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: NotEqual, Value: value}
}

// Co makes the condition that the attribute contains the string.
func Co(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: Contains, Value: value}
}

// Sw makes the condition that the attribute starts with the string.
func Sw(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: StartsWith, Value: value}
}

// Ew makes the condition that the attribute ends with the string.
func Ew(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: EndsWith, Value: value}
}

// Gt makes the condition that the attribute is greater than the value.
func Gt(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: Greater, Value: value}
}

// Ge makes the condition that the attribute is greater than or equal to the
// value.
func Ge(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: GreaterOrEqual, Value: value}
}

// Lt makes the condition that the attribute is less than the value.
func Lt(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: Less, Value: value}
}

// Le makes the condition that the attribute is less than or equal to the value.
func Le(attribute string, value shared.Value) shared.Filter {
	return &Comparison{Attribute: attribute, Operator: LessOrEqual, Value: value}
}

// AllOf makes the condition that all of the filters hold; the slice is copied.
func AllOf(filters ...shared.Filter) shared.Filter { return &And{Filters: slices.Clone(filters)} }

// AnyOf makes the condition that any of the filters holds; the slice is copied.
func AnyOf(filters ...shared.Filter) shared.Filter { return &Or{Filters: slices.Clone(filters)} }

// Negate makes the condition that the filter does not hold.
func Negate(f shared.Filter) shared.Filter { return &Not{Filter: f} }

// OneOf makes the condition that the attribute is one of the values; the slice
// is copied.
func OneOf(attribute string, values ...shared.Value) shared.Filter {
	return &In{Attribute: attribute, Values: slices.Clone(values)}
}

// HasAll makes the condition that the attribute has all of the values; the
// slice is copied.
func HasAll(attribute string, values ...shared.Value) shared.Filter {
	return &ContainsAll{Attribute: attribute, Values: slices.Clone(values)}
}

// Pr makes the condition that the attribute has at least one value.
func Pr(attribute string) shared.Filter { return &Present{Attribute: attribute} }
