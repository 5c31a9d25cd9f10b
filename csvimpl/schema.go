package csvimpl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
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
	aliases := l.aliases()
	for _, f := range l.fields {
		a := l.attribute(f)
		if alias := aliases[f.name]; alias != "" {
			a.Aliases = []string{alias}
			if !filterable(f.name) {
				a.Description = strings.TrimSpace(a.Description + " In filters: " + alias + ".")
			}
		}
		class.Attributes = append(class.Attributes, a)
	}
	return class
}

// aliases returns another name for each column whose own is more than ASCII
// letters, digits and _ and -. They do not depend on the order of the columns.
func (l *layout) aliases() map[string]string {
	taken := make(map[string]bool, len(l.fields))
	for _, f := range l.fields {
		taken[columnKey(f.name)] = true
	}
	out := make(map[string]string)
	for _, f := range l.ordered {
		alias := filterName(f.name)
		if alias == f.name && filterable(f.name) {
			continue
		}
		for n, stem := 2, alias; taken[columnKey(alias)] || !filterable(alias); n++ {
			alias = stem + "_" + strconv.Itoa(n)
		}
		taken[columnKey(alias)] = true
		out[f.name] = alias
	}
	return out
}

// filterable tells whether the filter syntax can write a name.
func filterable(name string) bool {
	f, err := filter.Parse(name + " pr")
	return err == nil && slices.Equal(filter.Attributes(f), []string{name})
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
	alias := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		default:
			return '_'
		}
	}, name)
	if rest, ok := strings.CutPrefix(alias, "-"); ok {
		return "_" + rest
	}
	return alias
}
