package demo

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBroken(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text        string
		first, next int
		mark        string
		want        []string
	}{
		"short":             {"a b", 10, 10, "", []string{"a b"}},
		"no terminal":       {"a b c d e f", -3, -5, "", []string{"a b c d e f"}},
		"prose":             {"one two three", 8, 8, "", []string{"one two", "three"}},
		"exactly":           {"one two three", 7, 5, "", []string{"one two", "three"}},
		"with a mark":       {"one two three", 9, 9, ` \`, []string{`one two \`, "three"}},
		"one long word":     {"abcdefghij", 4, 4, "", []string{"abcdefghij"}},
		"long word first":   {"abcdefghij k", 4, 4, "", []string{"abcdefghij", "k"}},
		"after a sign":      {"$ abcdefghij k", 4, 4, "", []string{"$ abcdefghij", "k"}},
		"method and path":   {"call GET /users now", 9, 12, "", []string{"call", "GET /users", "now"}},
		"quoted":            {"--filter 'a b c' d", 10, 12, ` \`, []string{`--filter \`, `'a b c' d`}},
		"prose's own quote": {"it's a word", 7, 7, "", []string{"it's a", "word"}},
		"not bytes":         {"äöü äöü äöü", 7, 7, "", []string{"äöü äöü", "äöü"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, broken(tc.text, tc.first, tc.next, tc.mark)); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}

// Nothing is lost, and a part that is too long has no place to break.
func TestBrokenKeepsTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zä'/$ -]{0,60}`).Draw(t, "text")
		limit := rapid.IntRange(3, 30).Draw(t, "limit")
		mark := rapid.SampledFrom([]string{"", ` \`}).Draw(t, "mark")
		parts := broken(text, limit, limit, mark)
		for i, part := range parts {
			if i < len(parts)-1 {
				if !strings.HasSuffix(part, mark) {
					t.Fatalf("part %q without the mark", part)
				}
				parts[i] = strings.TrimSuffix(part, mark)
			}
			if utf8.RuneCountInString(part) > limit && place(parts[i], limit-len(mark), mark != "") >= 0 && i < len(parts)-1 {
				t.Fatalf("part %q is longer than %d and could be broken", part, limit)
			}
		}
		if joined := strings.Join(parts, " "); joined != text {
			t.Fatalf("joined again: %q", joined)
		}
	})
}
