package shared

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// Attribute is a name with its values.
type Attribute struct {
	Name   string
	Values Values
}

// NewAttribute makes an attribute.
func NewAttribute(name string, values ...Value) Attribute {
	return Attribute{Name: name, Values: NewValues(values...)}
}

// Attributes is a list of attributes, whose names differ without regard to
// case. It also carries configurations and options.
type Attributes []Attribute

// Get returns the values of the attribute with that name, without regard to
// case; false when it is absent.
func (a Attributes) Get(name string) (Values, bool) {
	for i := range a {
		if len(a[i].Name) == len(name) && strings.EqualFold(a[i].Name, name) {
			return a[i].Values, true
		}
	}
	return Values{}, false
}

// Object is one object of the target system. Objects are immutable and may be
// kept, also after the loop that delivered them has moved on; use Detach when
// keeping a few of very many.
//
// Absent, empty and unavailable are three states of an attribute: Get returns
// false, Values of length 0, or Values whose Unavailable is true.
type Object struct {
	class       string
	uid         string
	name        string
	previousUID string
	provisional bool
	attrs       Attributes
}

// Class returns the object class.
func (o *Object) Class() string { return o.class }

// UID returns the uid, which is opaque and case-sensitive.
func (o *Object) UID() string { return o.uid }

// Name returns the value of the naming attribute.
func (o *Object) Name() string { return o.name }

// PreviousUID returns the uid that the object had before it changed, when the
// connector knows it.
func (o *Object) PreviousUID() string { return o.previousUID }

// Provisional tells whether the uid may change once more.
func (o *Object) Provisional() bool { return o.provisional }

// Get returns the values of an attribute by name, without regard to case;
// false when the attribute is absent.
func (o *Object) Get(name string) (Values, bool) { return o.attrs.Get(name) }

// Len returns the number of attributes present.
func (o *Object) Len() int { return len(o.attrs) }

// All iterates over the attributes present, in the connector's order.
func (o *Object) All() iter.Seq2[string, Values] {
	return func(yield func(string, Values) bool) {
		for _, a := range o.attrs {
			if !yield(a.Name, a.Values) {
				return
			}
		}
	}
}

// Detach returns a copy that shares no memory with the batch in which the
// object arrived.
func (o *Object) Detach() *Object {
	c := &Object{
		class:       strings.Clone(o.class),
		uid:         strings.Clone(o.uid),
		name:        strings.Clone(o.name),
		previousUID: strings.Clone(o.previousUID),
		provisional: o.provisional,
		attrs:       make(Attributes, len(o.attrs)),
	}
	for i, a := range o.attrs {
		vals := slices.Clone(a.Values.vals)
		for j := range vals {
			vals[j] = vals[j].detach()
		}
		c.attrs[i] = Attribute{
			Name:   strings.Clone(a.Name),
			Values: Values{vals: vals, unavailable: a.Values.unavailable, reason: strings.Clone(a.Values.reason)},
		}
	}
	return c
}

// detach returns a copy that shares no memory with v.
func (v Value) detach() Value {
	v.str = strings.Clone(v.str)
	switch box := v.box.(type) {
	case Secret:
		v.box = NewSecret(strings.Clone(box.Reveal()))
	case *Reference:
		v.box = &Reference{Class: strings.Clone(box.Class), UID: strings.Clone(box.UID), Name: strings.Clone(box.Name)}
	case *Object:
		v.box = box.Detach()
	}
	return v
}

// Equal compares class, identifiers and attributes; the order of attributes
// carries no meaning.
func (o *Object) Equal(p *Object) bool {
	if o == nil || p == nil {
		return o == p
	}
	if o.class != p.class || o.uid != p.uid || o.name != p.name ||
		o.previousUID != p.previousUID || o.provisional != p.provisional || len(o.attrs) != len(p.attrs) {
		return false
	}
	for _, a := range o.attrs {
		v, ok := p.attrs.Get(a.Name)
		if !ok || !v.Equal(a.Values) {
			return false
		}
	}
	return true
}

// String names the object: class, uid and name.
func (o *Object) String() string {
	if o == nil {
		return "<nil>"
	}
	return fmt.Sprintf("%s %s (%s)", o.class, o.uid, o.name)
}

// Format prints String for every verb, so that no verb reaches a secret.
func (o *Object) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.String()) }
