package pluginrpc

import (
	"context"
	"errors"
	"io"
	"time"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// stream is the host's end of a search or a sync. It is used by one goroutine;
// only release may be called by another.
type stream struct {
	link *link
	// caller is the context that the host gave; joined also ends with the
	// process, with silence and with release.
	caller  context.Context
	joined  context.Context
	cancel  context.CancelCauseFunc
	release func()
}

func (l *link) openStream(ctx context.Context) *stream {
	s := &stream{link: l, caller: ctx}
	s.joined, s.cancel, s.release = l.join(ctx)
	return s
}

// watch runs one blocking step of the stream, and ends the stream when the
// step takes longer than the idle timeout. io.EOF is passed on.
func (s *stream) watch(step func() error) error {
	if idle := s.link.opts.StreamIdleTimeout; idle > 0 {
		timer := time.AfterFunc(idle, func() { s.cancel(errIdle) })
		defer timer.Stop()
	}
	err := step()
	var known *shared.Error
	if err == nil || errors.Is(err, io.EOF) || errors.As(err, &known) {
		return err
	}
	return s.explain(err)
}

func (s *stream) explain(err error) error {
	var why *shared.Error
	switch cause := context.Cause(s.joined); {
	case s.caller.Err() != nil:
	case errors.Is(cause, errIdle):
		return shared.NewError(shared.ErrTimeout, "the connector sent nothing for %s", s.link.opts.StreamIdleTimeout)
	case errors.As(cause, &why):
		return why
	case errors.Is(cause, errClosed):
		return shared.NewError(shared.ErrCancelled, "the results were closed")
	}
	e, _ := s.link.failure(s.caller, err)
	return e
}

// truncated is the error of a stream that ended where it must not.
func (s *stream) truncated(format string, args ...any) error {
	s.release()
	return shared.NewError(shared.ErrInternal, "connector sent a truncated stream: "+format, args...)
}

// violated is the error of a message that must not come where it came.
func (s *stream) violated(payload any, where string) error {
	s.release()
	return shared.NewError(shared.ErrInternal, "connector broke the protocol: %T %s", payload, where)
}

// finish reads the end of the stream behind its trailer. Without a clean end
// the stream is not complete.
func finish[T any](s *stream, recv func() (T, error)) error {
	err := s.watch(func() error {
		msg, err := recv()
		if err == nil {
			return s.violated(msg, "after the trailer")
		}
		return err
	})
	s.release()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// decodeRow converts an object of an answer, which always has its identifiers.
func decodeRow(o *connectorv1.Object) (*shared.Object, error) {
	obj, err := codec.DecodeObject(o)
	if err != nil {
		return nil, err
	}
	if obj.UID() == "" || obj.Class() == "" {
		return nil, errors.New("an object without a uid or a class")
	}
	return obj, nil
}
