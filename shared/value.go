package shared

import (
	"math"
	"time"
)

// Value is one typed, immutable value. The zero Value has no type and is
// invalid in requests and answers.
type Value struct {
	typ  Type
	nsec int32  // of a time
	num  uint64 // int, float bits, bool, unix seconds of a time
	str  string // string, bytes
	// box is *Reference, *Object or Secret: the kinds that are rare. Secrets
	// are here and not in str so that fmt cannot reach their text.
	box any
}

// StringValue makes a string.
func StringValue(s string) Value { return Value{typ: TypeString, str: s} }

// IntValue makes an int.
func IntValue(i int64) Value { return Value{typ: TypeInt, num: uint64(i)} } //nolint:gosec // two's complement both ways

// FloatValue makes a float.
func FloatValue(f float64) Value { return Value{typ: TypeFloat, num: math.Float64bits(f)} }

// BoolValue makes a bool.
func BoolValue(b bool) Value {
	v := Value{typ: TypeBool}
	if b {
		v.num = 1
	}
	return v
}

// BytesValue makes bytes; b is copied.
func BytesValue(b []byte) Value { return Value{typ: TypeBytes, str: string(b)} }

// TimeValue makes a time. The location is dropped: the value is the instant.
func TimeValue(t time.Time) Value {
	return Value{typ: TypeTime, num: uint64(t.Unix()), nsec: int32(t.Nanosecond())} //nolint:gosec // two's complement both ways; nanoseconds are below 1e9
}

// SecretValue makes a secret.
func SecretValue(s Secret) Value { return Value{typ: TypeSecret, box: s} }

// ReferenceValue makes a reference.
func ReferenceValue(r Reference) Value { return Value{typ: TypeReference, box: &r} }

// ObjectValue makes an embedded object; nil makes the invalid zero Value.
func ObjectValue(o *Object) Value {
	if o == nil {
		return Value{}
	}
	return Value{typ: TypeObject, box: o}
}

// Type returns the type, or 0 for the zero Value.
func (v Value) Type() Type { return v.typ }

// AsString returns the text of a string.
func (v Value) AsString() (string, bool) { return v.str, v.typ == TypeString }

// AsInt returns an int.
func (v Value) AsInt() (int64, bool) {
	if v.typ != TypeInt {
		return 0, false
	}
	return int64(v.num), true //nolint:gosec // two's complement both ways
}

// AsFloat returns a float.
func (v Value) AsFloat() (float64, bool) {
	if v.typ != TypeFloat {
		return 0, false
	}
	return math.Float64frombits(v.num), true
}

// AsBool returns a bool.
func (v Value) AsBool() (value, ok bool) { return v.typ == TypeBool && v.num == 1, v.typ == TypeBool }

// AsBytes returns a copy of the bytes.
func (v Value) AsBytes() ([]byte, bool) {
	if v.typ != TypeBytes {
		return nil, false
	}
	return []byte(v.str), true
}

// AsTime returns a time in UTC.
func (v Value) AsTime() (time.Time, bool) {
	if v.typ != TypeTime {
		return time.Time{}, false
	}
	return time.Unix(int64(v.num), int64(v.nsec)).UTC(), true //nolint:gosec // two's complement both ways
}

// AsSecret returns a secret.
func (v Value) AsSecret() (Secret, bool) {
	s, ok := v.box.(Secret)
	return s, ok
}

// AsReference returns a reference.
func (v Value) AsReference() (Reference, bool) {
	r, ok := v.box.(*Reference)
	if !ok {
		return Reference{}, false
	}
	return *r, true
}

// AsObject returns an embedded object.
func (v Value) AsObject() (*Object, bool) {
	o, ok := v.box.(*Object)
	return o, ok
}
