package bare

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// encode converts an object to the wire.
func encode(o *shared.Object) *connectorv1.Object {
	out := &connectorv1.Object{
		ObjectClass: o.Class(), Uid: o.UID(), Name: o.Name(),
		Attributes: make([]*connectorv1.Attribute, 0, o.Len()),
	}
	slab := make([]connectorv1.Attribute, o.Len())
	for name, values := range o.All() {
		a := &slab[len(out.Attributes)]
		a.Name = name
		encodeValues(a, values)
		out.Attributes = append(out.Attributes, a)
	}
	return out
}

func encodeValues(a *connectorv1.Attribute, values shared.Values) {
	v, single := values.Single()
	if !single {
		list := &connectorv1.ValueList{Values: make([]*connectorv1.Value, 0, values.Len())}
		for v := range values.All() {
			list.Values = append(list.Values, encodeListed(v))
		}
		a.Value = &connectorv1.Attribute_List{List: list}
		return
	}
	switch v.Type() {
	case shared.TypeString:
		s, _ := v.AsString()
		a.Value = &connectorv1.Attribute_StringValue{StringValue: s}
	case shared.TypeInt:
		i, _ := v.AsInt()
		a.Value = &connectorv1.Attribute_IntValue{IntValue: i}
	case shared.TypeFloat:
		f, _ := v.AsFloat()
		a.Value = &connectorv1.Attribute_FloatValue{FloatValue: f}
	case shared.TypeBool:
		b, _ := v.AsBool()
		a.Value = &connectorv1.Attribute_BoolValue{BoolValue: b}
	case shared.TypeBytes:
		b, _ := v.AsBytes()
		a.Value = &connectorv1.Attribute_BytesValue{BytesValue: b}
	case shared.TypeTime:
		t, _ := v.AsTime()
		a.Value = &connectorv1.Attribute_TimeValue{TimeValue: timestamppb.New(t)}
	case shared.TypeReference:
		r, _ := v.AsReference()
		a.Value = &connectorv1.Attribute_ReferenceValue{ReferenceValue: encodeReference(r)}
	case shared.TypeObject:
		o, _ := v.AsObject()
		a.Value = &connectorv1.Attribute_ObjectValue{ObjectValue: encode(o)}
	default:
	}
}

// encodeListed converts the types that the lists of the memory connector hold.
func encodeListed(v shared.Value) *connectorv1.Value {
	if r, ok := v.AsReference(); ok {
		return &connectorv1.Value{Value: &connectorv1.Value_ReferenceValue{ReferenceValue: encodeReference(r)}}
	}
	s, _ := v.AsString()
	return &connectorv1.Value{Value: &connectorv1.Value_StringValue{StringValue: s}}
}

func encodeReference(r shared.Reference) *connectorv1.Reference {
	return &connectorv1.Reference{ObjectClass: r.Class, Uid: r.UID, Name: r.Name}
}
