package shared

import "strings"

// Schema is every object class of a connection. It is immutable once returned.
type Schema struct {
	Classes []*ObjectClass
}

// Class returns the object class with that name or alias, without regard to
// case.
func (s *Schema) Class(name string) (*ObjectClass, bool) {
	for _, c := range s.Classes {
		if matchesName(name, c.Name, c.Aliases) {
			return c, true
		}
	}
	return nil, false
}

// ObjectClass describes one kind of object.
type ObjectClass struct {
	Name string
	// Aliases are accepted in requests and never appear in answers.
	Aliases     []string
	Description string
	// UIDAttribute and NameAttribute name the attributes that hold the
	// identifiers; both are strings.
	UIDAttribute  string
	NameAttribute string
	Attributes    []*AttributeInfo
	Operations    []OperationInfo
}

// Attribute returns the attribute with that name or alias, without regard to
// case. The names __UID__ and __NAME__ of ConnId always work.
func (c *ObjectClass) Attribute(name string) (*AttributeInfo, bool) {
	for _, a := range c.Attributes {
		if a.Name == name {
			return a, true // As it is in all that a connector returns.
		}
	}
	switch {
	case strings.EqualFold(name, "__UID__"):
		name = c.UIDAttribute
	case strings.EqualFold(name, "__NAME__"):
		name = c.NameAttribute
	}
	for _, a := range c.Attributes {
		if matchesName(name, a.Name, a.Aliases) {
			return a, true
		}
	}
	return nil, false
}

// Operation returns what the class says of an operation; false when it does not
// support it.
func (c *ObjectClass) Operation(op Operation) (OperationInfo, bool) {
	for _, o := range c.Operations {
		if o.Operation == op {
			return o, true
		}
	}
	return OperationInfo{}, false
}

// ValuesOf returns the values of an attribute of obj. The identifiers are taken
// from the object itself, so that they are there whatever was asked for.
func (c *ObjectClass) ValuesOf(obj *Object, attribute string) (Values, bool) {
	if v, ok := obj.Get(attribute); ok {
		return v, true
	}
	switch {
	case strings.EqualFold(attribute, c.UIDAttribute) && obj.UID() != "":
		return Strings(obj.UID()), true
	case strings.EqualFold(attribute, c.NameAttribute) && obj.Name() != "":
		return Strings(obj.Name()), true
	default:
		return Values{}, false
	}
}

// AttributeInfo describes one attribute.
type AttributeInfo struct {
	// Name is unique in its class without regard to case.
	Name string
	// Aliases are accepted in requests and never appear in answers.
	Aliases     []string
	Description string
	Type        Type
	MultiValued bool
	// Required attributes must be given at create.
	Required  bool
	Creatable bool
	Updatable bool
	Readable  bool
	// ReturnedByDefault attributes are part of an answer whose request names
	// no attributes.
	ReturnedByDefault bool
	// CaseExact strings are compared with regard to case.
	CaseExact bool
	// ReferenceClass is the class that a reference points to.
	ReferenceClass string
	// AllowedValues are the values that may be written; empty when any value of
	// the type will do.
	AllowedValues []Value
	// AllowedValuesOpen says that other values are accepted as well and may be
	// returned.
	AllowedValuesOpen bool
	// Source says where the target delivers the attribute, for example "list"
	// or "get", and so what reading it costs.
	Source string
}

// OperationInfo is an operation of a class with the options that it takes.
type OperationInfo struct {
	Operation Operation
	Options   []*Property
}

// matchesName compares a name with a canonical name and its aliases, without
// regard to case.
func matchesName(name, canonical string, aliases []string) bool {
	if strings.EqualFold(name, canonical) {
		return true
	}
	for _, a := range aliases {
		if strings.EqualFold(name, a) {
			return true
		}
	}
	return false
}
