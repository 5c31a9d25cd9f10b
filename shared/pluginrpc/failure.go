package pluginrpc

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// exitWait is how long a broken connection waits to learn that the process
// behind it is gone. The pipe breaks a moment before the exit is seen, and when
// somebody sends SIGTERM the process closes its connections in between; see
// closeWait and goneWait.
const exitWait = 3 * time.Second

// failure turns the error of a call into one of the catalogue. ours is false
// for errors that the connector's side has not made.
func (l *link) failure(ctx context.Context, err error) (e *shared.Error, ours bool) {
	st, _ := status.FromError(err)
	if e, ours := codec.DecodeStatus(st); ours {
		return e, true
	}
	e = l.foreign(ctx, st)
	l.opts.Logger.Debug("call failed without an answer of the connector", "code", st.Code().String(), "message", st.Message(), "error", e)
	return e, false
}

// foreign translates a status that gRPC itself has made.
func (l *link) foreign(ctx context.Context, st *status.Status) *shared.Error {
	switch st.Code() {
	case codes.Canceled:
		switch {
		case ctx.Err() != nil:
			return shared.AsError(ctx.Err())
		case l.done.Err() != nil:
			return l.crashed(ctx)
		case isClosing(st):
			return shared.NewError(shared.ErrConnectionFailed, "the connection to the connector process is closed")
		}
		return shared.AsError(context.Canceled)
	case codes.DeadlineExceeded:
		return shared.AsError(context.DeadlineExceeded)
	case codes.Unavailable:
		if l.gone(ctx) {
			return l.crashed(ctx)
		}
		return shared.NewError(shared.ErrConnectionFailed, "the connection to the connector process failed: %s", st.Message())
	case codes.ResourceExhausted:
		if e, ok := tooLarge(st.Message()); ok {
			return e
		}
		return shared.NewError(shared.ErrInternal, "%s", st.Message())
	case codes.Unimplemented:
		return shared.NewError(shared.ErrUnsupported, "the connector does not know this call: %s", st.Message())
	default:
		return shared.NewError(shared.ErrInternal, "%s: %s", st.Code(), st.Message())
	}
}

// isClosing tells whether our side has closed the gRPC connection.
func isClosing(st *status.Status) bool {
	return st.Message() == "grpc: the client connection is closing"
}

// losesAnswer tells whether a status leaves open what became of the request.
func losesAnswer(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.Canceled, codes.DeadlineExceeded:
		return true
	default:
		return false
	}
}

// gone waits a moment for the end of the process.
func (l *link) gone(ctx context.Context) bool {
	timer := time.NewTimer(exitWait)
	defer timer.Stop()
	select {
	case <-l.done.Done():
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return l.done.Err() != nil
}

// crashed says why the process ended.
func (l *link) crashed(ctx context.Context) *shared.Error {
	if l.opts.ExitReason != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exitWait)
		defer cancel()
		if e := l.opts.ExitReason(ctx); e != nil {
			return e
		}
	}
	return shared.NewError(shared.ErrPluginCrashed, "the connector process has ended")
}

// tooLarge recognises gRPC's texts for messages over a limit. Requests are
// measured before they are sent, so a limit of our own size is about an answer.
func tooLarge(text string) (*shared.Error, bool) {
	m := sizesPattern().FindStringSubmatch(text)
	if m == nil {
		return nil, false
	}
	side := "request"
	if m[3] == strconv.Itoa(MaxMessageBytes) || m[1] == "send" {
		side = "answer"
	}
	return shared.NewError(shared.ErrTooLarge, "the %s is %s bytes; the limit is %s bytes", side, m[2], m[3]), true
}

func sizesPattern() *regexp.Regexp {
	return regexp.MustCompile(`(received|send) message larger than max \((\d+) vs\. (\d+)\)`)
}
