package pluginrpc

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// The causes of contexts that this package ends itself.
var (
	errProcessGone = errors.New("the connector process is gone")
	errIdle        = errors.New("the connector is silent")
	errClosed      = errors.New("the results were closed")
)

// link is the way to one connector process.
type link struct {
	rpc connectorv1.ConnectorServiceClient
	// done ends with the process.
	done context.Context
	opts ClientOptions
}

// join returns a context that also ends with the process. release must be
// called, or the process would remember every call for its whole life.
func (l *link) join(ctx context.Context) (joined context.Context, cancel context.CancelCauseFunc, release func()) {
	joined, cancel = context.WithCancelCause(ctx)
	stop := context.AfterFunc(l.done, func() { cancel(errProcessGone) })
	return joined, cancel, func() {
		stop()
		cancel(errClosed)
	}
}

// bound returns a context with a deadline. own tells that it is not the caller's.
func (l *link) bound(ctx context.Context) (bounded context.Context, cancel context.CancelFunc, own bool) {
	if _, given := ctx.Deadline(); given || l.opts.UnaryTimeout <= 0 {
		bounded, cancel = context.WithCancel(ctx)
		return bounded, cancel, false
	}
	bounded, cancel = context.WithTimeout(ctx, l.opts.UnaryTimeout)
	return bounded, cancel, true
}

// refuseEarly returns why a call need not be sent at all.
func (l *link) refuseEarly(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return shared.AsError(err)
	}
	if l.done.Err() != nil {
		return l.crashed(ctx)
	}
	return nil
}

// checkSize refuses a request that the other side would not take.
func checkSize(req proto.Message) error {
	if n := proto.Size(req); n > MaxMessageBytes {
		return shared.NewError(shared.ErrTooLarge, "the request is %d bytes; the limit is %d bytes", n, MaxMessageBytes)
	}
	return nil
}

// method is a generated client method.
type method[Req proto.Message, Resp any] func(context.Context, Req, ...grpc.CallOption) (Resp, error)

// unary makes a call with a deadline that ends with the process.
func unary[Req proto.Message, Resp any](ctx context.Context, l *link, call method[Req, Resp], req Req) (resp Resp, err error) {
	resp, _, err = attempt(ctx, l, call, req)
	return resp, err
}

// attempt is unary with options. lost tells that no answer has come from the
// connector, and that a request which went out may have had its effect.
func attempt[Req proto.Message, Resp any](ctx context.Context, l *link, call method[Req, Resp], req Req, opts ...grpc.CallOption) (resp Resp, lost bool, err error) {
	if err := l.refuseEarly(ctx); err != nil {
		return resp, false, err
	}
	if err := checkSize(req); err != nil {
		return resp, false, err
	}
	joined, cancel, bounded := l.bound(ctx)
	defer cancel()
	stop := context.AfterFunc(l.done, cancel)
	defer stop()
	resp, err = call(joined, req, opts...)
	if err != nil {
		e, ours := l.failure(ctx, err)
		// The limit is known to both sides, and either may be first to notice.
		said := ours && e.Message != shared.AsError(context.DeadlineExceeded).Message
		if !said && bounded && errors.Is(e, shared.ErrTimeout) && ctx.Err() == nil {
			e.Message = "the connector did not answer within " + l.opts.UnaryTimeout.String()
		}
		return resp, !ours && losesAnswer(err), e
	}
	return resp, false, nil
}
