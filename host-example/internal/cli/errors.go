package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitStart       = 3
	exitIncomplete  = 4
	exitInterrupted = 130
	// exitPipe is how shells show the end by SIGPIPE.
	exitPipe = 141
)

// usageError is a wrong command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usagef makes a usageError.
func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// asUsage marks an error as one of the command line; nil stays nil.
func asUsage(err error) error {
	if err == nil {
		return nil
	}
	return &usageError{err}
}

// incompleteError is a command that did some of what was asked. cause is why it
// did no more, or nil.
type incompleteError struct {
	message string
	cause   error
}

func (e *incompleteError) Error() string { return e.message }
func (e *incompleteError) Unwrap() error { return e.cause }

// interruptedError is a command that the user ended before it changed anything.
type interruptedError struct{ message string }

func (e *interruptedError) Error() string { return e.message }

// exitCode is the exit code of an error. What was done weighs more than why it
// ended: an interrupted write that had an effect is incomplete.
func exitCode(err error) int {
	var usage *usageError
	var incomplete *incompleteError
	var interrupted *interruptedError
	var load *loadError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &incomplete), errors.Is(err, shared.ErrPartial), errors.Is(err, shared.ErrUnknownOutcome):
		return exitIncomplete
	case errors.As(err, &interrupted):
		return exitInterrupted
	case errors.As(err, &usage), errors.Is(err, shared.ErrInvalidRequest), errors.Is(err, shared.ErrInvalidConfiguration):
		return exitUsage
	case errors.As(err, &load), errors.Is(err, shared.ErrStartFailed), errors.Is(err, shared.ErrChecksumMismatch), errors.Is(err, shared.ErrIncompatibleVersion):
		return exitStart
	default:
		return exitFailed
	}
}

// remedy is what the user can do about an error of a command, where the error does
// not say so itself.
func remedy(err error, command string) string {
	var damaged *damagedError
	switch {
	case errors.As(err, &damaged):
		return damaged.hint
	case errors.Is(err, fs.ErrPermission):
		return "" // it is about a file of this machine
	case errors.Is(err, shared.ErrUnauthenticated):
		return "check the credentials in the configuration"
	case errors.Is(err, shared.ErrPermissionDenied) && command != "igahost test":
		return "run `igahost test` to see which rights are missing"
	case errors.Is(err, shared.ErrInvalidConfiguration) && namesField(err):
		return "`igahost info` lists the properties"
	case unknownAttribute(err):
		return "`igahost schema CLASS` lists the attributes"
	case errors.Is(err, shared.ErrTimeout):
		return "raise --timeout if the target is slow"
	case errors.Is(err, shared.ErrCursorExpired):
		return "search again without --cookie"
	case errors.Is(err, shared.ErrSyncTokenExpired):
		return "--reset " + resetHelp
	case errors.Is(err, shared.ErrIncompatibleVersion):
		return "use a connector built for this version of the host"
	default:
		return ""
	}
}

// namesField tells whether an error is about certain fields.
func namesField(err error) bool {
	var e *shared.Error
	return errors.As(err, &e) && slices.ContainsFunc(e.Faults, func(f shared.Fault) bool { return f.Field != "" })
}

// unknownAttribute tells whether an error names an attribute that does not exist
// and proposes no other.
func unknownAttribute(err error) bool {
	var e *shared.Error
	return errors.As(err, &e) && slices.ContainsFunc(e.Faults, func(f shared.Fault) bool {
		return strings.HasPrefix(f.Message, "unknown attribute of ") && !strings.Contains(f.Message, "did you mean")
	})
}

// watchedWriter keeps the first error of a writer: help texts and the demo do
// not look at it themselves.
type watchedWriter struct {
	w   io.Writer
	err error
}

// Sync makes what was written last, where it went to a file.
func (o *watchedWriter) Sync() error {
	f, ok := o.w.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	return f.Sync()
}

// Write writes to the writer.
func (o *watchedWriter) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}
