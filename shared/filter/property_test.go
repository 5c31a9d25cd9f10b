package filter_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// Few and similar words, so that comparisons come out true often enough.
var words = rapid.OneOf(
	rapid.SampledFrom([]string{"", "a", "A", "ab", "aB", "Ba", "k", "\u212a", "s", "ſ", "É", "é", "İ", "i", "_", "\"\\\n"}),
	rapid.StringN(0, 4, -1),
)

// valueOf draws a value of a type, of those that filters can have.
func valueOf(t *rapid.T, typ shared.Type) shared.Value {
	switch typ {
	case shared.TypeInt:
		return num(rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64()).Draw(t, "int"))
	case shared.TypeFloat:
		return shared.FloatValue(rapid.OneOf(rapid.SampledFrom([]float64{-1, 0, 0.5, 1, 3}), rapid.Float64()).Draw(t, "float"))
	case shared.TypeBool:
		return shared.BoolValue(rapid.Bool().Draw(t, "bool"))
	case shared.TypeBytes:
		return shared.BytesValue(rapid.SliceOfN(rapid.Byte(), 0, 2).Draw(t, "bytes"))
	case shared.TypeTime:
		return shared.TimeValue(noon.Add(time.Duration(rapid.Int64Range(-3, 3).Draw(t, "ns"))))
	case shared.TypeReference:
		return shared.ReferenceValue(shared.Reference{Class: "group", UID: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "uid")})
	default:
		return str(words.Draw(t, "string"))
	}
}

var filterable = []string{"id", "email", "status", "tags", "groups", "logins", "score", "active", "photo", "created"}

func attributeAndType(t *rapid.T) (string, shared.Type) {
	name := rapid.SampledFrom(filterable).Draw(t, "attribute")
	info, ok := userClass().Attribute(name)
	if !ok {
		t.Fatalf("no attribute %s", name)
	}
	return name, info.Type
}

// drawLeaf draws a condition on one attribute, in the form that Resolve gives
// it.
func drawLeaf(t *rapid.T) shared.Filter {
	name, typ := attributeAndType(t)
	values := func() []shared.Value {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shared.Value { return valueOf(t, typ) }), 1, 3).Draw(t, "values")
	}
	switch rapid.IntRange(0, 5).Draw(t, "leaf") {
	case 0:
		return filter.Pr(name)
	case 1:
		return filter.OneOf(name, values()...)
	case 2:
		return filter.HasAll(name, values()...)
	}
	operators := []filter.Operator{filter.Equal, filter.NotEqual}
	if typ == shared.TypeInt || typ == shared.TypeFloat || typ == shared.TypeTime || typ == shared.TypeString {
		operators = append(operators, filter.Greater, filter.GreaterOrEqual, filter.Less, filter.LessOrEqual)
	}
	if typ == shared.TypeString {
		operators = append(operators, filter.Contains, filter.StartsWith, filter.EndsWith)
	}
	return &filter.Comparison{Attribute: name, Operator: rapid.SampledFrom(operators).Draw(t, "operator"), Value: valueOf(t, typ)}
}

func drawFilter(t *rapid.T, depth int) shared.Filter {
	kind := 3
	if depth > 0 {
		kind = rapid.IntRange(0, 4).Draw(t, "node")
	}
	children := func() []shared.Filter {
		fs := make([]shared.Filter, rapid.IntRange(1, 3).Draw(t, "children"))
		for i := range fs {
			fs[i] = drawFilter(t, depth-1)
		}
		return fs
	}
	switch kind {
	case 0:
		return filter.AllOf(children()...)
	case 1:
		return filter.AnyOf(children()...)
	case 2:
		return filter.Negate(drawFilter(t, depth-1))
	default:
		return drawLeaf(t)
	}
}

