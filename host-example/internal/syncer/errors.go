package syncer

import (
	"errors"
	"strings"
)

// ErrBusy is the error of Open when another sync uses the file.
var ErrBusy = errors.New("another sync uses this token file at the moment")

// ErrMayNotLast says that a new token is in its place, but that after a power
// failure the old one may be back. No change is lost by that.
var ErrMayNotLast = errors.New("the new token may not outlast a power failure")

// PathError is the error of a path where no token file can be, or is: its folder is
// missing, it leads elsewhere, or the file is of something else.
type PathError struct{ Err error }

// Error is the text of the reason.
func (e *PathError) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *PathError) Unwrap() error { return e.Err }

// MismatchError is the error of a token that belongs to something else than what is
// to be synchronised.
type MismatchError struct {
	// Path is the token file.
	Path string
	// Differences say what is different; at least one.
	Differences []string
	// Adoptable tells that nothing but the configuration has changed, which
	// Options.Adopt allows.
	Adoptable bool
}

// Error says what is different.
func (e *MismatchError) Error() string { return e.Path + ": " + strings.Join(e.Differences, "; ") }

// DamagedError is the error of a token file that is not as it was written.
type DamagedError struct {
	// Path is the token file.
	Path string
	// Reason says what is wrong with it.
	Reason string
}

// Error says what is wrong.
func (e *DamagedError) Error() string { return e.Path + " is damaged: " + e.Reason }
