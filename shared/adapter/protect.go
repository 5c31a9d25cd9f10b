package adapter

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

// protect runs a call of the connector: it is not started when ctx is done, a
// panic becomes ErrInternal, and every error becomes one of the catalogue.
func protect[T any](ctx context.Context, logger hclog.Logger, hide *redactor, op string, call func() (T, error)) (out T, err error) {
	if err := ctx.Err(); err != nil {
		return out, shared.AsError(err)
	}
	defer func() {
		if r := recover(); r != nil {
			var zero T
			out, err = zero, panicError(logger, hide, op, r)
			return
		}
		err = catalogued(hide, err)
	}()
	return call()
}

// panicError logs a panic with its stack, without secrets, and returns what the caller may see.
func panicError(logger hclog.Logger, hide *redactor, op string, recovered any) *shared.Error {
	id := newID()
	logger.Error("panic in the connector", "operation", op, "correlation_id", id,
		"panic", hide.text(fmt.Sprint(recovered)), "stack", hide.text(string(debug.Stack())))
	return &shared.Error{
		Kind:          shared.ErrInternal,
		Message:       "the connector panicked in " + op + "; its log has the stack",
		CorrelationID: id,
	}
}

// newID makes an identifier of 64 random bits.
func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	return hex.EncodeToString(b[:])
}

// catalogued returns err as an *Error or *WriteError without secrets, or nil.
func catalogued(hide *redactor, err error) error {
	if err == nil {
		return nil
	}
	if w, ok := errors.AsType[*shared.WriteError](err); ok {
		out := *w
		out.Cause = hide.err(w.Cause)
		return &out
	}
	return hide.err(shared.AsError(err))
}
