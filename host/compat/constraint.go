package compat

import (
	"fmt"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// constraint is a PropertyConstraint in a form in which equal ones are equal.
type constraint struct {
	kind shared.ConstraintKind
	// names are of the new version where it has the property. In constraints of
	// the kind "requires" the first stays first, all others are sorted, each once.
	names []string
}

// compareConstraints compares the constraints between properties.
func compareConstraints(s scope, m *matching[*shared.Property], before, after []shared.PropertyConstraint) {
	had := make(map[string]constraint, len(before))
	for _, c := range before {
		k := normalise(c, func(name string) string {
			if p, ok := m.before[foldKey(name)]; ok {
				if to, ok := m.successor[p]; ok {
					return to.Name
				}
				return p.Name
			}
			return name
		})
		had[k.text()] = k
	}
	has := make(map[string]constraint, len(after))
	for _, c := range after {
		k := normalise(c, func(name string) string {
			if p, ok := m.after[foldKey(name)]; ok {
				return p.Name
			}
			return name
		})
		has[k.text()] = k
	}
	for text := range had {
		if _, ok := has[text]; !ok {
			s.add(Additive, "constraint removed: %s", text)
		}
	}
	for text, k := range has {
		if _, ok := had[text]; !ok {
			s.add(k.addedLevel(m), "constraint added: %s", text)
		}
	}
}

func normalise(c shared.PropertyConstraint, canonical func(string) string) constraint {
	names := make([]string, len(c.Properties))
	for i, name := range c.Properties {
		names[i] = canonical(name)
	}
	rest := names
	if c.Kind == shared.ConstraintRequires && len(names) > 0 {
		first := names[0]
		rest = slices.DeleteFunc(names[1:], func(name string) bool { return name == first })
	}
	slices.Sort(rest)
	rest = slices.Compact(rest)
	if c.Kind == shared.ConstraintRequires && len(names) > 0 {
		rest = append(names[:1:1], rest...)
	}
	return constraint{kind: c.Kind, names: rest}
}

func (c constraint) text() string {
	switch {
	case c.kind == shared.ConstraintTogether:
		return "together " + strings.Join(c.names, ", ")
	case c.kind == shared.ConstraintExclusive:
		return "exclusive " + strings.Join(c.names, ", ")
	case c.kind == shared.ConstraintRequires && len(c.names) > 0:
		return c.names[0] + " requires " + strings.Join(c.names[1:], ", ")
	default:
		return fmt.Sprintf("constraint(%d) %s", uint8(c.kind), strings.Join(c.names, ", "))
	}
}

// addedLevel tells whether a configuration of the old version can break a new
// constraint: it sets none of the properties that are new.
func (c constraint) addedLevel(m *matching[*shared.Property]) Level {
	known := make([]bool, len(c.names))
	count := 0
	for i, name := range c.names {
		if p, ok := m.after[foldKey(name)]; ok {
			_, known[i] = m.predecessor[p]
		}
		if known[i] {
			count++
		}
	}
	switch {
	case c.kind == shared.ConstraintExclusive && count < 2,
		c.kind == shared.ConstraintRequires && (count == 0 || !known[0] || len(c.names) == 1),
		c.kind == shared.ConstraintTogether && (count == 0 || len(c.names) == 1):
		return Additive
	default:
		return Narrowing
	}
}
