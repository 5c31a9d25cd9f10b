package host

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// object writes a mapping of name to scalar as JSON.
func (d *flatDecoder) object(key string, node *yaml.Node) (FlatValue, bool) {
	var b strings.Builder
	all, seen := true, make(map[string]bool)
	b.WriteByte('{')
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		if name.Kind != yaml.ScalarNode || name.Tag == "!!merge" {
			d.fault(name.Line, key, "keys must be plain words")
			all = false
			continue
		}
		if seen[name.Value] {
			d.fault(name.Line, key, "%s is given twice", name.Value)
			all = false
		}
		seen[name.Value] = true
		if isNull(value) || value.Kind == yaml.MappingNode || value.Kind == yaml.SequenceNode {
			d.fault(value.Line, key, "%s must be a scalar", name.Value)
			all = false
			continue
		}
		scalar, ok := d.scalar(key, value)
		all = all && ok
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(jsonString(name.Value) + ":" + jsonScalar(value, scalar.Text))
	}
	b.WriteByte('}')
	return FlatValue{Text: b.String(), Line: node.Line, Object: true}, all
}

// jsonScalar keeps numbers, true and false that are written as JSON has them.
// Everything else is text: YAML takes +1 for a number, which a dialling code is
// not.
func jsonScalar(node *yaml.Node, text string) string {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if node.Style&quoted != 0 || node.Tag == "!!str" {
		return jsonString(text)
	}
	var value any
	if json.Unmarshal([]byte(text), &value) != nil || strings.TrimSpace(text) != text {
		return jsonString(text)
	}
	switch value.(type) {
	case bool, float64:
		return text
	default:
		return jsonString(text)
	}
}

// jsonString is text in quotes.
func jsonString(text string) string {
	out, err := json.Marshal(text)
	if err != nil { // Text always encodes.
		return `""`
	}
	return string(out)
}
