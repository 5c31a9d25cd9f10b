package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
)

// member is one key of a JSON object that keeps its order.
type member struct {
	key   string
	value any
}

// ordered is a JSON object that keeps the order of its keys.
type ordered []member

// MarshalJSON writes the members in their order.
func (o ordered) MarshalJSON() ([]byte, error) { return encode(o) }

func (o ordered) append(b *bytes.Buffer) error {
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := appendJSON(b, m.key); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := appendJSON(b, m.value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// encode is json.Marshal without the escapes that HTML wants.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := appendJSON(&b, v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// appendJSON takes ordered objects by itself: package json would check what
// their MarshalJSON returns anew at each level, which makes rows three times as
// dear. What most attributes are is written without it, too.
func appendJSON(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case ordered:
		return v.append(b)
	case nil:
		b.WriteString("null")
		return nil
	case bool:
		b.Write(strconv.AppendBool(b.AvailableBuffer(), v))
		return nil
	case int64:
		b.Write(strconv.AppendInt(b.AvailableBuffer(), v, 10))
		return nil
	case string:
		if isPlain(v) {
			b.WriteByte('"')
			b.WriteString(v)
			b.WriteByte('"')
			return nil
		}
	case []any:
		return appendArray(b, v)
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encoding output: %w", err)
	}
	b.Truncate(b.Len() - len("\n"))
	return nil
}

// isPlain tells a text that JSON has as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendArray(b *bytes.Buffer, values []any) error {
	b.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := appendJSON(b, v); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

// objectJSON is an object with its identifiers, its attributes in the
// connector's order, and the reasons of those that could not be read. class may
// be nil; it tells which attributes have several values, and so are arrays.
func objectJSON(class *shared.ObjectClass, obj *shared.Object) ordered {
	out := ordered{{"class", obj.Class()}, {"uid", obj.UID()}, {"name", obj.Name()}}
	if obj.PreviousUID() != "" {
		out = append(out, member{"previous_uid", obj.PreviousUID()})
	}
	if obj.Provisional() {
		out = append(out, member{"provisional", true})
	}
	attributes, unavailable := ordered{}, ordered{}
	for name, values := range obj.All() {
		if reason, is := values.Unavailable(); is {
			unavailable = append(unavailable, member{name, reason})
			continue
		}
		attributes = append(attributes, member{name, valuesJSON(values, isMulti(class, name))})
	}
	out = append(out, member{"attributes", attributes})
	if len(unavailable) > 0 {
		out = append(out, member{"unavailable", unavailable})
	}
	return out
}

// embeddedJSON is a plain JSON object for one without identifiers.
func embeddedJSON(obj *shared.Object) ordered {
	if obj.Class() != "" || obj.UID() != "" || obj.Name() != "" {
		return objectJSON(nil, obj)
	}
	out := ordered{}
	for name, values := range obj.All() {
		out = append(out, member{name, valuesJSON(values, false)})
	}
	return out
}

func isMulti(class *shared.ObjectClass, name string) bool {
	if class == nil {
		return false
	}
	a, ok := class.Attribute(name)
	return ok && a.MultiValued
}

// valuesJSON is an array for attributes with several values, and otherwise the
// value, or null.
func valuesJSON(values shared.Values, multi bool) any {
	if !multi && values.Len() == 0 {
		return nil
	}
	if single, ok := values.Single(); ok && !multi {
		return valueJSON(single)
	}
	out := make([]any, 0, values.Len())
	for v := range values.All() {
		out = append(out, valueJSON(v))
	}
	return out
}

// valueJSON is the value in the JSON type that holds it, and text for all
// others: RFC 3339 for times, base64 for bytes, the uid for references.
func valueJSON(v shared.Value) any {
	switch v.Type() {
	case shared.TypeInt:
		i, _ := v.AsInt()
		return i
	case shared.TypeFloat:
		f, _ := v.AsFloat()
		if _, err := json.Marshal(f); err != nil {
			return v.String() // NaN and infinities, which JSON lacks
		}
		return f
	case shared.TypeBool:
		b, _ := v.AsBool()
		return b
	case shared.TypeObject:
		o, _ := v.AsObject()
		return embeddedJSON(o)
	default:
		return v.String()
	}
}
