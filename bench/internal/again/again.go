// Package again tells how a measurement is repeated. It imports none of the
// project's packages.
package again

import (
	"flag"
	"slices"
	"strings"
)

// Command is what to type for the same figures: a target of make, with the flags
// that were given. Those left out say where things are, not what is measured.
func Command(target string, given *flag.FlagSet, leftOut ...string) string {
	var flags []string
	given.Visit(func(f *flag.Flag) {
		if !slices.Contains(leftOut, f.Name) {
			flags = append(flags, "-"+f.Name+"="+f.Value.String())
		}
	})
	if len(flags) == 0 {
		return "make " + target
	}
	return "make " + target + " BENCHFLAGS='" + strings.Join(flags, " ") + "'"
}
