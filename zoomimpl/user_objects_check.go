package zoomimpl

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// valueFaults are what is wrong with objects that are to be written.
func (s *objectShape) valueFaults(name string, values shared.Values) []shared.Fault {
	var faults []shared.Fault
	var before []shared.Value
	for v := range values.All() {
		faults = append(faults, s.oneFaults(name, v, false)...)
		if slices.ContainsFunc(before, func(b shared.Value) bool { return s.sameKey(b, v) }) {
			faults = append(faults, shared.Fault{Field: name, Message: "has two values with the same " + s.keyNames()})
		}
		before = append(before, v)
	}
	return faults
}

// removalFaults are what is wrong with objects that are to be removed, which
// need no more than their key.
func (s *objectShape) removalFaults(name string, values shared.Values) []shared.Fault {
	var faults []shared.Fault
	for v := range values.All() {
		faults = append(faults, s.oneFaults(name, v, true)...)
	}
	return faults
}

// deltaFaults are what is wrong with additions and removals.
func (s *objectShape) deltaFaults(d shared.AttributeDelta) []shared.Fault {
	faults := append(s.valueFaults(d.Name, d.Add), s.removalFaults(d.Name, d.Remove)...)
	for v := range d.Add.All() {
		for r := range d.Remove.All() {
			if s.sameKey(v, r) {
				faults = append(faults, shared.Fault{Field: d.Name, Message: "adds and removes values with the same " + s.keyNames()})
			}
		}
	}
	return faults
}

func (s *objectShape) oneFaults(name string, v shared.Value, keyOnly bool) []shared.Fault {
	var faults []shared.Fault
	fault := func(format string, args ...any) {
		faults = append(faults, shared.Fault{Field: name, Message: fmt.Sprintf(format, args...)})
	}
	o, _ := v.AsObject()
	for given := range o.All() {
		if !slices.ContainsFunc(s.fields, func(f objectField) bool { return strings.EqualFold(f.name, given) }) {
			fault("has no member %q; it has %s", given, s.names(func(objectField) bool { return true }))
		}
	}
	for _, f := range s.fields {
		values, given := o.Get(f.name)
		x, ok := f.of(v)
		text, _ := x.AsString()
		switch {
		case !ok && given && !emptyText(values):
			fault("member %s must be one value of type %s", f.name, f.typ())
		case !ok && f.required && (f.key || !keyOnly):
			fault("member %s is required", f.name)
		case !utf8.ValidString(text):
			fault("member %s must be UTF-8 text", f.name)
		case ok && len(f.allowed) > 0 && !slices.Contains(f.allowed, text):
			fault("member %s must be one of %s", f.name, strings.Join(f.allowed, ", "))
		}
	}
	return faults
}

// emptyText tells what counts as not given.
func emptyText(values shared.Values) bool {
	if _, unavailable := values.Unavailable(); unavailable {
		return false
	}
	s, isText := values.AsString()
	return values.Len() == 0 || isText && s == ""
}

func (s *objectShape) keyNames() string {
	return s.names(func(f objectField) bool { return f.key })
}

func (s *objectShape) names(which func(objectField) bool) string {
	var names []string
	for _, f := range s.fields {
		if which(f) {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ", ")
}
