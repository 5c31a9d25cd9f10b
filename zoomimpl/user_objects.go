package zoomimpl

import (
	"slices"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
)

// objectField is a member of an embedded object.
type objectField struct {
	name string
	// kind is TypeString unless said otherwise.
	kind shared.Type
	// required members must be given and not be empty.
	required bool
	// key members tell which object an addition or removal is about.
	key bool
	// loose members make no difference between two objects, because Zoom sets
	// them: a value is accepted, so that what was read can be written.
	loose bool
	// allowed are the only values that Zoom takes.
	allowed []string
}

// objectShape is the form of the embedded objects of an attribute.
type objectShape struct{ fields []objectField }

// wanted is what the attribute holds after a change when it held current.
// Additions take the place of the objects with their key, and removals name
// objects by the key.
func (s *objectShape) wanted(d shared.AttributeDelta, current shared.Values) shared.Values {
	if d.Replace != nil {
		var out []shared.Value
		for v := range d.Replace.All() {
			out = append(out, s.complete(v, current))
		}
		return shared.NewValues(out...)
	}
	out := slices.Collect(current.All())
	without := func(v shared.Value) {
		out = slices.DeleteFunc(out, func(have shared.Value) bool { return s.sameKey(have, v) })
	}
	for v := range d.Remove.All() {
		without(v)
	}
	for v := range d.Add.All() {
		v = s.complete(v, current)
		without(v)
		out = append(out, v)
	}
	return shared.NewValues(out...)
}

// same compares two sets of objects by what makes a difference.
func (s *objectShape) same(a, b shared.Values) bool { return s.canonical(a).Equal(s.canonical(b)) }

func (s *objectShape) canonical(values shared.Values) shared.Values {
	var out []shared.Value
	for v := range values.All() {
		b := shared.NewObject("", "", "")
		for _, f := range s.fields {
			if x, ok := f.of(v); ok && !f.loose {
				b.Set(f.name, x)
			}
		}
		out = append(out, shared.ObjectValue(b.Build()))
	}
	return shared.NewValues(out...)
}

// complete adds the members that v leaves out from the object of the same key
// that is there already.
func (s *objectShape) complete(v shared.Value, current shared.Values) shared.Value {
	have := s.likest(v, current)
	b := shared.NewObject("", "", "")
	for _, f := range s.fields {
		x, ok := f.of(v)
		if !ok {
			x, ok = f.of(have)
		}
		if ok {
			b.Set(f.name, x)
		}
	}
	return shared.ObjectValue(b.Build())
}

// likest is the object that v is about: of several with its key, which happens
// when v leaves a key member out, one that has all that v says. The zero Value
// means none.
func (s *objectShape) likest(v shared.Value, current shared.Values) shared.Value {
	var first shared.Value
	for c := range current.All() {
		if !s.sameKey(c, v) {
			continue
		}
		if !slices.ContainsFunc(s.fields, func(f objectField) bool { return !f.loose && f.differs(c, v) }) {
			return c
		}
		if first.Type() == 0 {
			first = c
		}
	}
	return first
}

// hasKey tells whether there is an object with the key of v.
func (s *objectShape) hasKey(values shared.Values, v shared.Value) bool {
	for have := range values.All() {
		if s.sameKey(have, v) {
			return true
		}
	}
	return false
}

// sameKey tells whether two objects agree in the key members that both have.
func (s *objectShape) sameKey(a, b shared.Value) bool {
	return !slices.ContainsFunc(s.fields, func(f objectField) bool { return f.key && f.differs(a, b) })
}

// differs tells whether two objects have the member with different values, or
// one of them lacks a key that is required.
func (f objectField) differs(a, b shared.Value) bool {
	x, hasX := f.of(a)
	y, hasY := f.of(b)
	if !hasX || !hasY {
		return f.key && f.required
	}
	return !x.Equal(y)
}

// of returns the member of an object; false when it has none of the right type,
// or an empty one. Numbers serve as text, since files write them without quotes.
func (f objectField) of(v shared.Value) (shared.Value, bool) {
	o, ok := v.AsObject()
	if !ok {
		return shared.Value{}, false
	}
	values, _ := o.Get(f.name)
	x, ok := values.Single()
	if i, isInt := x.AsInt(); isInt && f.kind == 0 {
		x = shared.StringValue(strconv.FormatInt(i, 10))
	}
	if s, isText := x.AsString(); isText && s == "" {
		return shared.Value{}, false
	}
	return x, ok && x.Type() == f.typ()
}

func (f objectField) typ() shared.Type {
	if f.kind == 0 {
		return shared.TypeString
	}
	return f.kind
}

// member reads a text member of an object that was checked.
func member(v shared.Value, name string) string {
	x, _ := objectField{name: name}.of(v)
	s, _ := x.AsString()
	return s
}

// embedded makes an object of names and texts in turn, without the empty ones.
func embedded(namesAndTexts ...string) *shared.ObjectBuilder {
	b := shared.NewObject("", "", "")
	for i := 0; i+1 < len(namesAndTexts); i += 2 {
		if namesAndTexts[i+1] != "" {
			b.SetString(namesAndTexts[i], namesAndTexts[i+1])
		}
	}
	return b
}
