package bare

import (
	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// decode converts an object from the wire.
func decode(o *connectorv1.Object) *shared.Object {
	attributes := o.GetAttributes()
	b := shared.NewObject(o.GetObjectClass(), o.GetUid(), o.GetName()).Grow(len(attributes))
	for _, a := range attributes {
		list, ok := a.GetValue().(*connectorv1.Attribute_List)
		if !ok {
			b.Set(a.GetName(), decodeValue(a))
			continue
		}
		values := make([]shared.Value, 0, len(list.List.GetValues()))
		for _, v := range list.List.GetValues() {
			values = append(values, decodeListed(v))
		}
		b.Set(a.GetName(), values...)
	}
	return b.Build()
}

func decodeValue(a *connectorv1.Attribute) shared.Value {
	switch x := a.GetValue().(type) {
	case *connectorv1.Attribute_StringValue:
		return shared.StringValue(x.StringValue)
	case *connectorv1.Attribute_IntValue:
		return shared.IntValue(x.IntValue)
	case *connectorv1.Attribute_FloatValue:
		return shared.FloatValue(x.FloatValue)
	case *connectorv1.Attribute_BoolValue:
		return shared.BoolValue(x.BoolValue)
	case *connectorv1.Attribute_BytesValue:
		return shared.BytesValue(x.BytesValue)
	case *connectorv1.Attribute_TimeValue:
		return shared.TimeValue(x.TimeValue.AsTime())
	case *connectorv1.Attribute_ReferenceValue:
		return shared.ReferenceValue(decodeReference(x.ReferenceValue))
	case *connectorv1.Attribute_ObjectValue:
		return shared.ObjectValue(decode(x.ObjectValue))
	default:
		return shared.Value{}
	}
}

func decodeListed(v *connectorv1.Value) shared.Value {
	if r, ok := v.GetValue().(*connectorv1.Value_ReferenceValue); ok {
		return shared.ReferenceValue(decodeReference(r.ReferenceValue))
	}
	return shared.StringValue(v.GetStringValue())
}

func decodeReference(r *connectorv1.Reference) shared.Reference {
	return shared.Reference{Class: r.GetObjectClass(), UID: r.GetUid(), Name: r.GetName()}
}
