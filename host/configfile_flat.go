package host

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/igaplugin/igaplugin/shared"
)

// FlatEntry is one key of a flat mapping.
type FlatEntry struct {
	Key string
	// Values are nil for a key without a value, none for an empty list, and one
	// for a scalar.
	Values []FlatValue
	// Line is the line of the key, counted from 1.
	Line int
}

// FlatValue is one scalar of a flat mapping.
type FlatValue struct {
	// Text is the scalar as it was written, without quotes.
	Text string
	// Line is the line where it begins, counted from 1.
	Line int
	// Object says that Text is a JSON object; see DecodeRecord.
	Object bool
}

// DecodeFlat reads a YAML or JSON text that is one mapping of key to scalar or
// list of scalars, in its order. Scalars stay text, so that the caller's schema
// and not the look of a scalar decides what it means. The faults name the key
// and the line; with any, the entries are incomplete. No fault repeats a value,
// which may be a secret.
func DecodeFlat(data []byte) ([]FlatEntry, []shared.Fault) {
	return decodeFlat(data, &flatDecoder{})
}

// DecodeRecord is DecodeFlat for texts in which a value may also be a mapping of
// name to scalar. Its members that are written as numbers, true or false stay
// that; all others are strings, such as +1 and 007.
func DecodeRecord(data []byte) ([]FlatEntry, []shared.Fault) {
	return decodeFlat(data, &flatDecoder{objects: true})
}

func decodeFlat(data []byte, d *flatDecoder) ([]FlatEntry, []shared.Fault) {
	if isJSON(data) {
		root, err := jsonNode(data)
		if err != nil {
			return nil, []shared.Fault{{Message: syntaxFault(err)}}
		}
		d.mapping(root)
		return d.entries, d.faults
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil // empty, or comments alone
		}
		return nil, []shared.Fault{{Message: syntaxFault(err)}}
	}
	d.mapping(doc.Content[0])
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		d.fault(0, "", "something follows the first document; write one mapping alone")
	}
	return d.entries, d.faults
}

// syntaxFault is the message of the parser, except where that repeats a value:
// an unquoted secret may begin with an asterisk.
func syntaxFault(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.Contains(text, "unknown anchor") {
		return "a value that begins with * must be quoted"
	}
	return "is neither YAML nor JSON: " + text
}

// flatDecoder collects entries and faults.
type flatDecoder struct {
	entries []FlatEntry
	faults  []shared.Fault
	// objects allows mappings as values.
	objects bool
}

// maxFlatFaults bounds what is reported of one text: who has more has sent
// something else altogether.
const maxFlatFaults = 20

func (d *flatDecoder) fault(line int, key, format string, args ...any) {
	if len(d.faults) == maxFlatFaults {
		d.faults = append(d.faults, shared.Fault{Message: "more is wrong after this"})
	}
	if len(d.faults) > maxFlatFaults {
		return
	}
	message := fmt.Sprintf(format, args...)
	if line > 0 {
		message = fmt.Sprintf("line %d: %s", line, message)
	}
	d.faults = append(d.faults, shared.Fault{Field: key, Message: message})
}

func (d *flatDecoder) mapping(root *yaml.Node) {
	if isNull(root) {
		return
	}
	if root.Kind != yaml.MappingNode {
		d.fault(root.Line, "", "must be a mapping of key to value")
		return
	}
	lines := make(map[string]int)
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			d.fault(key.Line, "", "keys must be plain words")
			continue
		}
		if first, twice := lines[key.Value]; twice {
			d.fault(key.Line, key.Value, "given twice, first on line %d", first)
			continue
		}
		lines[key.Value] = key.Line
		if values, ok := d.values(key.Value, value); ok {
			d.entries = append(d.entries, FlatEntry{Key: key.Value, Values: values, Line: key.Line})
		}
	}
}

// values reads a scalar or a list of scalars.
func (d *flatDecoder) values(key string, node *yaml.Node) ([]FlatValue, bool) {
	if isNull(node) {
		return nil, true
	}
	if node.Kind != yaml.SequenceNode {
		value, ok := d.scalar(key, node)
		return []FlatValue{value}, ok
	}
	values, all := make([]FlatValue, 0, len(node.Content)), true
	for _, item := range node.Content {
		if isNull(item) {
			d.fault(item.Line, key, "an item of the list is empty")
			all = false
			continue
		}
		value, ok := d.scalar(key, item)
		all = all && ok
		values = append(values, value)
	}
	return values, all
}

func (d *flatDecoder) scalar(key string, node *yaml.Node) (FlatValue, bool) {
	switch {
	case node.Anchor != "":
		d.fault(node.Line, key, "YAML anchors are not supported; a value that begins with & must be quoted")
	case node.Kind == yaml.ScalarNode && node.Style&yaml.TaggedStyle != 0:
		d.fault(node.Line, key, "YAML tags are not supported")
	case node.Kind == yaml.ScalarNode:
		return FlatValue{Text: node.Value, Line: node.Line}, true
	case node.Kind == yaml.AliasNode:
		d.fault(node.Line, key, "YAML aliases are not supported; a value that begins with * must be quoted")
	case d.objects && node.Kind == yaml.MappingNode:
		return d.object(key, node)
	default:
		d.fault(node.Line, key, "must be a scalar or a list of scalars, without further nesting")
	}
	return FlatValue{}, false
}

// isNull tells whether a node is no value: nothing at all, ~ or null. With an
// anchor it is none, because a value may have been meant.
func isNull(node *yaml.Node) bool {
	return node.Anchor == "" && node.Kind == yaml.ScalarNode && node.Tag == "!!null" && node.Style&yaml.TaggedStyle == 0
}
