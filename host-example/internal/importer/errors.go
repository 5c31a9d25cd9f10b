package importer

import (
	"errors"
	"strings"
)

// ErrBusy is the error of an import to a file that another one writes.
var ErrBusy = errors.New("another import writes this file at the moment")

// StateError is the error of an import that cannot go on with what an earlier
// one left behind.
type StateError struct {
	// Path is the file that is left behind.
	Path string
	// Reasons say what is wrong with it; at least one.
	Reasons []string
}

// Error says what is wrong.
func (e *StateError) Error() string { return e.Path + ": " + strings.Join(e.Reasons, "; ") }

// PathError is the error of an import to a file that cannot be written.
type PathError struct{ Err error }

// Error is the text of the reason.
func (e *PathError) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *PathError) Unwrap() error { return e.Err }
