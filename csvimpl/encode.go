package csvimpl

import (
	"fmt"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// encode returns the text of a cell, or an error that names the attribute.
func (s *source) encode(f field, values shared.Values) (string, error) {
	refuse := func(why string) (string, error) {
		return "", &shared.Error{Kind: shared.ErrInvalidAttributeValue, Class: s.table.class, Attribute: f.name, Message: f.name + " " + why}
	}
	text, err := s.table.format.encode(f.column, values)
	identifies := f.index == s.layout.uid.index || f.index == s.layout.name.index
	switch {
	case err != nil:
		return refuse(err.Error())
	case text == "" && (f.required || identifies):
		return refuse("must not be empty")
	case identifies && len(text) > maxIdentifier:
		return refuse(fmt.Sprintf("identifies the row and has up to %d bytes, not %d", maxIdentifier, len(text)))
	case !utf8.ValidString(text) || !s.charset.valid([]byte(text)):
		return refuse("holds what " + s.charset.name + " does not")
	}
	if _, err := s.charset.encode([]byte(text)); err != nil {
		return refuse("holds characters that " + s.charset.name + " lacks")
	}
	return text, nil
}
