package compat

import "fmt"

// scope is the place that is being compared, and the report that takes what is
// found there.
type scope struct {
	report                                *Report
	class, attribute, operation, property string
}

func (s scope) add(level Level, format string, args ...any) {
	s.report.Changes = append(s.report.Changes, Change{
		Level: level, Class: s.class, Attribute: s.attribute, Operation: s.operation, Property: s.property,
		Text: oneLine(fmt.Sprintf(format, args...)),
	})
}

// flag reports a yes or no that changed, with the level and the text of what it
// is now.
func (s scope) flag(before, now bool, on, off Level, onText, offText string) {
	switch {
	case now && !before:
		s.add(on, "%s", onText)
	case before && !now:
		s.add(off, "%s", offText)
	}
}