func drawObject(t *rapid.T) *shared.Object {
	b := shared.NewObject("user", words.Draw(t, "uid"), words.Draw(t, "name"))
	for _, name := range filterable[2:] {
		info, _ := userClass().Attribute(name)
		switch rapid.IntRange(0, 5).Draw(t, name) {
		case 0:
		case 1:
			b.SetUnavailable(name, "lost")
		case 2:
			b.Set(name)
		case 3:
			b.Set(name, valueOf(t, info.Type), valueOf(t, info.Type))
		default:
			b.Set(name, valueOf(t, info.Type))
		}
	}
	return b.Build()
}

func TestPrintedFilterMeansTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		class, f := userClass(), drawFilter(t, 4)
		parsed, err := filter.Parse(f.String())
		if err != nil {
			t.Fatalf("Parse(%s): %v", f, err)
		}
		resolved, faults := parsed.Resolve(class)
		if len(faults) > 0 {
			t.Fatalf("Resolve(%s): %v", f, faults)
		}
		for range 8 {
			obj := drawObject(t)
			if f.Match(class, obj) != resolved.Match(class, obj) {
				t.Fatalf("%s and %s differ", f, resolved)
			}
		}
	})
}

func TestLogicLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		class, obj := userClass(), drawObject(t)
		p, q := drawFilter(t, 2), drawFilter(t, 2)
		same := func(law string, f, g shared.Filter) {
			if f.Match(class, obj) != g.Match(class, obj) {
				t.Fatalf("%s: %s and %s differ", law, f, g)
			}
		}
		not := filter.Negate
		same("De Morgan, and", not(filter.AllOf(p, q)), filter.AnyOf(not(p), not(q)))
		same("De Morgan, or", not(filter.AnyOf(p, q)), filter.AllOf(not(p), not(q)))
		same("double negation", not(not(p)), p)
		if p.Match(class, obj) == not(p).Match(class, obj) {
			t.Fatalf("%s and its negation agree", p)
		}
	})
}

func TestOperatorsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		class, obj := userClass(), drawObject(t)
		name, typ := attributeAndType(t)
		v, w := valueOf(t, typ), valueOf(t, typ)
		same := func(f, g shared.Filter) {
			if f.Match(class, obj) != g.Match(class, obj) {
				t.Fatalf("%s and %s differ", f, g)
			}
		}
		eq := filter.Eq(name, v)
		same(filter.Ne(name, v), filter.Negate(eq))
		same(filter.OneOf(name, v, w), filter.AnyOf(eq, filter.Eq(name, w)))
		same(filter.HasAll(name, v, w), filter.AllOf(eq, filter.Eq(name, w)))
		if typ == shared.TypeString || typ == shared.TypeInt || typ == shared.TypeFloat || typ == shared.TypeTime {
			same(filter.Ge(name, v), filter.AnyOf(eq, filter.Gt(name, v)))
			same(filter.Le(name, v), filter.AnyOf(eq, filter.Lt(name, v)))
			same(filter.Pr(name), filter.AnyOf(filter.Ge(name, v), filter.Lt(name, v)))
		}
	})
}

// Contains, starts-with and ends-with treat case as strings.EqualFold does.
func TestFoldAsEqualFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, part := words.Draw(t, "s")+words.Draw(t, "t"), words.Draw(t, "part")
		obj := shared.NewObject("user", "1", "").SetString("status", s).Build()
		runes, n := []rune(s), utf8.RuneCountInString(part)
		var contains, starts, ends bool
		for i := 0; i+n <= len(runes); i++ {
			if strings.EqualFold(string(runes[i:i+n]), part) {
				contains, starts, ends = true, starts || i == 0, ends || i+n == len(runes)
			}
		}
		check := func(f shared.Filter, want bool) {
			if got := f.Match(userClass(), obj); got != want {
				t.Fatalf("%s on %q = %v, want %v", f, s, got, want)
			}
		}
		check(filter.Co("status", str(part)), contains)
		check(filter.Sw("status", str(part)), starts)
		check(filter.Ew("status", str(part)), ends)
		check(filter.AllOf(filter.Ge("status", str(part)), filter.Le("status", str(part))), strings.EqualFold(s, part))
	})
}
