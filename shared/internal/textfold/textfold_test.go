package textfold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Two runes fold to the same exactly when strings.EqualFold says they are equal.
func TestFoldRune(t *testing.T) {
	t.Parallel()
	firstOf := map[rune]rune{}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue // A surrogate, which no string contains.
		}
		folded := foldRune(r)
		if other := unicode.SimpleFold(r); foldRune(other) != folded {
			t.Errorf("%U and %U fold apart", r, other)
		}
		first, ok := firstOf[folded]
		if !ok {
			firstOf[folded] = r
		} else if !strings.EqualFold(string(r), string(first)) {
			t.Errorf("%U and %U both fold to %U", r, first, folded)
		}
	}
}
