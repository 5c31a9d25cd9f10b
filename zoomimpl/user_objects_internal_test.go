package zoomimpl

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// Whatever is there and whatever is asked for without a fault: applying a change
// twice is applying it once, and what is left has no two objects of one key.
func TestObjectChangesConverge(t *testing.T) {
	t.Parallel()
	for _, a := range []*userAttribute{phoneNumbers(), customAttributes(), licenceInfo()} {
		t.Run(a.info.Name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				current := drawObjects(rt, a.shape, "current", 1)
				d := shared.AttributeDelta{Name: a.info.Name, Add: drawObjects(rt, a.shape, "add", 0), Remove: drawObjects(rt, a.shape, "remove", 0)}
				if rapid.Bool().Draw(rt, "replace") {
					v := drawObjects(rt, a.shape, "values", 0)
					d = shared.AttributeDelta{Name: a.info.Name, Replace: &v}
				}
				if len(a.shape.deltaFaults(d)) > 0 {
					rt.Skip("faults")
				}
				once := a.wanted(d, current)
				if twice := a.wanted(d, once); !a.same(once, twice) {
					rt.Fatalf("%v: %v becomes %v, then %v", d, current, once, twice)
				}
				if faults := a.shape.valueFaults(a.info.Name, once); len(faults) > 0 {
					rt.Fatalf("%v: %v becomes %v: %v", d, current, once, faults)
				}
			})
		})
	}
}

// drawObjects draws objects without faults. Each member that may be left out
// is, unless full is 1, as Zoom returns them.
func drawObjects(rt *rapid.T, s *objectShape, label string, full int) shared.Values {
	one := rapid.Custom(func(rt *rapid.T) shared.Value {
		b := shared.NewObject("", "", "")
		for _, f := range s.fields {
			if !f.required && rapid.IntRange(full, 1).Draw(rt, f.name+" given") == 0 {
				continue
			}
			text := rapid.SampledFrom([]string{"1", "2"}).Draw(rt, f.name)
			if len(f.allowed) > 0 {
				text = rapid.SampledFrom(f.allowed).Draw(rt, f.name)
			}
			switch f.typ() {
			case shared.TypeInt:
				b.Set(f.name, shared.IntValue(int64(len(text))))
			case shared.TypeBool:
				b.Set(f.name, shared.BoolValue(text == "1"))
			default:
				b.SetString(f.name, text)
			}
		}
		return shared.ObjectValue(b.Build())
	})
	values := shared.NewValues(rapid.SliceOfN(one, 0, 3).Draw(rt, label)...)
	if len(s.valueFaults("", values)) > 0 {
		rt.Skip("faults")
	}
	return values
}
