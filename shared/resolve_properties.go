package shared

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// ResolveConfig checks a configuration against the properties and constraints
// of a connector and returns it with canonical names, defaults filled in and in
// the order of the properties. All faults come in one ErrInvalidConfiguration.
func ResolveConfig(info *Info, raw Attributes) (Attributes, error) {
	var faults faultList
	resolved := resolveProperties(info.Properties, raw, &faults, "property")
	for _, c := range info.Constraints {
		checkConstraint(c, info.Properties, raw, &faults)
	}
	if len(faults.faults) > 0 {
		e := &Error{Kind: ErrInvalidConfiguration, Faults: faults.faults}
		if len(faults.faults) == 1 {
			e.Attribute = faults.faults[0].Field
		}
		return nil, e
	}
	return resolved, nil
}

// resolveProperties checks values against properties. what is the word for a
// property in messages: "property" or "option".
func resolveProperties(properties []*Property, raw Attributes, faults *faultList, what string) Attributes {
	given := make(map[*Property]Attribute, len(raw))
	for _, a := range raw {
		p, ok := findProperty(properties, a.Name)
		if !ok {
			faults.request(a.Name, "unknown %s%s", what, suggest(a.Name, propertyNames(properties)))
			continue
		}
		if earlier, twice := given[p]; twice {
			faults.request(p.Name, "given twice, as %s and as %s", earlier.Name, a.Name)
			continue
		}
		given[p] = a
	}
	out := make(Attributes, 0, len(properties))
	for _, p := range properties {
		a, ok := given[p]
		if !ok || a.Values.Len() == 0 {
			if p.Default.Len() > 0 {
				out = append(out, Attribute{Name: p.Name, Values: p.Default})
			} else if p.Required {
				faults.request(p.Name, "required and missing")
			}
			continue
		}
		if vals, ok := p.resolve(a.Values, faults); ok {
			out = append(out, Attribute{Name: p.Name, Values: vals})
		}
	}
	return out
}

// resolve checks the values of one property.
func (p *Property) resolve(raw Values, faults *faultList) (Values, bool) {
	if _, unavailable := raw.Unavailable(); unavailable {
		faults.value(p.Name, "has no value")
		return Values{}, false
	}
	if raw.Len() > 1 && !p.MultiValued {
		faults.value(p.Name, "takes one value, not %d", raw.Len())
		return Values{}, false
	}
	vals := make([]Value, 0, raw.Len())
	for v := range raw.All() {
		converted, ok := convertValue(v, p.Type, "")
		if !ok {
			faults.value(p.Name, "must be of type %s, not %s", p.Type, v.Type())
			return Values{}, false
		}
		if message := p.fault(converted); message != "" {
			faults.value(p.Name, "%s", message)
			return Values{}, false
		}
		vals = append(vals, converted)
	}
	return Values{vals: vals}, true
}

// fault says what is wrong with a value of the right type, or nothing.
func (p *Property) fault(v Value) string {
	text, isText := v.AsString()
	if s, ok := v.AsSecret(); ok {
		text, isText = s.Reveal(), true
	}
	if isText && p.Required && strings.TrimSpace(text) == "" {
		return "must not be empty"
	}
	if message := p.boundsFault(v, text, isText); message != "" {
		return message
	}
	if len(p.AllowedValues) > 0 && !NewValues(p.AllowedValues...).Contains(v) {
		return fmt.Sprintf("must be one of %s", joinValues(p.AllowedValues))
	}
	if p.Check != nil {
		if err := p.Check(v); err != nil {
			return err.Error()
		}
	}
	return ""
}

func (p *Property) boundsFault(v Value, text string, isText bool) string {
	var n float64
	unit := ""
	switch {
	case isText:
		n, unit = float64(utf8.RuneCountInString(text)), " characters"
	case v.Type() == TypeInt:
		i, _ := v.AsInt()
		n = float64(i)
	case v.Type() == TypeFloat:
		n, _ = v.AsFloat()
	default:
		return ""
	}
	switch {
	case p.Minimum != nil && n < *p.Minimum:
		return fmt.Sprintf("must be at least %v%s", *p.Minimum, unit)
	case p.Maximum != nil && n > *p.Maximum:
		return fmt.Sprintf("must be at most %v%s", *p.Maximum, unit)
	default:
		return ""
	}
}

// checkConstraint checks a constraint against what the user gave, defaults
// aside.
func checkConstraint(c PropertyConstraint, properties []*Property, raw Attributes, faults *faultList) {
	var set, unset []string
	for _, name := range c.Properties {
		if isGiven(name, properties, raw) {
			set = append(set, name)
		} else {
			unset = append(unset, name)
		}
	}
	switch {
	case c.Kind == ConstraintTogether && len(set) > 0 && len(unset) > 0:
		faults.request(unset[0], "must be set together with %s", strings.Join(set, ", "))
	case c.Kind == ConstraintExclusive && len(set) > 1:
		faults.request(set[1], "cannot be set together with %s", set[0])
	case c.Kind == ConstraintRequires && isGiven(c.Properties[0], properties, raw) && len(unset) > 0:
		faults.request(unset[0], "required when %s is set", c.Properties[0])
	}
}

func isGiven(name string, properties []*Property, raw Attributes) bool {
	want, ok := findProperty(properties, name)
	if !ok {
		return false
	}
	for _, a := range raw {
		if p, found := findProperty(properties, a.Name); found && p == want && a.Values.Len() > 0 {
			return true
		}
	}
	return false
}

func propertyNames(properties []*Property) []string {
	names := make([]string, len(properties))
	for i, p := range properties {
		names[i] = p.Name
	}
	return names
}

func joinValues(values []Value) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.String()
	}
	return strings.Join(parts, ", ")
}
