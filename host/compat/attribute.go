package compat

import "github.com/igaplugin/igaplugin/shared"

// compareAttribute compares an attribute with its successor, names aside.
func compareAttribute(s scope, classes *matching[*shared.ObjectClass], before, after *shared.AttributeInfo) {
	compareType(s, before.Type, after.Type)
	s.flag(before.MultiValued, after.MultiValued, Breaking, Breaking, "several values instead of one", "one value instead of several")
	s.flag(before.Required, after.Required, Narrowing, Additive, "required at create now", "not required at create any more")
	s.flag(before.Creatable, after.Creatable, Additive, Narrowing, "can be set at create now", "cannot be set at create any more")
	s.flag(before.Updatable, after.Updatable, Additive, Narrowing, "can be updated now", "cannot be updated any more")
	s.flag(before.Readable, after.Readable, Additive, Breaking,
		"can be read now", "cannot be read, filtered or sorted by any more")
	if before.Readable && after.Readable {
		s.flag(before.ReturnedByDefault, after.ReturnedByDefault, Additive, Narrowing,
			"returned by default now", "not returned by default any more")
	}
	if before.Source != after.Source {
		s.add(Additive, "source %s instead of %s", orNone(after.Source), orNone(before.Source))
	}
	if before.Type != after.Type {
		return // Their values cannot be compared.
	}
	switch before.Type { //nolint:exhaustive // case and target mean nothing to the other types
	case shared.TypeString:
		s.flag(before.CaseExact, after.CaseExact, Breaking, Breaking,
			"compared with regard to case instead of without", "compared without regard to case instead of with")
	case shared.TypeReference:
		if !classes.sameName(before.ReferenceClass, after.ReferenceClass) {
			s.add(Breaking, "refers to %s instead of %s", after.ReferenceClass, before.ReferenceClass)
		}
	}
	compareAllowed(s, closedValues(before), closedValues(after))
}

// closedValues are the only values that an attribute takes; none when it takes
// any.
func closedValues(a *shared.AttributeInfo) []shared.Value {
	if a.AllowedValuesOpen {
		return nil
	}
	return a.AllowedValues
}
