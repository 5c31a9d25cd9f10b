package compat_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// edit is one change of a declaration, and the level it has.
type edit[T any] struct {
	name  string
	level compat.Level
	// symmetric edits have their level both ways.
	symmetric bool
	// apply returns false when the edit would change nothing here.
	apply func(t *rapid.T, to T) bool
}

func attributeEdits() []edit[*shared.AttributeInfo] {
	set := func(field func(*shared.AttributeInfo) *bool, to bool) func(*rapid.T, *shared.AttributeInfo) bool {
		return func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := *field(a) != to
			*field(a) = to
			return changed
		}
	}
	creatable := func(a *shared.AttributeInfo) *bool { return &a.Creatable }
	updatable := func(a *shared.AttributeInfo) *bool { return &a.Updatable }
	required := func(a *shared.AttributeInfo) *bool { return &a.Required }
	return []edit[*shared.AttributeInfo]{
		{"alias", compat.Additive, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			a.Aliases = append(a.Aliases, "alias_of_"+a.Name)
			return true
		}},
		{"spelling", compat.Additive, true, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			a.Name = "A" + a.Name[1:]
			return true
		}},
		{"source", compat.Additive, true, func(_ *rapid.T, a *shared.AttributeInfo) bool { a.Source += "x"; return true }},
		{"creatable", compat.Additive, false, set(creatable, true)},
		{"not creatable", compat.Narrowing, false, set(creatable, false)},
		{"updatable", compat.Additive, false, set(updatable, true)},
		{"not updatable", compat.Narrowing, false, set(updatable, false)},
		{"required", compat.Narrowing, false, set(required, true)},
		{"not required", compat.Additive, false, set(required, false)},
		{"returned", compat.Additive, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := a.Readable && !a.ReturnedByDefault
			a.ReturnedByDefault = a.Readable
			return changed
		}},
		{"not returned", compat.Narrowing, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := a.ReturnedByDefault
			a.ReturnedByDefault = false
			return changed
		}},
		{"not readable", compat.Breaking, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := a.Readable
			a.Readable, a.ReturnedByDefault = false, false
			return changed
		}},
		{"type", compat.Breaking, true, func(t *rapid.T, a *shared.AttributeInfo) bool {
			a.Type = shared.Type(rapid.IntRange(int(shared.TypeInt), int(shared.TypeObject)).Draw(t, "type"))
			a.AllowedValues, a.ReferenceClass = nil, "Group"
			return true
		}},
		{"several", compat.Breaking, true, func(_ *rapid.T, a *shared.AttributeInfo) bool { a.MultiValued = !a.MultiValued; return true }},
		{"case", compat.Breaking, true, func(_ *rapid.T, a *shared.AttributeInfo) bool { a.CaseExact = !a.CaseExact; return true }},
		{"one more value", compat.Additive, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := len(a.AllowedValues) > 0 && !a.AllowedValuesOpen
			if changed {
				a.AllowedValues = append(a.AllowedValues, shared.StringValue("more"))
			}
			return changed
		}},
		{"one value less", compat.Narrowing, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := len(a.AllowedValues) > 1 && !a.AllowedValuesOpen
			if changed {
				a.AllowedValues = a.AllowedValues[1:]
			}
			return changed
		}},
		{"open", compat.Additive, false, func(_ *rapid.T, a *shared.AttributeInfo) bool {
			changed := len(a.AllowedValues) > 0 && !a.AllowedValuesOpen
			a.AllowedValuesOpen = true
			return changed
		}},
	}
}

// TestEditsHaveTheirLevel makes one edit to each of some attributes and compares
// each with what it is labelled.
func TestEditsHaveTheirLevel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		old := drawSchema(t, "attributes")
		edited := cloneSchema(old)
		want, back := compat.Same, compat.Same
		for _, a := range edited.Classes[0].Attributes[1:] {
			if !drawBool(t, "edit "+a.Name) {
				continue
			}
			e := rapid.SampledFrom(attributeEdits()).Draw(t, "with")
			if !e.apply(t, a) {
				continue
			}
			one := compat.Same
			for _, c := range compat.Schemas(old, edited).Changes {
				if c.Attribute == a.Name {
					one = max(one, c.Level)
				}
			}
			if one != e.level {
				t.Fatalf("%s of %s is %s, want %s", e.name, a.Name, one, e.level)
			}
			want = max(want, e.level)
			switch {
			case e.symmetric:
				back = max(back, e.level)
			case e.level == compat.Additive:
				back = max(back, compat.Narrowing)
			}
		}
		report := compat.Schemas(old, edited)
		if got := report.Level(); got != want {
			t.Fatalf("%s, want %s: %q", got, want, lines(report))
		}
		reverse := compat.Schemas(edited, old)
		if got := reverse.Level(); got < back {
			t.Fatalf("%s the other way round, want at least %s: %q", got, back, lines(reverse))
		}
	})
}

// TestSameWithItself also changes the order of everything that has none.
func TestSameWithItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		info, schema := drawInfo(t, "properties"), drawSchema(t, "attributes")
		otherInfo, otherSchema := cloneInfo(info), cloneSchema(schema)
		shuffle(t, otherInfo, otherSchema)
		if r := compat.Join(compat.Infos(info, otherInfo), compat.Schemas(schema, otherSchema)); r.Level() != compat.Same || len(r.Changes) > 0 {
			t.Fatalf("%q", lines(r))
		}
	})
}

func shuffle(t *rapid.T, info *shared.Info, schema *shared.Schema) {
	info.Properties = rapid.Permutation(info.Properties).Draw(t, "order of properties")
	info.Constraints = rapid.Permutation(info.Constraints).Draw(t, "order of constraints")
	schema.Classes = rapid.Permutation(schema.Classes).Draw(t, "order of classes")
	for _, c := range schema.Classes {
		c.Attributes = rapid.Permutation(c.Attributes).Draw(t, "order of attributes")
		c.Operations = rapid.Permutation(c.Operations).Draw(t, "order of operations")
		for _, a := range c.Attributes {
			a.AllowedValues = rapid.Permutation(a.AllowedValues).Draw(t, "order of values")
			a.Aliases = rapid.Permutation(a.Aliases).Draw(t, "order of aliases")
		}
	}
}

// TestReportsAreOrderedAndDeterministic compares unrelated declarations.
func TestReportsAreOrderedAndDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		i1, i2, s1, s2 := drawInfo(t, "old"), drawInfo(t, "new"), drawSchema(t, "old"), drawSchema(t, "new")
		infos, schemas := compat.Infos(i1, i2), compat.Schemas(s1, s2)
		i3, s3 := cloneInfo(i2), cloneSchema(s2)
		shuffle(t, i3, s3)
		if diff := cmp.Diff(infos, compat.Infos(i1, i3)); diff != "" {
			t.Fatalf("properties in another order:\n%s", diff)
		}
		if diff := cmp.Diff(schemas, compat.Schemas(s1, s3)); diff != "" {
			t.Fatalf("attributes in another order:\n%s", diff)
		}
		joined := compat.Join(schemas, infos, schemas)
		if len(joined.Changes) != len(infos.Changes)+len(schemas.Changes) {
			t.Fatalf("%d changes of %d and %d", len(joined.Changes), len(infos.Changes), len(schemas.Changes))
		}
		if !slices.IsSortedFunc(joined.Changes, func(a, b compat.Change) int { return int(b.Level) - int(a.Level) }) {
			t.Fatalf("the worst is not first: %q", lines(joined))
		}
	})
}
