package filter

import (
	"fmt"
	"math"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// convert returns a literal as a value of the attribute's type, or what is
// wrong with it.
func convert(info *shared.AttributeInfo, v shared.Value) (out shared.Value, problem string) {
	if s, ok := v.AsString(); ok {
		return convertString(info, s)
	}
	switch {
	case !v.Type().Valid():
		return v, "the value is missing"
	case info.Type == shared.TypeFloat && v.Type() == shared.TypeInt:
		i, _ := v.AsInt()
		return shared.FloatValue(float64(i)), ""
	case info.Type == shared.TypeInt && v.Type() == shared.TypeFloat:
		f, _ := v.AsFloat()
		return wholeNumber(f)
	case info.Type != v.Type():
		return v, wrongType(info.Type, v.Type())
	case info.Type == shared.TypeFloat:
		if f, _ := v.AsFloat(); math.IsNaN(f) || math.IsInf(f, 0) {
			return v, "must be a finite number"
		}
	case info.Type == shared.TypeTime:
		if t, _ := v.AsTime(); t.Year() < 0 || t.Year() > 9999 {
			return v, "must be a time between the years 0 and 9999"
		}
	case info.Type == shared.TypeReference:
		ref, _ := v.AsReference()
		return convertReference(info, ref)
	}
	return v, ""
}

// convertString reads the types that have no literal of their own.
func convertString(info *shared.AttributeInfo, s string) (out shared.Value, problem string) {
	switch info.Type {
	case shared.TypeString:
		return shared.StringValue(s), ""
	case shared.TypeTime, shared.TypeBytes, shared.TypeReference:
		v, err := shared.ParseValue(info.Type, s)
		if err != nil {
			return shared.StringValue(s), err.Error()
		}
		if ref, ok := v.AsReference(); ok {
			return convertReference(info, ref)
		}
		return v, ""
	default:
		return shared.StringValue(s), wrongType(info.Type, shared.TypeString)
	}
}

// convertReference fills in the class.
func convertReference(info *shared.AttributeInfo, ref shared.Reference) (out shared.Value, problem string) {
	class := info.ReferenceClass
	switch {
	case ref.UID == "" && ref.Name == "":
		return shared.ReferenceValue(ref), "must be the uid of an object, or its name as name:NAME"
	case class != "" && ref.Class != "" && !strings.EqualFold(ref.Class, class):
		return shared.ReferenceValue(ref), fmt.Sprintf("must refer to an object of class %s, not %s", class, ref.Class)
	case class != "":
		ref.Class = class
	}
	return shared.ReferenceValue(ref), ""
}

// wholeNumber converts a float without loss; the bounds are those of int64,
// which are exact as floats.
func wholeNumber(f float64) (out shared.Value, problem string) {
	if f != math.Trunc(f) || f < -(1<<63) || f >= 1<<63 {
		return shared.FloatValue(f), "must be a whole number of 64 bits"
	}
	return shared.IntValue(int64(f)), ""
}

func wrongType(want, got shared.Type) string {
	message := fmt.Sprintf("must be of type %s, not %s", want, got)
	switch {
	case want == shared.TypeString && hasLiteral(got):
		return message + "; put it in double quotes"
	case got == shared.TypeString && hasLiteral(want):
		return message + "; leave out the quotes"
	default:
		return message
	}
}

// hasLiteral tells whether values of the type are written without quotes.
func hasLiteral(t shared.Type) bool {
	return t == shared.TypeInt || t == shared.TypeFloat || t == shared.TypeBool
}
