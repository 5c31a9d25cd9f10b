package shared_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// anyValue draws values of few contents, so that equal ones are frequent.
func anyValue() *rapid.Generator[shared.Value] {
	return rapid.Custom(func(t *rapid.T) shared.Value {
		n := rapid.IntRange(0, 20).Draw(t, "n")
		text := fmt.Sprint(n)
		switch rapid.IntRange(0, 8).Draw(t, "type") {
		case 0:
			return shared.IntValue(int64(n))
		case 1:
			return shared.FloatValue([]float64{0, math.Copysign(0, -1), math.NaN(), 1}[n%4])
		case 2:
			return shared.TimeValue(time.Unix(0, int64(n)))
		case 3:
			return shared.SecretValue(shared.NewSecret(text))
		case 4:
			return shared.ReferenceValue(shared.Reference{Class: "G", UID: text, Name: text + "x"})
		case 5:
			return shared.ReferenceValue(shared.Reference{Class: "G", Name: text})
		case 6:
			return shared.ObjectValue(shared.NewObject("A", text, "").Build())
		case 7:
			return shared.BytesValue([]byte(text))
		default:
			return shared.StringValue(text)
		}
	})
}

// TestLargeSetsAgreeWithSmallOnes compares what an index finds with what
// looking one by one finds.
func TestLargeSetsAgreeWithSmallOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		vs := rapid.SliceOfN(anyValue(), 0, 100).Draw(t, "values")
		ws := rapid.SliceOfN(anyValue(), 0, 100).Draw(t, "others")
		v, w := shared.NewValues(vs...), shared.NewValues(ws...)
		want := true
		for _, x := range vs {
			want = want && w.Contains(x)
		}
		for _, x := range ws {
			want = want && v.Contains(x)
		}
		if v.Equal(w) != want {
			t.Fatalf("Equal is %v", v.Equal(w))
		}
		after := shared.AttributeDelta{Remove: w}.Apply(v)
		for _, x := range vs {
			if after.Contains(x) == w.Contains(x) {
				t.Fatalf("%v is removed: %v, should be: %v", x, !after.Contains(x), w.Contains(x))
			}
		}
	})
}
