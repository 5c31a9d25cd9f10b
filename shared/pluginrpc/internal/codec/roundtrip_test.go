package codec_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

func TestObjectRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawObject(t, 2)
		wire, size, err := new(codec.RowEncoder).Object(in, math.MaxInt)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		if exact := proto.Size(wire); exact > size {
			t.Fatalf("the bound %d is below the size %d", size, exact)
		}
		out, err := codec.DecodeObject(overWire(t, wire, &connectorv1.Object{}))
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		if diff := cmp.Diff(in, out); diff != "" {
			t.Fatalf("object (-want +got):\n%s", diff)
		}
		compareStates(t, in, out)
	})
}

// TestBoundOfEmbeddedObjects: a bound that is far off would have every row with
// an embedded object measured.
func TestBoundOfEmbeddedObjects(t *testing.T) {
	t.Parallel()
	inner := shared.NewObject("Address", "1", "office").SetString("street", "1 Main Street").Build()
	outer := shared.NewObject("User", "1", "ada").
		Set("one", shared.ObjectValue(inner)).
		Set("two", shared.ObjectValue(inner), shared.ObjectValue(inner)).Build()
	var rows codec.RowEncoder
	for range 2 { // The first object must not count for the second.
		_, size, err := rows.Object(outer, math.MaxInt)
		if err != nil || size > 1000 {
			t.Errorf("bound of %d bytes, error %v", size, err)
		}
	}
}

// compareStates compares what Equal regards as the same: the order of values,
// their number, and the names of references.
func compareStates(t *rapid.T, in, out *shared.Object) {
	for name, want := range in.All() {
		got, _ := out.Get(name)
		if want.Len() != got.Len() || want.String() != got.String() {
			t.Fatalf("attribute %s: %s became %s", name, want, got)
		}
		if v, ok := want.Single(); ok {
			w, _ := got.Single()
			a, _ := v.AsReference()
			if b, _ := w.AsReference(); a != b {
				t.Fatalf("reference %+v became %+v", a, b)
			}
		}
	}
}

func TestFilterRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawFilter(t, 4)
		wire, err := codec.EncodeFilter(in)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		out, err := codec.DecodeFilter(overWire(t, wire, &connectorv1.Filter{}))
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		if diff := cmp.Diff(in, out); diff != "" {
			t.Fatalf("filter (-want +got):\n%s", diff)
		}
	})
}

func TestAttributesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var in shared.Attributes
		for name, vs := range drawObject(t, 1).All() {
			in = append(in, shared.Attribute{Name: name, Values: vs})
		}
		wire, err := codec.EncodeAttributes(in)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		out, err := codec.DecodeAttributes(wire)
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		if diff := cmp.Diff(in, out); diff != "" {
			t.Fatalf("attributes (-want +got):\n%s", diff)
		}
	})
}

func overWire[M proto.Message](t rapid.TB, in, out M) M {
	b, err := proto.Marshal(in)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	if err := proto.Unmarshal(b, out); err != nil {
		t.Fatalf("unmarshal: %v", err)
	}
	return out
}

func drawObject(t *rapid.T, depth int) *shared.Object {
	b := shared.NewObject(rapid.String().Draw(t, "class"), rapid.String().Draw(t, "uid"), rapid.String().Draw(t, "name")).
		PreviousUID(rapid.String().Draw(t, "previous"))
	if rapid.Bool().Draw(t, "provisional") {
		b.Provisional()
	}
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,12}`), 0, 8, rapid.ID[string]).Draw(t, "names")
	for _, name := range names {
		if rapid.IntRange(0, 9).Draw(t, "state") == 0 {
			b.SetUnavailable(name, rapid.String().Draw(t, "reason"))
			continue
		}
		n := rapid.IntRange(0, 3).Draw(t, "values")
		vs := make([]shared.Value, n)
		for i := range vs {
			vs[i] = drawValue(t, depth)
		}
		b.Set(name, vs...)
	}
	return b.Build()
}

func drawValue(t *rapid.T, depth int) shared.Value {
	last := int(shared.TypeObject)
	if depth == 0 {
		last = int(shared.TypeReference)
	}
	switch shared.Type(rapid.IntRange(int(shared.TypeString), last).Draw(t, "type")) {
	case shared.TypeInt:
		return shared.IntValue(rapid.Int64().Draw(t, "int"))
	case shared.TypeFloat:
		return shared.FloatValue(rapid.Float64().Draw(t, "float"))
	case shared.TypeBool:
		return shared.BoolValue(rapid.Bool().Draw(t, "bool"))
	case shared.TypeBytes:
		return shared.BytesValue(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
	case shared.TypeTime:
		return shared.TimeValue(time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, "seconds"), rapid.Int64Range(0, 999999999).Draw(t, "nanos")))
	case shared.TypeSecret:
		return shared.SecretValue(shared.NewSecret(rapid.String().Draw(t, "secret")))
	case shared.TypeReference:
		return shared.ReferenceValue(shared.Reference{
			Class: rapid.String().Draw(t, "class"), UID: rapid.String().Draw(t, "uid"), Name: rapid.String().Draw(t, "name"),
		})
	case shared.TypeObject:
		return shared.ObjectValue(drawObject(t, depth-1))
	default:
		return shared.StringValue(rapid.String().Draw(t, "string"))
	}
}

func drawFilter(t *rapid.T, depth int) shared.Filter {
	first := 0
	if depth == 0 {
		first = 3
	}
	name := rapid.String().Draw(t, "attribute")
	switch rapid.IntRange(first, 6).Draw(t, "node") {
	case 0:
		return &filter.And{Filters: drawFilters(t, depth)}
	case 1:
		return &filter.Or{Filters: drawFilters(t, depth)}
	case 2:
		return &filter.Not{Filter: drawFilter(t, depth-1)}
	case 3:
		return &filter.In{Attribute: name, Values: []shared.Value{drawValue(t, 0), drawValue(t, 0)}}
	case 4:
		return &filter.ContainsAll{Attribute: name, Values: []shared.Value{drawValue(t, 0)}}
	case 5:
		return &filter.Present{Attribute: name}
	default:
		op := filter.Operator(rapid.IntRange(int(filter.Equal), int(filter.LessOrEqual)).Draw(t, "operator"))
		return &filter.Comparison{Attribute: name, Operator: op, Value: drawValue(t, 0)}
	}
}

func drawFilters(t *rapid.T, depth int) []shared.Filter {
	out := make([]shared.Filter, rapid.IntRange(1, 3).Draw(t, "operands"))
	for i := range out {
		out[i] = drawFilter(t, depth-1)
	}
	return out
}
