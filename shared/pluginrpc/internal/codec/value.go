package codec

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/types/known/timestamppb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// MaxDepth bounds how deep filters and embedded objects may nest, so that no
// message can exhaust the stack.
const MaxDepth = 64

var (
	errDepth   = fmt.Errorf("nested deeper than %d levels", MaxDepth)
	errNoValue = errors.New("a value without a type")
	errUTF8    = errors.New("text that is not valid UTF-8")
	errTime    = errors.New("a time outside of the years 1 to 9999")
)

// The range of google.protobuf.Timestamp.
const (
	minSeconds = -62135596800
	maxSeconds = 253402300799
)

// EncodeValue converts one value.
func EncodeValue(v shared.Value) (*connectorv1.Value, error) {
	out := &connectorv1.Value{}
	if err := new(arena).encodeValue(out, v, 0); err != nil {
		return nil, err
	}
	return out, nil
}

func (a *arena) encodeValue(out *connectorv1.Value, v shared.Value, depth int) error {
	a.bytes += perValue
	switch v.Type() {
	case shared.TypeString:
		s, _ := v.AsString()
		w := a.valueStrings.take()
		w.StringValue = s
		out.Value = w
		a.bytes += len(s)
		return checkText(s)
	case shared.TypeInt:
		i, _ := v.AsInt()
		out.Value = &connectorv1.Value_IntValue{IntValue: i}
	case shared.TypeFloat:
		f, _ := v.AsFloat()
		out.Value = &connectorv1.Value_FloatValue{FloatValue: f}
	case shared.TypeBool:
		b, _ := v.AsBool()
		out.Value = &connectorv1.Value_BoolValue{BoolValue: b}
	case shared.TypeBytes:
		b, _ := v.AsBytes()
		a.bytes += len(b)
		out.Value = &connectorv1.Value_BytesValue{BytesValue: b}
	case shared.TypeTime:
		t, _ := v.AsTime()
		stamp := a.stamps.take()
		out.Value = &connectorv1.Value_TimeValue{TimeValue: stamp}
		return encodeTime(stamp, t)
	case shared.TypeSecret:
		s, _ := v.AsSecret()
		a.bytes += len(s.Reveal())
		out.Value = &connectorv1.Value_SecretValue{SecretValue: s.Reveal()}
		return checkText(s.Reveal())
	case shared.TypeReference:
		r, _ := v.AsReference()
		ref, err := a.encodeReference(r)
		out.Value = &connectorv1.Value_ReferenceValue{ReferenceValue: ref}
		return err
	case shared.TypeObject:
		o, _ := v.AsObject()
		obj, err := a.object(o, depth+1)
		out.Value = &connectorv1.Value_ObjectValue{ObjectValue: obj}
		return err
	default:
		return errNoValue
	}
	return nil
}

// EncodeValues converts values, none of which may be unavailable.
func EncodeValues(vs shared.Values) ([]*connectorv1.Value, error) {
	if _, unavailable := vs.Unavailable(); unavailable {
		return nil, errors.New("unavailable values cannot be written")
	}
	var out []*connectorv1.Value
	for v := range vs.All() {
		x, err := EncodeValue(v)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// encodeValueSlice converts a list such as the allowed values of an attribute.
func encodeValueSlice(vs []shared.Value) ([]*connectorv1.Value, error) {
	return EncodeValues(shared.NewValues(vs...))
}

// DecodeValue converts one value.
func DecodeValue(v *connectorv1.Value) (shared.Value, error) { return decodeValue(v, 0) }

func decodeValue(v *connectorv1.Value, depth int) (shared.Value, error) {
	switch x := v.GetValue().(type) {
	case *connectorv1.Value_StringValue:
		return shared.StringValue(x.StringValue), nil
	case *connectorv1.Value_IntValue:
		return shared.IntValue(x.IntValue), nil
	case *connectorv1.Value_FloatValue:
		return shared.FloatValue(x.FloatValue), nil
	case *connectorv1.Value_BoolValue:
		return shared.BoolValue(x.BoolValue), nil
	case *connectorv1.Value_BytesValue:
		return shared.BytesValue(x.BytesValue), nil
	case *connectorv1.Value_TimeValue:
		return decodeTime(x.TimeValue)
	case *connectorv1.Value_SecretValue:
		return shared.SecretValue(shared.NewSecret(x.SecretValue)), nil
	case *connectorv1.Value_ReferenceValue:
		return shared.ReferenceValue(decodeReference(x.ReferenceValue)), nil
	case *connectorv1.Value_ObjectValue:
		return decodeEmbedded(x.ObjectValue, depth)
	default:
		return shared.Value{}, errNoValue
	}
}

// DecodeValues converts a list of values.
func DecodeValues(vs []*connectorv1.Value) (shared.Values, error) {
	out, err := decodeValueSlice(vs)
	return shared.NewValues(out...), err
}

func decodeValueSlice(vs []*connectorv1.Value) ([]shared.Value, error) {
	if len(vs) == 0 {
		return nil, nil
	}
	out := make([]shared.Value, 0, len(vs))
	for _, v := range vs {
		x, err := DecodeValue(v)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func encodeTime(stamp *timestamppb.Timestamp, t time.Time) error {
	stamp.Seconds = t.Unix()
	stamp.Nanos = int32(t.Nanosecond()) //nolint:gosec // below 1e9
	if stamp.GetSeconds() < minSeconds || stamp.GetSeconds() > maxSeconds {
		return errTime
	}
	return nil
}

func decodeTime(stamp *timestamppb.Timestamp) (shared.Value, error) {
	if !stamp.IsValid() {
		return shared.Value{}, errTime
	}
	return shared.TimeValue(stamp.AsTime()), nil
}

func (a *arena) encodeReference(r shared.Reference) (*connectorv1.Reference, error) {
	a.bytes += len(r.Class) + len(r.UID) + len(r.Name)
	return &connectorv1.Reference{ObjectClass: r.Class, Uid: r.UID, Name: r.Name}, checkText(r.Class, r.UID, r.Name)
}

func decodeReference(r *connectorv1.Reference) shared.Reference {
	return shared.Reference{Class: r.GetObjectClass(), UID: r.GetUid(), Name: r.GetName()}
}

func decodeEmbedded(o *connectorv1.Object, depth int) (shared.Value, error) {
	if o == nil {
		return shared.Value{}, errNoValue
	}
	obj, err := decodeObject(o, depth+1)
	if err != nil {
		return shared.Value{}, err
	}
	return shared.ObjectValue(obj), nil
}

func checkText(texts ...string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return errUTF8
		}
	}
	return nil
}
