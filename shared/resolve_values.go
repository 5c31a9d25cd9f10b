package shared

import (
	"strings"
	"unicode/utf8"
)

// resolveValues checks values against an attribute and returns them in its
// type, each once: several values are a set.
func (a *AttributeInfo) resolveValues(raw Values, faults *faultList) Values {
	if _, unavailable := raw.Unavailable(); unavailable {
		faults.value(a.Name, "has no value")
		return Values{}
	}
	if raw.Len() > 1 && !a.MultiValued {
		faults.value(a.Name, "takes one value, not %d", raw.Len())
		return Values{}
	}
	vals := make([]Value, 0, raw.Len())
	for v := range raw.All() {
		converted, ok := convertValue(v, a.Type, a.ReferenceClass)
		switch {
		case !validText(v):
			faults.value(a.Name, "must be UTF-8 text")
		case !ok && a.Type == TypeReference && v.Type() == TypeReference:
			r, _ := v.AsReference()
			faults.value(a.Name, "must refer to an object of class %s by uid or name, not %s %q", a.ReferenceClass, r.Class, r.String())
		case !ok:
			faults.value(a.Name, "must be of type %s, not %s", a.Type, v.Type())
		case !a.allows(converted):
			faults.value(a.Name, "must be one of %s, not %s", joinValues(a.AllowedValues), converted)
		default:
			vals = append(vals, converted)
		}
	}
	return Values{vals: vals}.distinct()
}

// validText tells whether a value can cross a process boundary, where text is
// UTF-8.
func validText(v Value) bool {
	switch v.Type() {
	case TypeString:
		return utf8.ValidString(v.str)
	case TypeSecret:
		s, _ := v.AsSecret()
		return utf8.ValidString(s.Reveal())
	case TypeReference:
		r, _ := v.AsReference()
		return utf8.ValidString(r.UID) && utf8.ValidString(r.Name)
	default:
		return true
	}
}

// allows tells whether a value of the right type is among the allowed ones.
func (a *AttributeInfo) allows(v Value) bool {
	if len(a.AllowedValues) == 0 || a.AllowedValuesOpen {
		return true
	}
	return NewValues(a.AllowedValues...).Contains(v)
}

// resolveAttributeNames returns canonical names of readable attributes, each
// once.
func (c *ObjectClass) resolveAttributeNames(names []string, faults *faultList) []string {
	if len(names) == 0 {
		return nil
	}
	out := make([]string, 0, len(names))
	seen := make(map[string]string, len(names))
	for _, name := range names {
		if faults.full() {
			break
		}
		a, ok := c.Attribute(name)
		switch {
		case !ok:
			faults.request(name, "%s", c.UnknownAttribute(name))
		case !a.Readable:
			faults.request(a.Name, "cannot be read")
		default:
			if earlier, twice := seen[a.Name]; twice {
				if earlier != name {
					faults.request(a.Name, "named twice, as %s and as %s", earlier, name)
				}
				continue
			}
			seen[a.Name] = name
			out = append(out, a.Name)
		}
	}
	return out
}

func (c *ObjectClass) attributeNames() []string {
	names := make([]string, len(c.Attributes))
	for i, a := range c.Attributes {
		names[i] = a.Name
	}
	return names
}

// operationClass finds the class of a request that wants op. It returns
// ErrNotFound for an unknown class and ErrUnsupported for an operation that the
// class does not list.
func (s *Schema) operationClass(name string, op Operation) (*ObjectClass, OperationInfo, error) {
	c, ok := s.Class(name)
	if !ok {
		known := make([]string, len(s.Classes))
		for i, k := range s.Classes {
			known[i] = k.Name
		}
		return nil, OperationInfo{}, &Error{
			Kind: ErrNotFound, Class: name,
			Message: "no object class " + name + "; this connector has " + strings.Join(known, ", "),
		}
	}
	o, ok := c.Operation(op)
	if !ok {
		return nil, OperationInfo{}, &Error{
			Kind: ErrUnsupported, Class: c.Name, Message: "object class " + c.Name + " does not support " + op.String(),
		}
	}
	return c, o, nil
}
