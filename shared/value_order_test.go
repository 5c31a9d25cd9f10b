package shared_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// TestOrderWithoutCase checks that sorting and filters agree: what is equal
// without regard to case is neither greater nor less, and greater is greater in
// both.
func TestOrderWithoutCase(t *testing.T) {
	t.Parallel()
	class := &shared.ObjectClass{Name: "Word", UIDAttribute: "uid", NameAttribute: "uid", Attributes: []*shared.AttributeInfo{
		{Name: "uid", Type: shared.TypeString, CaseExact: true, Readable: true},
		{Name: "text", Type: shared.TypeString, Readable: true},
	}}
	// Letters whose lower case is not their folded form are among them.
	text := rapid.StringOfN(rapid.RuneFrom([]rune("aAbBsSſkKK\u212aiIıİσςΣßẞéÉ日")), 0, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		x, y := shared.StringValue(text.Draw(t, "x")), shared.StringValue(text.Draw(t, "y"))
		order, ok := x.Compare(y, true)
		if !ok {
			t.Fatal("strings have no order")
		}
		if got := x.EqualFold(y); got != (order == 0) {
			t.Fatalf("%v and %v: equal is %v, the order %d", x, y, got, order)
		}
		greater, faults := filter.Gt("text", y).Resolve(class)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		obj := shared.NewObject("Word", "1", "1").Set("text", x).Build()
		if got := greater.Match(class, obj); got != (order > 0) {
			t.Fatalf("%v gt %v is %v, the order %d", x, y, got, order)
		}
	})
}
