package csvimpl

import (
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// field is one column of a file: its declaration and its place.
type field struct {
	column
	index int
}

// layout is what the header of a file says.
type layout struct {
	fields []field
	uid    field
	name   field
	class  *shared.ObjectClass

	// ordered are the fields by name, and digest is a hash of what makes values of
	// their cells; see digest.go.
	ordered []field
	digest  []byte
}

// newLayout reads the names in a header, which stands in a line.
func (t *table) newLayout(names []string, line int) (*layout, error) {
	l := &layout{}
	seen := make(map[string]int, len(names))
	for i, text := range names {
		name := strings.TrimSpace(text)
		if err := checkColumnName(name); err != nil {
			return nil, t.lineFault(line, "the name of column %d, %s, %v", i+1, quoted(name), err)
		}
		key := columnKey(name)
		if first, twice := seen[key]; twice {
			return nil, t.lineFault(line, "columns %d and %d are both named %s", first, i+1, quoted(name))
		}
		seen[key] = i + 1
		c, declared := t.column(name)
		if !declared {
			c = column{typ: shared.TypeString}
		}
		c.name, c.key = name, key
		l.fields = append(l.fields, field{column: c, index: i})
	}
	if err := t.identify(l); err != nil {
		return nil, err
	}
	l.digest = t.newDigest(l) // puts the columns in order, for the class
	l.class = t.newClass(l)
	return l, nil
}

// identify finds the columns of uid and name, and those declared.
func (t *table) identify(l *layout) error {
	for _, c := range t.columns {
		if _, ok := l.field(c.name); !ok {
			return t.configFault("columns", "there is no column %s; there are %s", quoted(c.name), l.names())
		}
	}
	var ok bool
	if l.uid, ok = l.field(t.uidColumn); !ok {
		return t.configFault("uid_column", "there is no column %s; there are %s: set %s_uid_column to the one that identifies a row",
			quoted(t.uidColumn), l.names(), t.prefix)
	}
	name := t.nameColumn
	if name == "" {
		name = defaultNameColumn
	}
	l.name, ok = l.field(name)
	switch {
	case !ok && t.nameColumn != "":
		return t.configFault("name_column", "there is no column %s; there are %s", quoted(name), l.names())
	case !ok:
		l.name = l.uid
	case l.name.typ != shared.TypeString || l.name.multi || l.name.readonly && l.name.index != l.uid.index:
		return t.configFault("columns", "%s names the rows and must be a single, writable string; set %s_name_column to another column", quoted(name), t.prefix)
	}
	return nil
}

// field returns a column by name.
func (l *layout) field(name string) (field, bool) {
	key := columnKey(name)
	i := slices.IndexFunc(l.fields, func(f field) bool { return f.key == key })
	if i < 0 {
		return field{}, false
	}
	return l.fields[i], true
}

// names lists the columns for a message.
func (l *layout) names() string {
	const most = 20
	var names []string
	for _, f := range l.fields[:min(most, len(l.fields))] {
		names = append(names, f.name)
	}
	if len(l.fields) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// pick returns the columns with those names; nil means all.
func (l *layout) pick(names []string) []field {
	if names == nil {
		return l.fields
	}
	out := make([]field, 0, len(names))
	for _, name := range names {
		if f, ok := l.field(name); ok {
			out = append(out, f)
		}
	}
	return out
}

// sameColumns tells whether two headers name the same columns, in any order. A
// name that differs in case is another: the schema has it as it was.
func (l *layout) sameColumns(other *layout) bool {
	if len(l.fields) != len(other.fields) {
		return false
	}
	for _, f := range l.fields {
		if same, ok := other.field(f.name); !ok || same.name != f.name {
			return false
		}
	}
	return true
}
