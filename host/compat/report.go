package compat

import (
	"cmp"
	"slices"
	"strings"
)

// Change is one difference between an old and a new version of a connector.
type Change struct {
	Level Level
	// Class and Attribute say where in the schema it is; empty elsewhere. They
	// are names of the new version, or of the old one for what is gone.
	Class     string
	Attribute string
	// Operation is set for an option of an operation.
	Operation string
	// Property is the configuration property or the option.
	Property string
	// Text says in words what changed, on one line, with old and new. It holds
	// no secrets.
	Text string
}

// String returns the change on one line, for example
// "breaking: User.email: type int instead of string".
func (c Change) String() string {
	var where string
	switch {
	case c.Property != "" && c.Operation != "":
		where = c.Class + ", option " + c.Property + " of " + c.Operation + ": "
	case c.Property != "":
		where = "property " + c.Property + ": "
	case c.Attribute != "":
		where = c.Class + "." + c.Attribute + ": "
	case c.Class != "":
		where = c.Class + ": "
	}
	return c.Level.String() + ": " + oneLine(where) + c.Text
}

// compare orders the worst first, then by where it is.
func (c Change) compare(d Change) int {
	return cmp.Or(
		cmp.Compare(d.Level, c.Level),
		strings.Compare(c.Class, d.Class),
		strings.Compare(c.Attribute, d.Attribute),
		strings.Compare(c.Operation, d.Operation),
		strings.Compare(c.Property, d.Property),
		strings.Compare(c.Text, d.Text),
	)
}

// Report is every difference that was found.
type Report struct {
	// Changes are ordered: the worst first, then by class, attribute, operation,
	// property and text. No two are equal. The order in which a connector lists
	// its declarations makes no difference.
	Changes []Change
}

// Level returns the level of the worst change; Same when there is none.
func (r *Report) Level() Level {
	worst := Same
	if r == nil {
		return worst
	}
	for _, c := range r.Changes {
		worst = max(worst, c.Level)
	}
	return worst
}

// Join returns the changes of all reports, each once, in the order of Report.
// It serves connectors with several connections, whose schemas are often equal.
// Reports that are nil are left out.
func Join(reports ...*Report) *Report {
	out := &Report{}
	for _, r := range reports {
		if r != nil {
			out.Changes = append(out.Changes, r.Changes...)
		}
	}
	out.sort()
	return out
}

func (r *Report) sort() {
	slices.SortFunc(r.Changes, Change.compare)
	r.Changes = slices.Compact(r.Changes)
}
