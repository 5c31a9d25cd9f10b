package shared

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseValue reads a value of type t from text, as command lines and
// configuration files write it: RFC 3339 for times, standard base64 for bytes,
// a uid or name:NAME for references, and JSON for embedded objects, whose members
// are strings, numbers, true or false: at most 100 of them in 64 KiB. The error
// says what is wanted and never repeats the text of a secret, nor that of an
// object, which may hold one.
func ParseValue(t Type, text string) (Value, error) {
	switch t {
	case TypeString:
		return StringValue(text), nil
	case TypeSecret:
		return SecretValue(NewSecret(text)), nil
	case TypeInt:
		i, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if errors.Is(err, strconv.ErrRange) {
			return Value{}, fmt.Errorf("%q is out of range: whole numbers have 64 bits", text)
		}
		if err != nil {
			return Value{}, fmt.Errorf("%q is not a whole number", text)
		}
		return IntValue(i), nil
	case TypeFloat:
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return Value{}, fmt.Errorf("%q is not a number", text)
		}
		return FloatValue(f), nil
	case TypeBool:
		return parseBool(text)
	case TypeBytes:
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return Value{}, fmt.Errorf("%q is not standard base64", text)
		}
		return BytesValue(b), nil
	case TypeTime:
		at, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
		if err != nil {
			return Value{}, fmt.Errorf("%q is not an RFC 3339 time such as 2026-01-31T08:00:00Z", text)
		}
		if year := at.UTC().Year(); year < 1 || year > 9999 {
			return Value{}, fmt.Errorf("%q is not within the years 1 to 9999 of UTC", text)
		}
		return TimeValue(at), nil
	case TypeReference:
		return ReferenceValue(parseReference(text)), nil
	case TypeObject:
		return parseObject(text)
	default:
		return Value{}, fmt.Errorf("values of type %s cannot be written as text", t)
	}
}

// parseBool accepts true and false in any case, and nothing else: yes, 1 or on
// are more often mistakes than meant.
func parseBool(text string) (Value, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true":
		return BoolValue(true), nil
	case "false":
		return BoolValue(false), nil
	default:
		return Value{}, fmt.Errorf("%q is neither true nor false", text)
	}
}

// parseReference reads a uid or name:NAME.
func parseReference(text string) Reference {
	if name, ok := strings.CutPrefix(text, "name:"); ok {
		return Reference{Name: name}
	}
	return Reference{UID: text}
}

// convertValue converts v to type t where nothing can be lost: whole numbers to
// floats, strings to secrets and to references.
func convertValue(v Value, t Type, referenceClass string) (Value, bool) {
	if v.typ == t {
		if t == TypeReference {
			return convertReference(v, referenceClass)
		}
		return v, true
	}
	switch {
	case t == TypeFloat && v.typ == TypeInt:
		i, _ := v.AsInt()
		return FloatValue(float64(i)), true
	case t == TypeSecret && v.typ == TypeString:
		return SecretValue(NewSecret(v.str)), true
	case t == TypeReference && v.typ == TypeString:
		r := parseReference(v.str)
		r.Class = referenceClass
		return ReferenceValue(r), r.UID != "" || r.Name != ""
	default:
		return Value{}, false
	}
}

// convertReference fills in the class of a reference, and refuses one to
// another class or to nothing.
func convertReference(v Value, referenceClass string) (Value, bool) {
	r, _ := v.AsReference()
	if r.Class == "" {
		r.Class = referenceClass
	}
	if referenceClass != "" && !strings.EqualFold(r.Class, referenceClass) {
		return Value{}, false
	}
	if referenceClass != "" {
		r.Class = referenceClass
	}
	return ReferenceValue(r), r.UID != "" || r.Name != ""
}
