package csvimpl

import (
	"errors"
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// maxQuotedCell is the longest cell that an error quotes, in bytes.
const maxQuotedCell = 100

// decode returns the values of a cell. An empty cell has none.
func (f format) decode(c column, text string) (shared.Values, error) {
	text = f.unprotect(text)
	if text == "" {
		return shared.Values{}, nil
	}
	if !c.multi {
		v, err := parse(c, text)
		if err != nil {
			return shared.Values{}, err
		}
		return shared.NewValues(v), nil
	}
	parts := f.split(text)
	values := make([]shared.Value, len(parts))
	for i, part := range parts {
		v, err := parse(c, part)
		if err != nil {
			return shared.Values{}, err
		}
		values[i] = v
	}
	return shared.NewValues(values...), nil
}

// parse reads one value. Its error says what is wrong and quotes no more than a
// little of the cell.
func parse(c column, text string) (shared.Value, error) {
	switch c.typ {
	case shared.TypeString:
		return shared.StringValue(text), nil
	case shared.TypeReference:
		return shared.ReferenceValue(shared.Reference{Class: c.reference, UID: text}), nil
	default:
		v, err := shared.ParseValue(c.typ, text)
		if err != nil && len(text) > maxQuotedCell {
			return v, fmt.Errorf("a text of %d bytes is not of type %s", len(text), c.typ)
		}
		return v, err
	}
}

// errNotKept says that a value cannot be written so that it is read the same.
var errNotKept = errors.New("cannot be kept in a CSV cell")

// encode returns the cell for values: a text that decode reads as the same
// values, or an error.
func (f format) encode(c column, values shared.Values) (string, error) {
	texts := make([]string, 0, values.Len())
	for v := range values.All() {
		texts = append(texts, v.String())
	}
	var text string
	switch {
	case c.multi:
		text = f.join(texts)
	case len(texts) == 1:
		text = texts[0]
	}
	if !c.multi && c.typ == shared.TypeString && text == "" {
		return "", nil // In CSV an empty text and none are one.
	}
	text = f.protect(text)
	if back, err := f.decode(c, text); err != nil || !back.Equal(values) {
		return "", errNotKept
	}
	return text, nil
}
