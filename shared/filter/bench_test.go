package filter_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared/filter"
)

func BenchmarkMatch(b *testing.B) {
	class, obj := userClass(), jane()
	for name, text := range map[string]string{
		"equal":    `status eq "inactive"`,
		"contains": `status co "TIV"`,
		"unicode":  `tags co "École"`,
		"order":    `status gt "b"`,
		"time":     `created ge "2026-01-01T00:00:00Z"`,
		"ref":      `groups eq "g2"`,
		"and":      `status eq "active" and not (tags co "x") and logins gt 3`,
	} {
		f := mustResolve(b, mustParse(b, text))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Match(class, obj)
			}
		})
	}
}

// Match runs for every object of a search: it must not feed the collector.
func TestMatchDoesNotAllocate(t *testing.T) { //nolint:paralleltest // testing.AllocsPerRun counts the allocations of all goroutines
	class, obj := userClass(), jane()
	for _, text := range []string{
		`status eq "inactive"`, `status co "TIV"`, `tags ew "École"`, `status gt "b"`, `groups eq "g2"`,
		`created ge "2026-01-01T00:00:00Z"`, `status eq "active" and not (tags co "x") and logins gt 3 or absent pr`,
	} {
		f := mustResolve(t, mustParse(t, text))
		if n := testing.AllocsPerRun(100, func() { f.Match(class, obj) }); n != 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := filter.Parse(`status eq "active" and (email co "@example.com" or not (logins lt 3))`); err != nil {
			b.Fatal(err)
		}
	}
}
