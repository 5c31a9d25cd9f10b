package values

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// action is what an assignment does to an attribute.
type action int

const (
	set action = iota
	add
	remove
)

// assignment is one k=v, k+=v or k-=v.
type assignment struct {
	name   string
	action action
	text   string
	// fromFile says that the text stands in a file and not on the command line,
	// where other users of the machine can see it.
	fromFile bool
	// object says that a mapping stands in the file, of which text is the JSON.
	object bool
	// line is where the text begins in the file, 0 on the command line.
	line int
}

// parseAssignment reads k=v, k+=v or k-=v.
func parseAssignment(arg string) (assignment, bool) {
	name, text, found := strings.Cut(arg, "=")
	a := assignment{text: text}
	a.name, a.action = splitAction(name)
	return a, found && a.name != ""
}

// splitAction takes the + or - off the end of a key.
func splitAction(key string) (string, action) {
	if name, ok := strings.CutSuffix(key, "+"); ok {
		return name, add
	}
	if name, ok := strings.CutSuffix(key, "-"); ok {
		return name, remove
	}
	return key, set
}

// parseAll reads the assignments of a command line. What is none of them may be
// a secret that was written the wrong way, so messages give its position alone.
func parseAll(args []string) ([]assignment, error) {
	var faults faults
	out := make([]assignment, 0, len(args))
	for i, arg := range args {
		a, ok := parseAssignment(arg)
		if !ok {
			faults.add("", "argument %d is not of the form name=value", i+1)
			continue
		}
		out = append(out, a)
	}
	return out, faults.err(shared.ErrInvalidRequest, "")
}
