package again_test

import (
	"flag"
	"testing"

	"github.com/igaplugin/igaplugin/bench/internal/again"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want string
	}{
		"none":     {nil, "make bench-x"},
		"left out": {[]string{"-out", "a.md"}, "make bench-x"},
		"given":    {[]string{"-out", "a.md", "-only", "unary", "-n=3"}, "make bench-x BENCHFLAGS='-n=3 -only=unary'"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := flag.NewFlagSet("x", flag.ContinueOnError)
			f.String("out", "", "")
			f.String("only", "", "")
			f.Int("n", 1, "")
			if err := f.Parse(tc.args); err != nil {
				t.Fatal(err)
			}
			if got := again.Command("bench-x", f, "out"); got != tc.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
