package shared

import (
	"strings"
)

// Property describes a configuration property or an option of an operation.
type Property struct {
	// Name is lower case with underscores. Keys are matched without regard to
	// case and underscores.
	Name        string
	Aliases     []string
	DisplayName string
	Description string
	Type        Type
	MultiValued bool
	Required    bool
	// Default is used when the property is not given; empty when there is
	// none. Secrets have none.
	Default Values
	// AllowedValues, when not empty, are the only values accepted.
	AllowedValues []Value
	// Minimum and Maximum bound numbers, and the length of strings in
	// characters; nil means no bound.
	Minimum *float64
	Maximum *float64
	// Check, when not nil, checks a value of the right type further. It runs in
	// the connector's process only and returns a message that is safe to show.
	Check func(Value) error
}

// Bound makes a value for Property.Minimum and Property.Maximum.
//
//go:fix inline
func Bound(f float64) *float64 { return new(f) }

// ConstraintKind is how properties depend on each other.
type ConstraintKind uint8

// The kinds of constraints.
const (
	// ConstraintTogether: all of them are set, or none.
	ConstraintTogether ConstraintKind = iota + 1
	// ConstraintExclusive: at most one of them is set.
	ConstraintExclusive
	// ConstraintRequires: when the first is set, so are the others.
	ConstraintRequires
)

// Valid tells whether k is one of the declared kinds.
func (k ConstraintKind) Valid() bool { return k >= ConstraintTogether && k <= ConstraintRequires }

// PropertyConstraint ties properties together.
type PropertyConstraint struct {
	Kind       ConstraintKind
	Properties []string
}

// foldKey is a property key without case and underscores.
func foldKey(key string) string {
	return strings.ToLower(strings.ReplaceAll(key, "_", ""))
}

// findProperty finds a property by name or alias, without regard to case and
// underscores.
func findProperty(properties []*Property, key string) (*Property, bool) {
	k := foldKey(key)
	for _, p := range properties {
		if foldKey(p.Name) == k {
			return p, true
		}
		for _, a := range p.Aliases {
			if foldKey(a) == k {
				return p, true
			}
		}
	}
	return nil, false
}
