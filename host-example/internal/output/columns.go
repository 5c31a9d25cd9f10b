package output

import (
	"fmt"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// sourceList is the source of attributes that cost no call of their own.
const sourceList = "list"

// Names of attribute sets, for ExpandAttributes.
const (
	setList    = "@list"
	setDefault = "@default"
	setAll     = "@all"
)

// ExpandAttributes replaces the sets @list, @default and @all in a list of
// attributes by their members; names stay as they are. @list are the
// attributes that the target's lists carry, @default those that a request
// without attributes returns, @all everything readable.
func ExpandAttributes(class *shared.ObjectClass, names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		members := []string{name}
		if strings.HasPrefix(name, "@") {
			var err error
			if members, err = attributeSet(class, name); err != nil {
				return nil, err
			}
		}
		for _, m := range members {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out, nil
}

func attributeSet(class *shared.ObjectClass, set string) ([]string, error) {
	var has func(a *shared.AttributeInfo) bool
	switch strings.ToLower(set) {
	case setList:
		has = func(a *shared.AttributeInfo) bool { return a.Source == sourceList }
	case setDefault:
		has = func(a *shared.AttributeInfo) bool { return a.ReturnedByDefault }
	case setAll:
		has = func(*shared.AttributeInfo) bool { return true }
	default:
		return nil, fmt.Errorf("unknown attribute set %q; there are %s, %s and %s", set, setList, setDefault, setAll)
	}
	var out []string
	for _, a := range class.Attributes {
		if a.Readable && has(a) {
			out = append(out, a.Name)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("class %s has no attributes in the set %s; use %s", class.Name, set, setDefault)
	}
	return out, nil
}

// Columns returns the canonical names of the attributes asked for. Without any,
// they are those of the set that the answer holds, the identifiers first.
func Columns(class *shared.ObjectClass, asked []string, answerSet string) []string {
	var out []string
	add := func(name string) {
		if a, ok := class.Attribute(name); ok && !slices.Contains(out, a.Name) {
			out = append(out, a.Name)
		}
	}
	if len(asked) > 0 {
		for _, name := range asked {
			add(name)
		}
		return out
	}
	add(class.UIDAttribute)
	add(class.NameAttribute)
	for _, a := range class.Attributes {
		inSet := a.ReturnedByDefault
		if answerSet == sourceList {
			inSet = a.Source == sourceList
		}
		if a.Readable && inSet {
			add(a.Name)
		}
	}
	return out
}

// enabledAlias is ConnId's name for whether an object is in use, and statusName
// the usual name of its state in more words.
const (
	enabledAlias = "__ENABLE__"
	statusName   = "status"
)

// byImportance puts the columns of a table that may leave some out into the
// order in which they are worth their place: what an object is called, how
// commands name it, whether it is in use, and then the others as they are.
func byImportance(class *shared.ObjectClass, columns []string) []string {
	rank := map[string]int{}
	for i, name := range []string{enabledAlias, statusName, class.UIDAttribute, class.NameAttribute} {
		if a, ok := class.Attribute(name); ok {
			rank[a.Name] = -1 - i
		}
	}
	out := slices.Clone(columns)
	slices.SortStableFunc(out, func(a, b string) int { return rank[a] - rank[b] })
	return out
}
