package codec

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeObject converts one object.
func EncodeObject(o *shared.Object) (*connectorv1.Object, error) { return new(arena).object(o, 0) }

// RowEncoder converts the rows of a stream. The zero RowEncoder is ready; it is
// used by one goroutine.
type RowEncoder struct{ arena arena }

// Object converts one object and returns its size on the wire: exact when it is
// more than exactAbove bytes, else a bound which costs nothing.
func (e *RowEncoder) Object(o *shared.Object, exactAbove int) (*connectorv1.Object, int, error) {
	e.arena.bytes = 0
	out, err := e.arena.object(o, 0)
	if err != nil {
		return nil, 0, err
	}
	size := e.arena.bytes
	if size > exactAbove {
		size = proto.Size(out)
	}
	return out, size, nil
}

// Change converts one change; the size is as in Object.
func (e *RowEncoder) Change(c *shared.Change, exactAbove int) (*connectorv1.Change, int, error) {
	kind, err := encodeEnum[connectorv1.ChangeKind](changeKind(c.Kind))
	if err != nil {
		return nil, 0, err
	}
	obj, size, err := e.Object(c.Object, exactAbove)
	return &connectorv1.Change{Kind: kind, Object: obj}, size, err
}

func (a *arena) object(o *shared.Object, depth int) (*connectorv1.Object, error) {
	if o == nil {
		return nil, errors.New("an object that is nil")
	}
	if depth > MaxDepth {
		return nil, errDepth
	}
	if err := checkText(o.Class(), o.UID(), o.Name(), o.PreviousUID()); err != nil {
		return nil, err
	}
	a.bytes += perAttribute + len(o.Class()) + len(o.UID()) + len(o.Name()) + len(o.PreviousUID())
	out := &connectorv1.Object{
		ObjectClass: o.Class(),
		Uid:         o.UID(),
		Name:        o.Name(),
		Provisional: o.Provisional(),
		PreviousUid: o.PreviousUID(),
		Attributes:  make([]*connectorv1.Attribute, 0, o.Len()),
	}
	a.attributes.expect(o.Len())
	a.strings.expect(o.Len())
	for name, vs := range o.All() {
		attr, err := a.attribute(name, vs, depth)
		if err != nil {
			return nil, fmt.Errorf("object %s: %w", o, err)
		}
		out.Attributes = append(out.Attributes, attr)
	}
	return out, nil
}

// DecodeObject converts one object.
func DecodeObject(o *connectorv1.Object) (*shared.Object, error) { return decodeObject(o, 0) }

func decodeObject(o *connectorv1.Object, depth int) (*shared.Object, error) {
	if o == nil {
		return nil, errors.New("an object that is missing")
	}
	if depth > MaxDepth {
		return nil, errDepth
	}
	n := 0
	for _, a := range o.GetAttributes() {
		// An attribute of one scalar has no list, and needs one place too.
		n += max(1, len(a.GetList().GetValues()))
	}
	b := shared.NewObject(o.GetObjectClass(), o.GetUid(), o.GetName()).Grow(n).PreviousUID(o.GetPreviousUid())
	if o.GetProvisional() {
		b.Provisional()
	}
	var scratch []shared.Value
	for _, a := range o.GetAttributes() {
		var err error
		if scratch, err = decodeAttributeInto(b, a, scratch[:0], depth); err != nil {
			return nil, fmt.Errorf("object %s %s: attribute %q: %w", o.GetObjectClass(), o.GetUid(), a.GetName(), err)
		}
	}
	return b.Build(), nil
}

// decodeAttributeInto returns scratch, grown, for the next attribute.
func decodeAttributeInto(b *shared.ObjectBuilder, a *connectorv1.Attribute, scratch []shared.Value, depth int) ([]shared.Value, error) {
	if a.GetName() == "" {
		return scratch, errNoName
	}
	switch x := a.GetValue().(type) {
	case *connectorv1.Attribute_List:
		for _, v := range x.List.GetValues() {
			value, err := decodeValue(v, depth)
			if err != nil {
				return scratch, err
			}
			scratch = append(scratch, value)
		}
		b.Set(a.GetName(), scratch...)
	case *connectorv1.Attribute_Unavailable:
		b.SetUnavailable(a.GetName(), x.Unavailable.GetReason())
	default:
		v, err := decodeScalar(a, depth)
		if err != nil {
			return scratch, err
		}
		b.Set(a.GetName(), v)
	}
	return scratch, nil
}
