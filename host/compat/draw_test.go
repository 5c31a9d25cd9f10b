package compat_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// drawBool draws a word's worth of luck.
func drawBool(t *rapid.T, label string) bool { return rapid.Bool().Draw(t, label) }

func drawTexts(t *rapid.T, label string) []shared.Value {
	return texts(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", " "}), 0, 3, rapid.ID).Draw(t, label)...)
}

// drawProperty draws a sound property. There are few of them, so that two that
// are drawn apart are often nearly alike.
func drawProperty(t *rapid.T, name string, aliases []string) *shared.Property {
	p := &shared.Property{Name: name, Aliases: aliases, Type: shared.TypeString}
	if rapid.IntRange(0, 3).Draw(t, "type") == 0 {
		p.Type = shared.TypeInt
	}
	p.MultiValued, p.Required = drawBool(t, "multi"), drawBool(t, "required")
	def := rapid.IntRange(0, 2).Draw(t, "default")
	switch p.Type {
	case shared.TypeInt:
		if drawBool(t, "bounded") {
			p.Minimum = new(float64(rapid.IntRange(0, 2).Draw(t, "minimum")))
			p.Maximum = new(float64(rapid.IntRange(2, 4).Draw(t, "maximum")))
		}
		if def > 0 {
			p.Default = shared.NewValues(shared.IntValue(2))
		}
	default:
		p.AllowedValues = drawTexts(t, "allowed")
		if def > 0 && len(p.AllowedValues) > 0 {
			p.Default = shared.NewValues(p.AllowedValues[0])
		} else if def > 0 {
			p.Default = shared.Strings("a")
		}
	}
	return p
}

// drawNames gives some of a few names and aliases, no two of them alike.
func drawNames(t *rapid.T, label string, pool []string) (names []string, aliases map[string][]string) {
	all := rapid.Permutation(pool).Draw(t, label)
	n := rapid.IntRange(1, len(all)-1).Draw(t, label+" count")
	names, aliases = all[:n], make(map[string][]string)
	for _, alias := range all[n:] {
		if of := rapid.IntRange(-1, n-1).Draw(t, "alias of"); of >= 0 {
			aliases[names[of]] = append(aliases[names[of]], alias)
		}
	}
	return names, aliases
}

// drawInfo draws the declarations of a connector.
func drawInfo(t *rapid.T, label string) *shared.Info {
	info := &shared.Info{Name: "test", Version: "1", ContractVersion: "1.0"}
	names, aliases := drawNames(t, label, []string{"p_1", "p_2", "p_3", "p_4"})
	for _, name := range names {
		info.Properties = append(info.Properties, drawProperty(t, name, aliases[name]))
	}
	if len(names) < 2 {
		return info
	}
	for range rapid.IntRange(0, 2).Draw(t, "constraints") {
		info.Constraints = append(info.Constraints, shared.PropertyConstraint{
			Kind:       shared.ConstraintKind(rapid.IntRange(1, 3).Draw(t, "kind")),
			Properties: rapid.Permutation(names).Draw(t, "of")[:2],
		})
	}
	return info
}

// drawSchema draws a schema with a class for users, whose uid attribute is id,
// and one for groups.
func drawSchema(t *rapid.T, label string) *shared.Schema {
	user := &shared.ObjectClass{Name: "User", UIDAttribute: "id", NameAttribute: "id"}
	user.Attributes = []*shared.AttributeInfo{{Name: "id", Type: shared.TypeString, Readable: true, ReturnedByDefault: true}}
	names, aliases := drawNames(t, label, []string{"a1", "a2", "a3", "a4"})
	for _, name := range names {
		a := &shared.AttributeInfo{
			Name: name, Aliases: aliases[name], Type: shared.TypeString, MultiValued: drawBool(t, "multi"),
			Creatable: drawBool(t, "creatable"), Updatable: drawBool(t, "updatable"),
			AllowedValues: drawTexts(t, "allowed"), AllowedValuesOpen: drawBool(t, "open"),
		}
		a.Readable = drawBool(t, "readable") || !a.Creatable && !a.Updatable
		a.Required = a.Creatable && drawBool(t, "required")
		a.ReturnedByDefault = a.Readable && drawBool(t, "returned")
		a.CaseExact = drawBool(t, "case")
		user.Attributes = append(user.Attributes, a)
	}
	for op := shared.OperationGet; op <= shared.OperationSync; op++ {
		if drawBool(t, "operation") {
			o := shared.OperationInfo{Operation: op}
			for i := range rapid.IntRange(0, 2).Draw(t, "options") {
				o.Options = append(o.Options, drawProperty(t, fmt.Sprintf("o_%d", i), nil))
			}
			user.Operations = append(user.Operations, o)
		}
	}
	return &shared.Schema{Classes: []*shared.ObjectClass{user, {
		Name: "Group", UIDAttribute: "id", NameAttribute: "id",
		Attributes: []*shared.AttributeInfo{{Name: "id", Type: shared.TypeString, Readable: true}},
	}}}
}

// fullInfo is what drawn schemas are checked against.
func fullInfo() *shared.Info {
	info := &shared.Info{Name: "test", Version: "1"}
	for op := shared.OperationGet; op <= shared.OperationSync; op++ {
		info.Operations = append(info.Operations, op)
	}
	return info
}

// drawGiven draws what a caller gives for some names.
func drawGiven(t *rapid.T, label string, names []string) shared.Attributes {
	var out shared.Attributes
	for _, name := range names {
		var values []shared.Value
		for range rapid.IntRange(0, 2).Draw(t, label+" "+name) {
			if rapid.IntRange(0, 3).Draw(t, "type") == 0 {
				values = append(values, shared.IntValue(rapid.Int64Range(0, 4).Draw(t, "int")))
			} else {
				values = append(values, shared.StringValue(rapid.SampledFrom([]string{"a", "b", "c", " "}).Draw(t, "text")))
			}
		}
		if len(values) > 0 {
			out = append(out, shared.NewAttribute(name, values...))
		}
	}
	return out
}
