package hostenv

import (
	"slices"
	"strings"
)

// systemVars are the variables without which programs do not work here.
var systemVars = []string{
	"SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "TEMP", "TMP",
	"USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData",
	"NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
}

// isVar compares without regard to case, as the system does.
func isVar(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}
