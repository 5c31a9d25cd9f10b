//go:build !windows

package hostenv

import "slices"

// systemVars are the variables without which programs do not work here: none.
var systemVars []string

func isVar(name string, names []string) bool { return slices.Contains(names, name) }
