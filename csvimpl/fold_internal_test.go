package csvimpl

import (
	"strings"
	"testing"
	"unicode"
)

// TestFolding looks at every character that has other cases.
func TestFolding(t *testing.T) {
	t.Parallel()
	for r := range unicode.MaxRune {
		this := string(r)
		other, lower := string(unicode.SimpleFold(r)), strings.ToLower(this)
		if other == this && lower == this {
			continue
		}
		if !strings.EqualFold(this, other) || fold(this) != fold(other) {
			t.Errorf("%q and %q are two names of objects", this, other)
		}
		if !sameColumn(this, other) || !sameColumn(this, lower) {
			t.Errorf("%q, %q and %q are not one name of a column", this, other, lower)
		}
		if strings.EqualFold(this, lower) != (fold(this) == fold(lower)) {
			t.Errorf("%q and %q", this, lower)
		}
	}
}
