package output

import (
	"io"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// ChangeRows writes changes one after the other.
type ChangeRows interface {
	// Write adds a row.
	Write(change *shared.Change) error
	// Close writes what is still due after the last row.
	Close() error
	// Abort takes the place of Close when rows are missing, as that of Rows does.
	Abort() error
}

// The name of the JSON member and of the column that say how an object has changed,
// and that of the column for classes that have an attribute of this name.
const (
	changeName     = "change"
	changeNameElse = "__CHANGE__"
)

// NewChangeRows makes ChangeRows that write to w. Tables and CSV show how an object
// has changed before the other columns.
func NewChangeRows(w io.Writer, format Format, layout Layout) ChangeRows {
	layout.kindColumn = changeName
	if _, taken := layout.Class.Attribute(changeName); taken {
		layout.kindColumn = changeNameElse
	}
	return changeRows{newRowWriter(w, format, layout)}
}

type changeRows struct{ rowWriter }

// Write adds a row.
func (r changeRows) Write(change *shared.Change) error {
	return r.write(change.Kind.String(), change.Object)
}

// ChangeColumns are those of changes: the identifiers, which are all that is known
// of an object that was deleted, and the attributes asked for.
func ChangeColumns(class *shared.ObjectClass, asked []string) []string {
	out := []string{class.UIDAttribute, class.NameAttribute}
	for _, name := range Columns(class, asked, "") {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// changeJSON is an object that has changed; kind may be empty. Of one that was
// deleted there are the identifiers alone.
func changeJSON(class *shared.ObjectClass, kind string, obj *shared.Object) ordered {
	object := objectJSON(class, obj)
	if kind == "" {
		return object
	}
	if kind == shared.ChangeDelete.String() {
		object = slices.DeleteFunc(object, func(m member) bool { return m.key == "attributes" })
	}
	return append(ordered{{changeName, kind}}, object...)
}
