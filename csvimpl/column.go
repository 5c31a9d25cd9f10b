package csvimpl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/igaplugin/igaplugin/shared"
)

// maxColumnName is the longest name of a column, in bytes.
const maxColumnName = 256

// column is the declaration of a column.
type column struct {
	name      string
	key       string // what columnKey makes of the name
	typ       shared.Type
	reference string // the class, of a reference
	multi     bool
	required  bool
	readonly  bool
}

// typeNames are the types that a declaration may name. Secrets are not among
// them: a CSV file keeps none.
func typeNames() []string {
	return []string{"string", "int", "float", "bool", "time", "bytes", "reference User", "reference Group"}
}

// parseColumn reads NAME:TYPE[:multi][:required][:readonly]. It is read from its
// end, so that names may hold colons.
func parseColumn(text string) (column, error) {
	var c column
	rest := text
	for {
		i := strings.LastIndexByte(rest, ':')
		if i < 0 {
			return c, fmt.Errorf("%q is not NAME:TYPE[:multi][:required][:readonly]", text)
		}
		word := strings.TrimSpace(rest[i+1:])
		rest = rest[:i]
		if flag := c.flag(word); flag != nil {
			if *flag {
				return c, fmt.Errorf("%q says %s twice", text, word)
			}
			*flag = true
			continue
		}
		if err := c.setType(word); err != nil {
			return c, fmt.Errorf("%q: %w", text, err)
		}
		break
	}
	c.name = strings.TrimSpace(rest)
	c.key = columnKey(c.name)
	if err := checkColumnName(c.name); err != nil {
		return c, fmt.Errorf("%q: the name %w", text, err)
	}
	if c.required && c.readonly {
		return c, fmt.Errorf("%q is required and cannot be written", c.name)
	}
	return c, nil
}

// checkColumnName refuses names that no column can have. Spaces around names are
// no part of them.
func checkColumnName(name string) error {
	switch {
	case name == "":
		return errors.New("is empty")
	case len(name) > maxColumnName:
		return fmt.Errorf("is longer than %d bytes", maxColumnName)
	case strings.ContainsFunc(name, unicode.IsControl):
		return errors.New("holds control characters")
	}
	return nil
}

// flag returns what a word switches on; nil when it is no flag.
func (c *column) flag(word string) *bool {
	switch word {
	case "multi":
		return &c.multi
	case "required":
		return &c.required
	case "readonly":
		return &c.readonly
	default:
		return nil
	}
}

func (c *column) setType(word string) error {
	word = strings.Join(strings.Fields(word), " ")
	if word == "secret" {
		return errors.New("secrets do not belong in a CSV file")
	}
	if !slices.Contains(typeNames(), word) {
		return fmt.Errorf("unknown type or flag %q%s; the types are %s", word, shared.Suggest(word, append(typeNames(), "multi", "required", "readonly")), strings.Join(typeNames(), ", "))
	}
	if class, ok := strings.CutPrefix(word, "reference "); ok {
		c.typ, c.reference = shared.TypeReference, class
		return nil
	}
	for t := shared.TypeString; t.Valid(); t++ {
		if t.String() == word {
			c.typ = t
		}
	}
	return nil
}
