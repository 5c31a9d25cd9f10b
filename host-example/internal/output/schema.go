package output

import (
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// SchemaDocument shows the object classes of a schema.
func SchemaDocument(schema *shared.Schema) Document {
	table := TableData{Columns: []string{"class", "uid", "name", "attributes", "operations", "description"}}
	classes := make([]any, len(schema.Classes))
	for i, c := range schema.Classes {
		classes[i] = classJSON(c)
		table.Rows = append(table.Rows, []string{
			c.Name, c.UIDAttribute, c.NameAttribute, strconv.Itoa(len(c.Attributes)),
			strings.Join(classOperations(c), " "), c.Description,
		})
	}
	return Document{
		Value: ordered{{"classes", classes}}, Records: classes, Tables: []TableData{table}, CSV: table,
	}
}

// ClassDocument shows one object class with its attributes and the options of
// its operations.
func ClassDocument(class *shared.ObjectClass) Document {
	attributes := TableData{Columns: []string{"attribute", "type", "flags", "source", "description"}}
	for _, a := range class.Attributes {
		attributes.Rows = append(attributes.Rows, []string{
			a.Name, attributeTypeName(a), attributeFlags(class, a), a.Source, attributeText(a),
		})
	}
	d := Document{
		Value: classJSON(class),
		Fields: []Field{
			{"class", class.Name},
			{"aliases", strings.Join(class.Aliases, ", ")},
			{"description", class.Description},
			{"uid", class.UIDAttribute},
			{"name", class.NameAttribute},
			{"operations", strings.Join(classOperations(class), ", ")},
		},
		Tables: []TableData{attributes},
		CSV:    attributes,
	}
	for _, o := range class.Operations {
		if len(o.Options) > 0 {
			d.Tables = append(d.Tables, propertyTable("options of "+o.Operation.String(), o.Options))
		}
	}
	return d
}

func classOperations(c *shared.ObjectClass) []string {
	out := make([]string, len(c.Operations))
	for i, o := range c.Operations {
		out[i] = o.Operation.String()
	}
	return out
}

func attributeTypeName(a *shared.AttributeInfo) string {
	name := typeName(a.Type, a.MultiValued)
	if a.Type == shared.TypeReference {
		name += " to " + a.ReferenceClass
	}
	return name
}

// attributeFlags are the words that say what can be done with an attribute.
func attributeFlags(class *shared.ObjectClass, a *shared.AttributeInfo) string {
	var out []string
	for _, f := range []struct {
		on   bool
		word string
	}{
		{a.Name == class.UIDAttribute, "uid"},
		{a.Name == class.NameAttribute, "name"},
		{a.Required, "required"},
		{a.Creatable, "create"},
		{a.Updatable, "update"},
		{a.Readable, "read"},
		{a.ReturnedByDefault, "default"},
		{a.CaseExact, "case-exact"},
	} {
		if f.on {
			out = append(out, f.word)
		}
	}
	return strings.Join(out, " ")
}

func attributeText(a *shared.AttributeInfo) string {
	parts := []string{}
	if a.Description != "" {
		parts = append(parts, a.Description)
	}
	if len(a.AllowedValues) > 0 {
		word := "One of "
		if a.AllowedValuesOpen {
			word = "For example "
		}
		parts = append(parts, word+strings.Join(valueTexts(a.AllowedValues), ", ")+".")
	}
	if len(a.Aliases) > 0 {
		parts = append(parts, "Also "+strings.Join(a.Aliases, ", ")+".")
	}
	return strings.Join(parts, " ")
}

func classJSON(c *shared.ObjectClass) ordered {
	attributes := make([]ordered, len(c.Attributes))
	for i, a := range c.Attributes {
		attributes[i] = ordered{
			{"name", a.Name},
			{"aliases", append([]string{}, a.Aliases...)},
			{"description", a.Description},
			{"type", a.Type.String()},
			{"multi_valued", a.MultiValued},
			{"required", a.Required},
			{"creatable", a.Creatable},
			{"updatable", a.Updatable},
			{"readable", a.Readable},
			{"returned_by_default", a.ReturnedByDefault},
			{"case_exact", a.CaseExact},
			{"reference_class", a.ReferenceClass},
			{"allowed_values", valueTexts(a.AllowedValues)},
			{"allowed_values_open", a.AllowedValuesOpen},
			{"source", a.Source},
		}
	}
	operations := make([]ordered, len(c.Operations))
	for i, o := range c.Operations {
		operations[i] = ordered{{"operation", o.Operation.String()}, {"options", propertiesJSON(o.Options)}}
	}
	return ordered{
		{"name", c.Name},
		{"aliases", append([]string{}, c.Aliases...)},
		{"description", c.Description},
		{"uid_attribute", c.UIDAttribute},
		{"name_attribute", c.NameAttribute},
		{"attributes", attributes},
		{"operations", operations},
	}
}
