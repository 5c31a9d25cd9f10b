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

// panicError logs a panic with its stack, without secrets, and returns what the
// caller may see.
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
	var w *shared.WriteError
	if errors.As(err, &w) && w != nil {
		out := *w
		if out.Kind != shared.ErrPartial {
			// Whatever else it says, to call the outcome unknown is never a lie.
			out.Kind = shared.ErrUnknownOutcome
		}
		out.Cause = hide.err(w.Cause)
		out.Result = hide.result(w.Result)
		return &out
	}
	return hide.err(shared.AsError(err))
}

// nonNil refuses a nil answer without an error.
func nonNil[T any](out *T, err error) (*T, error) {
	if err == nil && out == nil {
		return nil, defect("it returned neither an answer nor an error")
	}
	return out, err
}

// defect is the error of a connector that breaks the contract.
func defect(what string) *shared.Error {
	return shared.NewError(shared.ErrInternal, "defect of the connector: %s", what)
}

// orZero returns a request that is not nil.
func orZero[T any](req *T) *T {
	if req == nil {
		return new(T)
	}
	return req
}
