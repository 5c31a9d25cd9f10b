package values_test

import (
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

// FuzzDeltas looks for panics, for secrets in errors and in command lines, and
// for command lines that do not read back.
func FuzzDeltas(f *testing.F) {
	for _, seed := range []string{"email=a", "tags+=b", "tags-=c", "seat=7", "password=@env:PW", "=x", "email", "groups+=name:x", "a+-=b"} {
		f.Add(seed, "tags+=d")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		for _, arg := range []string{first, second} {
			if strings.Contains(arg, "@file:") {
				t.Skip("would read files of this machine")
			}
		}
		class := userClass()
		deltas, err := values.Deltas(class, []string{first, second}, secrets())
		if err != nil {
			if shared.AsError(err).Kind == shared.ErrInternal {
				t.Errorf("error outside of the catalogue: %v", err)
			}
			return
		}
		args := values.Arguments(deltas)
		if strings.Contains(strings.Join(args, " "), "s3cr3t") && !strings.Contains(first+second, "s3cr3t") {
			t.Errorf("a secret is in %q", args)
		}
		back, err := values.Deltas(class, args, secrets())
		if err != nil || len(back) != len(deltas) {
			t.Errorf("%q was read back as %v, %v", args, back, err)
		}
	})
}
