package compat

import (
	"math"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
)

// role says what properties are for.
type role struct {
	// gone is the level of what would be accepted by the old version and is
	// refused by the new one whatever its value.
	gone Level
}

func configuration() role { return role{gone: Breaking} }

func option() role { return role{gone: Narrowing} }

func propertyNaming() naming[*shared.Property] {
	return naming[*shared.Property]{
		fold:    foldKey,
		name:    func(p *shared.Property) string { return p.Name },
		aliases: func(p *shared.Property) []string { return p.Aliases },
	}
}

// properties compares two lists of properties.
func (r role) properties(s scope, before, after []*shared.Property) *matching[*shared.Property] {
	m := match(propertyNaming(), before, after)
	for _, old := range m.old {
		now, ok := m.successor[old]
		if !ok {
			s.property = old.Name
			s.add(r.gone, "%s", m.goneText(old))
			continue
		}
		s.property = now.Name
		m.compareNames(s, old, nameLevels{renamed: Additive, aliasGone: r.gone})
		r.property(s, old, now)
	}
	for _, p := range m.added {
		s.property = p.Name
		if p.Required && p.Default.Len() == 0 {
			s.add(r.gone, "added, required and without a default")
		} else {
			s.add(Additive, "added")
		}
	}
	return m
}

func (r role) property(s scope, before, after *shared.Property) {
	compareType(s, before.Type, after.Type)
	s.flag(before.MultiValued, after.MultiValued, Additive, r.gone, "takes several values instead of one", "takes one value instead of several")
	r.absence(s, before, after)
	if before.Type != after.Type {
		return // Their values cannot be compared.
	}
	compareAllowed(s, before.AllowedValues, after.AllowedValues)
	compareBound(s, "minimum", bound(before.Minimum, -1), bound(after.Minimum, -1), 1)
	compareBound(s, "maximum", bound(before.Maximum, 1), bound(after.Maximum, 1), -1)
}

// absence compares what it means to leave the property out.
func (r role) absence(s scope, before, after *shared.Property) {
	had, has := before.Default.Len() > 0, after.Default.Len() > 0
	refused, refuses := before.Required && !had, after.Required && !has
	was, is := defaultText(before), defaultText(after)
	switch {
	case refuses && !refused:
		s.add(r.gone, "required without a default instead of %s", was)
	case refused && !refuses:
		s.add(Additive, "%s instead of required without a default", is)
	case had != has, had && before.Type == after.Type && !before.Default.Equal(after.Default):
		s.add(Breaking, "%s instead of %s", is, was)
	}
	if had && has && isText(before.Type) && isText(after.Type) {
		s.flag(before.Required, after.Required, Narrowing, Additive, "must not be blank any more", "may be blank now")
	}
}

// defaultText says what counts when the property is left out.
func defaultText(p *shared.Property) string {
	switch {
	case p.Default.Len() > 0:
		values := make([]shared.Value, 0, p.Default.Len())
		for v := range p.Default.All() {
			values = append(values, v)
		}
		return "default " + listText(values)
	case p.Required:
		return "required without a default"
	default:
		return "optional without a default"
	}
}

func isText(t shared.Type) bool { return t == shared.TypeString || t == shared.TypeSecret }

// bound returns a bound as a number; without one it is infinite, in the direction
// of sign. One that is not a number bounds nothing.
func bound(b *float64, sign int) float64 {
	if b == nil || math.IsNaN(*b) {
		return math.Inf(sign)
	}
	return *b
}

// compareBound compares bounds of which those are narrower that are greater,
// times narrower.
func compareBound(s scope, what string, before, after, narrower float64) {
	switch {
	case after*narrower > before*narrower:
		s.add(Narrowing, "%s %s instead of %s", what, boundText(after), boundText(before))
	case after*narrower < before*narrower:
		s.add(Additive, "%s %s instead of %s", what, boundText(after), boundText(before))
	}
}

func boundText(b float64) string {
	if math.IsInf(b, 0) {
		return "none"
	}
	return strconv.FormatFloat(b, 'g', -1, 64)
}

func compareType(s scope, before, after shared.Type) {
	switch {
	case before == after:
	case after == shared.TypeSecret:
		s.add(Breaking, "type %s instead of %s: its values are secrets now", after, before)
	case before == shared.TypeSecret:
		s.add(Breaking, "type %s instead of %s: its values are no secrets any more", after, before)
	default:
		s.add(Breaking, "type %s instead of %s", after, before)
	}
}
