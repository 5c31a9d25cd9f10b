package pluginrpc

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Search finds objects. It returns once the connector has accepted the query;
// rows are read as they are asked for.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	q = orZero(q)
	wire, err := codec.EncodeQuery(c.id, q)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveQuery(s, q)
			return err
		})
	}
	if err := checkSize(wire); err != nil {
		return nil, err
	}
	if err := c.link.refuseEarly(ctx); err != nil {
		return nil, err
	}
	r := &rows{stream: c.openStream(ctx), progress: shared.ProgressOf(ctx)}
	started, err := r.start(func() (err error) {
		r.in, err = c.link.rpc.Search(r.stream.joined, wire)
		return err
	})
	if err != nil {
		r.stream.release()
		return nil, err
	}
	plan, err := codec.DecodePlan(started.GetPlan())
	if err != nil {
		r.stream.release()
		return nil, malformed(err)
	}
	results := shared.NewResults(r.all, func() shared.Page { return r.page }, r.stream.release)
	results.AttributeSet, results.Plan = started.GetAttributeSet(), plan
	return results, nil
}

// rows reads the stream of a search.
type rows struct {
	stream *stream
	in     grpc.ServerStreamingClient[connectorv1.SearchResponse]
	count  int64
	page   shared.Page
	// progress is what the caller looks at meanwhile; nil when it does not.
	progress *shared.Progress
}

func (r *rows) start(open func() error) (*connectorv1.SearchStarted, error) {
	if err := r.stream.watch(open); err != nil {
		return nil, err
	}
	msg, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil, r.stream.truncated("it ended before it started")
	}
	if err != nil {
		return nil, err
	}
	started, ok := msg.GetPayload().(*connectorv1.SearchResponse_Started)
	if !ok {
		return nil, r.stream.violated(msg.GetPayload(), "before the start")
	}
	return started.Started, nil
}

// next returns the next message that is not about the progress alone. Each of
// those shows that the connector is at work.
func (r *rows) next() (msg *connectorv1.SearchResponse, err error) {
	for {
		err = r.stream.watch(func() (err error) {
			msg, err = r.in.Recv()
			return err
		})
		told, ok := msg.GetPayload().(*connectorv1.SearchResponse_Progress)
		if err != nil || !ok {
			return msg, err
		}
		stats, err := codec.DecodeStats(told.Progress.GetStats())
		if err != nil {
			r.stream.release()
			return nil, malformed(err)
		}
		r.progress.Report(stats)
	}
}

func (r *rows) all(yield func(*shared.Object, error) bool) {
	for {
		msg, err := r.next()
		if errors.Is(err, io.EOF) {
			err = r.stream.truncated("it ended after %d rows without a trailer", r.count)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		switch p := msg.GetPayload().(type) {
		case *connectorv1.SearchResponse_Rows:
			if !r.yieldBatch(p.Rows.GetObjects(), yield) {
				return
			}
		case *connectorv1.SearchResponse_Trailer:
			if err := r.end(p.Trailer); err != nil {
				yield(nil, err)
			}
			return
		default:
			yield(nil, r.stream.violated(p, "among the rows"))
			return
		}
	}
}

func (r *rows) yieldBatch(objects []*connectorv1.Object, yield func(*shared.Object, error) bool) bool {
	for _, o := range objects {
		obj, err := decodeRow(o)
		if err != nil {
			yield(nil, malformed(err))
			return false
		}
		r.count++
		if !yield(obj, nil) {
			return false
		}
	}
	return true
}

func (r *rows) end(t *connectorv1.SearchTrailer) error {
	if t.GetCount() != r.count {
		return r.stream.truncated("it counts %d rows, but %d arrived", t.GetCount(), r.count)
	}
	stats, err := codec.DecodeStats(t.GetStats())
	if err != nil {
		return malformed(err)
	}
	if err := finish(r.stream, r.in.Recv); err != nil {
		return err
	}
	r.progress.Report(stats)
	r.page = shared.Page{Cookie: t.GetCookie(), Remaining: int(t.GetRemaining()), Stats: stats}
	return nil
}
