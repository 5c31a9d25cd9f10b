package adapter

import (
	"context"
	"errors"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// write is one write: what names it in logs and errors, and what is left to do
// when nobody knows how it ended.
type write struct {
	op        shared.Operation
	class     string
	uid       string
	callID    string
	remaining []shared.AttributeDelta
	hide      *redactor
}

// write runs a write and logs that it happened, with its identity and outcome.
// Attribute values are not logged.
func (c *connection) write(ctx context.Context, w *write, do func(context.Context) (*shared.WriteResult, error)) (*shared.WriteResult, error) {
	if w.callID == "" {
		w.callID = newID()
	}
	if err := c.life.begin(); err != nil {
		return nil, err
	}
	defer c.life.calls.Done()
	if err := ctx.Err(); err != nil {
		return nil, shared.AsError(err)
	}
	joined := c.life.join(ctx)
	defer joined.release()

	start := time.Now()
	result, err := c.attempt(joined, w, do)
	fields := []any{
		"operation", w.op.String(), "class", w.class, "uid", w.hide.text(w.uid), "call_id", w.callID,
		"duration", time.Since(start).Round(time.Millisecond),
	}
	if err != nil {
		err = withCallID(err, w.callID)
		c.logger.Warn("write failed", append(fields, "error", err)...)
		return nil, err
	}
	hidden := w.hide.result(*result)
	c.logger.Info("write", append(fields, "outcome", hidden.Outcome.String(), "result_uid", w.hide.text(hidden.UID), "not_applied", len(hidden.NotApplied))...)
	return &hidden, nil
}

// attempt makes the call. Where the connector ends without saying what it did (a
// panic, no answer, a bare error of the context), the outcome is unknown.
func (c *connection) attempt(ctx context.Context, w *write, do func(context.Context) (*shared.WriteResult, error)) (result *shared.WriteResult, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, w.unknown(panicError(c.logger, w.hide, w.op.String(), r))
		}
	}()
	result, err = do(ctx)
	switch {
	case err == nil && result == nil:
		return nil, w.unknown(defect("it returned neither an answer nor an error"))
	case err == nil && !result.Outcome.Valid():
		return nil, w.unknown(defect("its result has no outcome"))
	case err == nil:
		return result, nil
	case isBareContextError(err):
		return nil, w.unknown(shared.AsError(explain(ctx, err)))
	default:
		return nil, explainWrite(ctx, catalogued(w.hide, err))
	}
}

// unknown is the error of a write of which nobody knows how far it came.
func (w *write) unknown(cause *shared.Error) error {
	return &shared.WriteError{
		Kind:      shared.ErrUnknownOutcome,
		Cause:     cause.Bounded(),
		Result:    shared.WriteResult{UID: w.uid},
		Remaining: w.remaining,
	}
}

// isBareContextError tells whether a connector has passed on the error of its
// context without saying what it had done by then.
func isBareContextError(err error) bool {
	var e *shared.Error
	var w *shared.WriteError
	return !errors.As(err, &e) && !errors.As(err, &w) &&
		(errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// explainWrite is explain, for the error of a write, whose result must stay.
func explainWrite(joined context.Context, err error) error {
	var w *shared.WriteError
	if !errors.As(err, &w) {
		return explain(joined, err)
	}
	if w.Cause != nil {
		out := *w
		out.Cause = shared.AsError(explain(joined, w.Cause))
		return &out
	}
	return err
}

// withCallID puts the identity of the call into a write error.
func withCallID(err error, id string) error {
	var w *shared.WriteError
	if errors.As(err, &w) && w.CallID == "" {
		out := *w
		out.CallID = id
		return &out
	}
	return err
}
