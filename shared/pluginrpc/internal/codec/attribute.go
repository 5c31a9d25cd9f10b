package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

var errNoName = errors.New("an attribute without a name")

// EncodeAttributes converts a list of attributes.
func EncodeAttributes(attrs shared.Attributes) ([]*connectorv1.Attribute, error) {
	if len(attrs) == 0 {
		return nil, nil
	}
	a := &arena{}
	a.attributes.expect(len(attrs))
	out := make([]*connectorv1.Attribute, 0, len(attrs))
	for _, attr := range attrs {
		wire, err := a.attribute(attr.Name, attr.Values, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, wire)
	}
	return out, nil
}

// attribute converts one attribute.
func (a *arena) attribute(name string, vs shared.Values, depth int) (*connectorv1.Attribute, error) {
	out := a.attributes.take()
	out.Name = name
	a.bytes += perAttribute + len(name)
	if err := a.encodeAttribute(out, vs, depth); err != nil {
		return nil, fmt.Errorf("attribute %q: %w", name, err)
	}
	return out, nil
}

func (a *arena) encodeAttribute(out *connectorv1.Attribute, vs shared.Values, depth int) error {
	if out.GetName() == "" {
		return errNoName
	}
	if err := checkText(out.GetName()); err != nil {
		return err
	}
	if reason, unavailable := vs.Unavailable(); unavailable {
		a.bytes += len(reason)
		out.Value = &connectorv1.Attribute_Unavailable{Unavailable: &connectorv1.Unavailable{Reason: reason}}
		return checkText(reason)
	}
	if v, ok := vs.Single(); ok {
		a.bytes += perValue
		return a.encodeScalar(out, v, depth)
	}
	list := a.valueLists.take()
	list.Values = a.valuePtrs.takeN(vs.Len())
	w := a.lists.take()
	w.List = list
	out.Value = w
	i := 0
	for v := range vs.All() {
		x := a.values.take()
		if err := a.encodeValue(x, v, depth); err != nil {
			return err
		}
		list.Values[i] = x
		i++
	}
	return nil
}

func (a *arena) encodeScalar(out *connectorv1.Attribute, v shared.Value, depth int) error {
	switch v.Type() {
	case shared.TypeString:
		w := a.strings.take()
		w.StringValue, _ = v.AsString()
		out.Value = w
		a.bytes += len(w.StringValue)
		return checkText(w.StringValue)
	case shared.TypeInt:
		w := a.ints.take()
		w.IntValue, _ = v.AsInt()
		out.Value = w
	case shared.TypeFloat:
		f, _ := v.AsFloat()
		out.Value = &connectorv1.Attribute_FloatValue{FloatValue: f}
	case shared.TypeBool:
		w := a.bools.take()
		w.BoolValue, _ = v.AsBool()
		out.Value = w
	case shared.TypeBytes:
		b, _ := v.AsBytes()
		a.bytes += len(b)
		out.Value = &connectorv1.Attribute_BytesValue{BytesValue: b}
	case shared.TypeTime:
		t, _ := v.AsTime()
		w := a.times.take()
		w.TimeValue = a.stamps.take()
		out.Value = w
		return encodeTime(w.TimeValue, t)
	case shared.TypeSecret:
		s, _ := v.AsSecret()
		a.bytes += len(s.Reveal())
		out.Value = &connectorv1.Attribute_SecretValue{SecretValue: s.Reveal()}
		return checkText(s.Reveal())
	case shared.TypeReference:
		r, _ := v.AsReference()
		ref, err := a.encodeReference(r)
		out.Value = &connectorv1.Attribute_ReferenceValue{ReferenceValue: ref}
		return err
	case shared.TypeObject:
		o, _ := v.AsObject()
		obj, err := a.object(o, depth+1)
		out.Value = &connectorv1.Attribute_ObjectValue{ObjectValue: obj}
		return err
	default:
		return errNoValue
	}
	return nil
}

// DecodeAttributes converts a list of attributes.
func DecodeAttributes(attrs []*connectorv1.Attribute) (shared.Attributes, error) {
	if len(attrs) == 0 {
		return nil, nil
	}
	out := make(shared.Attributes, 0, len(attrs))
	for _, a := range attrs {
		vs, err := decodeAttributeValues(a)
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", a.GetName(), err)
		}
		out = append(out, shared.Attribute{Name: a.GetName(), Values: vs})
	}
	return out, nil
}

func decodeAttributeValues(a *connectorv1.Attribute) (shared.Values, error) {
	if a.GetName() == "" {
		return shared.Values{}, errNoName
	}
	switch x := a.GetValue().(type) {
	case *connectorv1.Attribute_List:
		return DecodeValues(x.List.GetValues())
	case *connectorv1.Attribute_Unavailable:
		return shared.UnavailableValues(x.Unavailable.GetReason()), nil
	default:
		v, err := decodeScalar(a, 0)
		if err != nil {
			return shared.Values{}, err
		}
		return shared.NewValues(v), nil
	}
}

func decodeScalar(a *connectorv1.Attribute, depth int) (shared.Value, error) {
	switch x := a.GetValue().(type) {
	case *connectorv1.Attribute_StringValue:
		return shared.StringValue(x.StringValue), nil
	case *connectorv1.Attribute_IntValue:
		return shared.IntValue(x.IntValue), nil
	case *connectorv1.Attribute_FloatValue:
		return shared.FloatValue(x.FloatValue), nil
	case *connectorv1.Attribute_BoolValue:
		return shared.BoolValue(x.BoolValue), nil
	case *connectorv1.Attribute_BytesValue:
		return shared.BytesValue(x.BytesValue), nil
	case *connectorv1.Attribute_TimeValue:
		return decodeTime(x.TimeValue)
	case *connectorv1.Attribute_SecretValue:
		return shared.SecretValue(shared.NewSecret(x.SecretValue)), nil
	case *connectorv1.Attribute_ReferenceValue:
		return shared.ReferenceValue(decodeReference(x.ReferenceValue)), nil
	case *connectorv1.Attribute_ObjectValue:
		return decodeEmbedded(x.ObjectValue, depth)
	default:
		return shared.Value{}, errNoValue
	}
}
