package output

import (
	"github.com/igaplugin/igaplugin/shared"
)

// ObjectDocument shows one object, attribute by attribute.
func ObjectDocument(class *shared.ObjectClass, obj *shared.Object) Document {
	d := Document{Value: objectJSON(class, obj)}
	d.CSV.Rows = [][]string{nil}
	add := func(name, text string) { d.Fields = append(d.Fields, Field{Name: name, Text: text}) }
	add("uid", obj.UID())
	add("name", obj.Name())
	if obj.PreviousUID() != "" {
		add("previous uid", obj.PreviousUID())
	}
	if obj.Provisional() {
		add("provisional", "true: the uid may change once more")
	}
	attributes := TableData{Columns: []string{"attribute", "value"}}
	for name, values := range obj.All() {
		text := joined(values)
		d.CSV.Columns = append(d.CSV.Columns, name)
		info, ok := class.Attribute(name)
		d.CSV.Rows[0] = append(d.CSV.Rows[0], csvCell(values, ok && info.MultiValued))
		if reason, unavailable := values.Unavailable(); unavailable {
			text = "unavailable: " + reason
		}
		attributes.Rows = append(attributes.Rows, []string{name, text})
	}
	d.Tables = []TableData{attributes}
	return d
}
