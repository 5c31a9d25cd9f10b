package shared

import (
	"fmt"
	"slices"
	"strings"
)

// defects collects what is wrong with a connector's own declarations.
type defects struct {
	found []string
}

func (d *defects) add(format string, args ...any) {
	d.found = append(d.found, fmt.Sprintf(format, args...))
}

func (d *defects) err(what string) error {
	if len(d.found) == 0 {
		return nil
	}
	return NewError(ErrInternal, "defect of the connector: its %s is wrong: %s", what, strings.Join(d.found, "; "))
}

// CheckInfo checks what a connector says of itself. The ErrInternal names every
// defect.
func CheckInfo(info *Info) error {
	var d defects
	if info == nil {
		d.add("it is nil")
		return d.err("info")
	}
	if info.Name == "" || info.Name != strings.ToLower(info.Name) || strings.ContainsAny(info.Name, " \t\r\n/\\") {
		d.add("the name %q is not a lower-case word", info.Name)
	}
	if info.Version == "" {
		d.add("the version is missing")
	}
	checkProperties(info.Properties, &d)
	for _, c := range info.Constraints {
		if !c.Kind.Valid() || len(c.Properties) < 2 {
			d.add("a constraint has no valid kind or fewer than two properties")
		}
		for _, name := range c.Properties {
			if _, ok := findProperty(info.Properties, name); !ok {
				d.add("a constraint names the unknown property %s", name)
			}
		}
	}
	for _, op := range info.Operations {
		if !op.Valid() {
			d.add("%s is no operation", op)
		}
	}
	return d.err("info")
}

func checkProperties(properties []*Property, d *defects) {
	seen := make(map[string]*Property)
	for _, p := range properties {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			k := foldKey(name)
			if k == "" {
				d.add("a property has no name")
			}
			switch other, taken := seen[k]; {
			case !taken, other == p:
			case other.Name == p.Name:
				d.add("%s names two properties", name)
			default:
				d.add("%s names both %s and %s", name, other.Name, p.Name)
			}
			seen[k] = p
		}
		if !p.Type.Valid() || p.Type == TypeReference || p.Type == TypeObject {
			d.add("property %s has type %s", p.Name, p.Type)
			continue
		}
		if p.Type == TypeSecret && p.Default.Len() > 0 {
			d.add("secret property %s has a default", p.Name)
		}
		if p.Default.Len() > 0 {
			var faults faultList
			p.resolve(p.Default, &faults)
			for _, f := range faults.faults {
				d.add("the default of property %s breaks its own rules: it %s", p.Name, f.Message)
			}
		}
	}
}

// CheckSchema checks the schema of a connection against the rules of the
// contract and against info. The ErrInternal names every defect.
func CheckSchema(s *Schema, info *Info) error {
	var d defects
	if s == nil || len(s.Classes) == 0 {
		d.add("it has no object class")
		return d.err("schema")
	}
	names := make(map[string]bool)
	for _, c := range s.Classes {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			k := strings.ToLower(name)
			if k == "" || names[k] {
				d.add("the class name %q is empty or used twice", name)
			}
			names[k] = true
		}
		c.check(s, info, &d)
	}
	return d.err("schema")
}

func (c *ObjectClass) check(s *Schema, info *Info, d *defects) {
	names := make(map[string]bool)
	for _, a := range c.Attributes {
		for _, name := range append([]string{a.Name}, a.Aliases...) {
			k := strings.ToLower(name)
			if k == "" || names[k] {
				d.add("%s: the attribute name %q is empty or used twice", c.Name, name)
			}
			names[k] = true
		}
		a.check(c.Name, s, d)
	}
	for _, id := range []string{c.UIDAttribute, c.NameAttribute} {
		a, ok := c.Attribute(id)
		if !ok || a.Type != TypeString || a.MultiValued || !a.Readable || a.Name != id {
			d.add("%s: the identifier %q is not a declared, readable, single string attribute", c.Name, id)
		}
	}
	for _, o := range c.Operations {
		if !o.Operation.Valid() || !slices.Contains(info.Operations, o.Operation) {
			d.add("%s: the operation %s is not among those of the connector", c.Name, o.Operation)
		}
		checkProperties(o.Options, d)
	}
}

func (a *AttributeInfo) check(class string, s *Schema, d *defects) {
	at := class + "." + a.Name
	if !a.Type.Valid() {
		d.add("%s has no type", at)
	}
	if a.Required && !a.Creatable {
		d.add("%s is required and cannot be created", at)
	}
	if a.ReturnedByDefault && !a.Readable {
		d.add("%s is returned by default and cannot be read", at)
	}
	if !a.Readable && !a.Creatable && !a.Updatable {
		d.add("%s can be neither read nor written", at)
	}
	if a.Type == TypeSecret && a.Readable {
		d.add("%s is a secret and can be read", at)
	}
	if a.Type == TypeReference {
		if _, ok := s.Class(a.ReferenceClass); !ok {
			d.add("%s refers to the unknown class %q", at, a.ReferenceClass)
		}
	}
	for _, v := range a.AllowedValues {
		if v.Type() != a.Type {
			d.add("%s allows a value of type %s", at, v.Type())
		}
	}
}
