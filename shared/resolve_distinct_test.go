package shared_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// TestRepeatedValuesAreOne checks that several values are a set by the time that a
// connector gets them.
func TestRepeatedValuesAreOne(t *testing.T) {
	t.Parallel()
	attribute := func(typ shared.Type) *shared.Schema {
		return &shared.Schema{Classes: []*shared.ObjectClass{{
			Name: "Thing", UIDAttribute: "uid", NameAttribute: "uid",
			Attributes: []*shared.AttributeInfo{
				{Name: "uid", Type: shared.TypeString, Readable: true},
				{Name: "many", Type: typ, ReferenceClass: "Thing", MultiValued: true, Creatable: true, Updatable: true},
			},
			Operations: []shared.OperationInfo{{Operation: shared.OperationCreate}, {Operation: shared.OperationUpdate}},
		}}}
	}
	ref := func(uid, name string) shared.Value {
		return shared.ReferenceValue(shared.Reference{Class: "Thing", UID: uid, Name: name})
	}
	object := func(text string) shared.Value {
		return shared.ObjectValue(shared.NewObject("", "", "").SetString("x", text).Build())
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	for name, test := range map[string]struct {
		typ   shared.Type
		given []shared.Value
		want  []shared.Value
	}{
		"strings":    {shared.TypeString, strs("b", "a", "b", "A", "a"), strs("b", "a", "A")},
		"one":        {shared.TypeString, strs("a"), strs("a")},
		"times":      {shared.TypeTime, []shared.Value{shared.TimeValue(now), shared.TimeValue(now.In(time.FixedZone("x", 3600)))}, []shared.Value{shared.TimeValue(now)}},
		"references": {shared.TypeReference, []shared.Value{ref("1", ""), ref("1", "one"), ref("", "one"), ref("", "one")}, []shared.Value{ref("1", ""), ref("", "one")}},
		"objects":    {shared.TypeObject, []shared.Value{object("a"), object("b"), object("a")}, []shared.Value{object("a"), object("b")}},
		"floats":     {shared.TypeFloat, []shared.Value{shared.FloatValue(0), shared.IntValue(0), shared.FloatValue(1)}, []shared.Value{shared.FloatValue(0), shared.FloatValue(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema, want := attribute(test.typ), shared.NewValues(test.want...)
			created, err := shared.ResolveCreate(schema, &shared.CreateRequest{
				Class: "Thing", Attributes: shared.Attributes{shared.NewAttribute("many", test.given...)},
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, created.Attributes[0].Values); diff != "" {
				t.Errorf("create (-want +got):\n%s", diff)
			}
			for kind, d := range map[string]shared.AttributeDelta{
				"replace": shared.ReplaceDelta("many", test.given...), "add": shared.AddDelta("many", test.given...),
			} {
				updated, err := shared.ResolveUpdate(schema, &shared.UpdateRequest{Class: "Thing", UID: "1", Deltas: []shared.AttributeDelta{d}})
				if err != nil {
					t.Fatal(err)
				}
				if got := updated.Deltas[0].Apply(shared.Values{}); got.Len() != want.Len() {
					t.Errorf("%s: %v, want %v", kind, got, want)
				}
			}
		})
	}
}

func strs(texts ...string) []shared.Value {
	out := make([]shared.Value, len(texts))
	for i, text := range texts {
		out[i] = shared.StringValue(text)
	}
	return out
}
