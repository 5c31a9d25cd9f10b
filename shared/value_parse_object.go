package shared

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of an embedded object that is written as text.
const (
	maxObjectText    = 64 << 10 // bytes
	maxObjectMembers = 100
)

var errNotJSONObject = errors.New(`is not a JSON object such as {"key":"value"}`)

// parseObject reads an embedded object without class and identifiers from JSON.
// Its errors name members and never quote what they hold.
func parseObject(text string) (Value, error) {
	switch {
	case len(text) > maxObjectText:
		return Value{}, fmt.Errorf("is over the limit of %d KiB", maxObjectText>>10)
	case !utf8.ValidString(text):
		return Value{}, errors.New("is not UTF-8 text")
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return Value{}, errNotJSONObject
	}
	b := NewObject("", "", "")
	seen := map[string]bool{}
	for d.More() {
		name, value, err := parseMember(d)
		switch {
		case err != nil:
			return Value{}, err
		case seen[strings.ToLower(name)]:
			return Value{}, fmt.Errorf("has the member %q twice", name)
		case len(seen) == maxObjectMembers:
			return Value{}, fmt.Errorf("has more than %d members", maxObjectMembers)
		}
		seen[strings.ToLower(name)] = true
		b.Set(name, value)
	}
	if _, err := d.Token(); err != nil {
		return Value{}, errNotJSONObject
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Value{}, errors.New("has something after its closing brace")
	}
	return ObjectValue(b.Build()), nil
}

// parseMember reads one name with its value.
func parseMember(d *json.Decoder) (string, Value, error) {
	token, err := d.Token()
	name, isText := token.(string)
	if err != nil || !isText {
		return "", Value{}, errNotJSONObject
	}
	if name == "" {
		return "", Value{}, errors.New("has a member without a name")
	}
	token, err = d.Token()
	if err != nil {
		return "", Value{}, errNotJSONObject
	}
	switch t := token.(type) {
	case string:
		return name, StringValue(t), nil
	case bool:
		return name, BoolValue(t), nil
	case json.Number:
		value, err := parseNumber(name, t.String())
		return name, value, err
	default: // null, or the beginning of an object or array
		return "", Value{}, fmt.Errorf("member %q must be a string, a number, true or false", name)
	}
}

// parseNumber makes an int of digits and a float of everything else.
func parseNumber(name, text string) (Value, error) {
	if !strings.ContainsAny(text, ".eE") {
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return Value{}, fmt.Errorf("member %q is out of range: whole numbers have 64 bits", name)
		}
		return IntValue(i), nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return Value{}, fmt.Errorf("member %q is out of range", name)
	}
	return FloatValue(f), nil
}

// text is the object as JSON when it has no identifiers, so that ParseValue
// reads it back; else it names the object.
func (o *Object) text() string {
	if o.class != "" || o.uid != "" || o.name != "" {
		return o.String()
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, a := range o.attrs {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(jsonText(a.Name))
		b.WriteByte(':')
		v, single := a.Values.Single()
		switch {
		case single && (v.typ == TypeInt || v.typ == TypeBool || v.typ == TypeObject):
			b.WriteString(v.String())
		case single && v.typ == TypeFloat:
			b.WriteString(jsonFloat(v))
		default:
			b.WriteString(jsonText(a.Values.String()))
		}
	}
	b.WriteByte('}')
	return b.String()
}

// jsonText is a JSON string, without the escapes that HTML wants.
func jsonText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil { // Text always encodes.
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// jsonFloat is a JSON number that stays a float when it is read, or text for
// what JSON has no number for.
func jsonFloat(v Value) string {
	f, _ := v.AsFloat()
	text := v.String()
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return jsonText(text)
	case strings.ContainsAny(text, ".eE"):
		return text
	default:
		return text + ".0"
	}
}
