package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// failed makes an error of kind ErrInternal, or of the context, of what the
// system reported; the error matches that too.
func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	kind := shared.ErrInternal
	switch {
	case errors.Is(err, context.Canceled):
		kind = shared.ErrCancelled
	case errors.Is(err, context.DeadlineExceeded):
		kind = shared.ErrTimeout
	}
	return &systemError{
		Err:   shared.NewError(kind, "%s: %s", what, pluginlog.Escape(err.Error())),
		cause: err,
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
