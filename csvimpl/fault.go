package csvimpl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
)

// lineFault is a fault of the file itself. It is ErrPreconditionFailed: the
// request is right and the configuration may be, but the state of the target
// forbids to carry it out until somebody mends the file. What the configuration
// causes is ErrInvalidConfiguration instead, and names the property.
func (t *table) lineFault(line int, format string, args ...any) *shared.Error {
	e := shared.NewError(shared.ErrPreconditionFailed, "%s line %d: %s", quoted(t.path), line, fmt.Sprintf(format, args...))
	e.Class = t.class
	return e
}

// fileFault is a fault of the file as a whole.
func (t *table) fileFault(kind shared.ErrorKind, format string, args ...any) *shared.Error {
	e := shared.NewError(kind, "%s: %s", quoted(t.path), fmt.Sprintf(format, args...))
	e.Class = t.class
	return e
}

// configFault is a fault of the file that a property causes.
func (t *table) configFault(property, format string, args ...any) *shared.Error {
	e := t.fileFault(shared.ErrInvalidConfiguration, format, args...)
	e.Attribute = t.prefix + "_" + property
	e.Message = e.Attribute + ": " + e.Message
	return e
}

// ioFault is an error of the file system. Errors of contexts and of the
// catalogue stay what they are.
func (t *table) ioFault(doing string, err error) error {
	if e, ok := errors.AsType[*shared.Error](err); ok {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	cause := bare(err) // the path stands before it already
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return t.fileFault(shared.ErrPreconditionFailed,
			"the file does not exist; put it there, correct %s_file, or set create_files", t.prefix)
	case errors.Is(err, fs.ErrPermission):
		return t.fileFault(shared.ErrPermissionDenied, "%s: %v; the connector process runs as another user, who needs the right", doing, cause)
	case readOnly(err):
		return t.fileFault(shared.ErrPermissionDenied, "%s: %v; make the file system writable, or keep the file on another", doing, cause)
	case full(err):
		return t.fileFault(shared.ErrQuotaExceeded,
			"%s: %v; a change needs room for a second copy of the file: make room on its file system, or raise the quota", doing, cause)
	default:
		return t.fileFault(shared.ErrConnectionFailed, "%s: %v", doing, cause)
	}
}

// bare returns an error of the file system without the path.
func bare(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// notFound is the answer for an object that is not there.
func (t *table) notFound(uid, name string) error {
	what := uid
	if what == "" {
		what = name
	}
	return &shared.Error{Kind: shared.ErrNotFound, Class: t.class, UID: uid, Message: "no " + t.class + " " + quoted(what)}
}

// quoted quotes a text for a message, without control characters and not at any
// length.
func quoted(text string) string {
	const limit = 300
	if len(text) > limit {
		return strconv.Quote(text[:limit]) + "…"
	}
	return strconv.Quote(text)
}
