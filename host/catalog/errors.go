package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// What to do about what the system reports of a catalogue.
const (
	remedyRights   = "run this as the user to whom the catalogue belongs, or name another folder"
	remedySource   = "give the user who runs this the right to read it"
	remedySpace    = "make room there, or name a folder on another disk"
	remedyReadOnly = "its file system is mounted read-only: name a folder that can be written to"
	remedyFolder   = "a part of this path is a file: name another folder"
)

// failed makes an error of what the system reported of the catalogue: of kind
// ErrPermissionDenied or ErrPreconditionFailed, of the context, and otherwise
// ErrInternal. The error matches what was reported, too.
func failed(what string, err error) error { return failedFor(remedyRights, what, err) }

// failedSource is failed for the file that is added.
func failedSource(what string, err error) error { return failedFor(remedySource, what, err) }

func failedFor(rights, what string, err error) error {
	if err == nil {
		return nil
	}
	kind, remedy := shared.ErrInternal, ""
	switch {
	case errors.Is(err, context.Canceled):
		kind = shared.ErrCancelled
	case errors.Is(err, context.DeadlineExceeded):
		kind = shared.ErrTimeout
	case errors.Is(err, fs.ErrPermission):
		kind, remedy = shared.ErrPermissionDenied, rights
	case ofSystem(err):
		kind, remedy = shared.ErrPreconditionFailed, remedyFor(err)
	}
	text := what + ": " + pluginlog.Escape(err.Error())
	if remedy != "" {
		text += "; " + remedy
	}
	return &systemError{Err: shared.NewError(kind, "%s", text), cause: err}
}

// ofSystem tells whether the system has reported an error, of files or otherwise.
func ofSystem(err error) bool {
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*os.LinkError](err); ok {
		return true
	}
	_, ok := errors.AsType[syscall.Errno](err)
	return ok
}

// remedyFor says what to do about an error of the system, where it does not show.
func remedyFor(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return remedySpace
	case errors.Is(err, syscall.EROFS):
		return remedyReadOnly
	case errors.Is(err, syscall.ENOTDIR):
		return remedyFolder
	default:
		return ""
	}
}

// systemError has the text of one error and matches two.
type systemError struct {
	Err   *shared.Error
	cause error
}

// Error returns the text.
func (e *systemError) Error() string { return e.Err.Error() }

// Unwrap returns both.
func (e *systemError) Unwrap() []error { return []error{e.Err, e.cause} }

// damaged says that the manifest cannot be used.
func damaged(path, format string, args ...any) error {
	return shared.NewError(shared.ErrPreconditionFailed, "%s is damaged: %s; restore it from a copy, or remove it and add the connectors again",
		pluginlog.Escape(path), pluginlog.Escape(fmt.Sprintf(format, args...)))
}
