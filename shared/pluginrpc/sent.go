package pluginrpc

import (
	"context"
	"sync/atomic"

	"google.golang.org/grpc/stats"
)

// sent records whether the request of a call went out: a write whose request
// never did has had no effect, and saying otherwise would send people looking.
type sent struct {
	watched atomic.Bool
	out     atomic.Bool
}

// possibly tells whether the request of a call may have arrived. The handler
// does not even see a call that finds no connection, so that it is there at all
// is known from earlier calls: a write is never the first of a link.
func (l *link) possibly(s *sent) bool {
	if s.watched.Load() {
		l.watched.Store(true)
	}
	return !l.watched.Load() || s.out.Load()
}

type sentKey struct{}

// withSent makes the handler watch the call of ctx.
func withSent(ctx context.Context) (context.Context, *sent) {
	s := &sent{}
	return context.WithValue(ctx, sentKey{}, s), s
}

// sentHandler is the part that sees what the transport does.
type sentHandler struct{}

var _ stats.Handler = sentHandler{}

// TagRPC marks the call as watched.
func (sentHandler) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	if s, ok := ctx.Value(sentKey{}).(*sent); ok {
		s.watched.Store(true)
	}
	return ctx
}

// HandleRPC notes that the request was handed to the transport. When gRPC tries
// once more of its own accord, the other side has not seen the attempt before.
func (sentHandler) HandleRPC(ctx context.Context, event stats.RPCStats) {
	s, ok := ctx.Value(sentKey{}).(*sent)
	if !ok {
		return
	}
	switch e := event.(type) {
	case *stats.Begin:
		if e.IsTransparentRetryAttempt {
			s.out.Store(false)
		}
	case *stats.OutPayload:
		s.out.Store(true)
	}
}

// TagConn does nothing.
func (sentHandler) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn does nothing.
func (sentHandler) HandleConn(context.Context, stats.ConnStats) {}
