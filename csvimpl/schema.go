package csvimpl

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// newClass describes the columns of a file.
func (t *table) newClass(l *layout) *shared.ObjectClass {
	class := &shared.ObjectClass{
		Name: t.class, Aliases: []string{"__ACCOUNT__"}, Description: "The rows of " + t.path + ".",
		UIDAttribute: l.uid.name, NameAttribute: l.name.name,
	}
	if t.class == classGroup {
		class.Aliases = []string{"__GROUP__"}
	}
	for _, op := range operations() {
		class.Operations = append(class.Operations, shared.OperationInfo{Operation: op})
	}
	taken := make(map[string]bool, len(l.fields))
	for _, f := range l.fields {
		taken[strings.ToLower(f.name)] = true
	}
	for _, f := range l.fields {
		a := l.attribute(f)
		if alias := filterName(f.name); alias != f.name && !taken[strings.ToLower(alias)] {
			taken[strings.ToLower(alias)] = true
			a.Aliases = []string{alias}
		}
		class.Attributes = append(class.Attributes, a)
	}
	return class
}

// attribute describes one column.
func (l *layout) attribute(f field) *shared.AttributeInfo {
	a := &shared.AttributeInfo{
		Name: f.name, Type: f.typ, ReferenceClass: f.reference, MultiValued: f.multi, Required: f.required,
		Creatable: !f.readonly, Updatable: !f.readonly, Readable: true, ReturnedByDefault: true,
	}
	if f.index == l.name.index {
		a.Description = "Names the row; unique without regard to case."
		a.Required = true
	}
	if f.index == l.uid.index {
		a.Description = "Identifies the row and never changes; 128 random bits when a create does not give it."
		a.CaseExact, a.Updatable, a.Required = true, false, f.required
	}
	return a
}

// filterName returns a column name as the filter syntax of SCIM can write it.
func filterName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		default:
			return '_'
		}
	}, name)
}
