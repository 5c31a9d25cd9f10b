package csvimpl

import (
	"strings"
	"unicode"
)

// fold returns one text for all that strings.EqualFold takes for the same. Names
// of objects are compared by it.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		lowest := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			lowest = min(lowest, other)
		}
		return lowest
	}, text)
}

// columnKey returns one text for all names of one column: those that
// strings.EqualFold takes for the same, by which requests find an attribute, and
// those with one lower case, of which a schema holds no two. The first alone
// would keep the Turkish dotted I from the i, the second the long s from the s.
func columnKey(name string) string { return strings.ToLower(fold(name)) }

// sameColumn tells whether two names are those of one column.
func sameColumn(a, b string) bool { return columnKey(a) == columnKey(b) }
