package host

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// isJSON tells whether the text is a JSON object. The YAML parser reads nearly
// all of them, but not the escapes \/ and \ud83d\ude00.
func isJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) && json.Valid(data)
}

// jsonReader makes of JSON tokens the nodes that YAML would give, which keeps
// the order, the doubles and the lines.
type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	// line is the line of offset, counted from 1.
	line   int
	offset int64
}

// jsonNode reads a JSON text that isJSON accepted.
func jsonNode(data []byte) (*yaml.Node, error) {
	r := &jsonReader{data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: 1}
	r.decoder.UseNumber()
	return r.node()
}

func (r *jsonReader) node() (*yaml.Node, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: r.lineNow()}
	switch t := token.(type) {
	case nil:
		node.Tag = "!!null"
	case json.Delim:
		node.Kind = yaml.SequenceNode
		if t == '{' {
			node.Kind = yaml.MappingNode
		}
		return node, r.children(node)
	case string:
		node.Value, node.Tag = t, "!!str"
	default: // json.Number or bool
		node.Value = fmt.Sprint(t)
	}
	return node, nil
}

// children reads what stands between a pair of brackets, and the second one.
func (r *jsonReader) children(parent *yaml.Node) error {
	for r.decoder.More() {
		child, err := r.node()
		if err != nil {
			return err
		}
		parent.Content = append(parent.Content, child)
	}
	_, err := r.decoder.Token()
	return err
}

// lineNow is the line in which the last token ended; JSON's tokens have no
// line breaks.
func (r *jsonReader) lineNow() int {
	now := r.decoder.InputOffset()
	r.line += bytes.Count(r.data[r.offset:now], []byte("\n"))
	r.offset = now
	return r.line
}
