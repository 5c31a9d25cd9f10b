package filter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared/filter"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`status eq "active"`, `not (a pr) and (b gt 1 or c le -2.5e3)`, `a eq null or b ne NULL`, `not pr`,
		`__UID__ eq "\u00e9\n"`, `a.b:c-d_$ co ""`, `((a eq 9223372036854775807))`, `a eq 'x'`, `a = 1`, `a eq "`,
		`a eq -0 or a eq -0.0`, `a pr or (b pr or c pr) and (d pr and e pr)`, "a eq \"\xff\"", `a eq "\ud800"`,
	} {
		f.Add(seed)
	}
	class, obj := userClass(), jane()
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := filter.Parse(text)
		if err != nil {
			if parsed != nil {
				t.Fatalf("a filter with an error: %v, %v", parsed, err)
			}
			return
		}
		printed := parsed.String()
		if len(printed) > filter.MaxLength {
			return // A name or a value may print longer than it was written.
		}
		again, err := filter.Parse(printed)
		if err != nil {
			t.Fatalf("%q prints as %q, which does not parse: %v", text, printed, err)
		}
		if diff := cmp.Diff(parsed, again); diff != "" {
			t.Fatalf("%q prints as %q, which is another tree:\n%s", text, printed, diff)
		}
		if reprinted := again.String(); reprinted != printed {
			t.Fatalf("%q prints as %q and then as %q", text, printed, reprinted)
		}
		resolved, _ := parsed.Resolve(class)
		resolved.Match(class, obj)
		parsed.Match(class, obj)
	})
}
