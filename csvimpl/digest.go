package csvimpl

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// newDigest puts the columns in the order of their names, and returns a hash of
// what makes values of their cells: where that changes, a sync tells every row
// as changed, though the file is the same.
func (t *table) newDigest(l *layout) []byte {
	l.ordered = slices.SortedFunc(slices.Values(l.fields), func(a, b field) int { return strings.Compare(a.name, b.name) })
	text := fmt.Appendf(nil, "%q %q %v", l.uid.name, l.name.name, t.format.exportSafe)
	for _, f := range l.ordered {
		text = fmt.Appendf(text, " %q %v %q", f.name, f.typ, f.reference)
		if f.multi {
			text = fmt.Appendf(text, " %q", t.format.separator)
		}
	}
	sum := sha256.Sum256(text)
	return sum[:]
}
