package pluginrpc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Search streams the objects that match.
func (s *service) Search(req *connectorv1.SearchRequest, out grpc.ServerStreamingServer[connectorv1.SearchResponse]) error {
	conn, ctx, release, err := s.connections.use(out.Context(), req.GetConnectionId())
	if err != nil {
		return err
	}
	defer release()
	q, err := codec.DecodeQuery(req)
	if err != nil {
		return invalid(err)
	}
	answers := &searchSender{stream: out}
	hush := func() {}
	if req.GetProgress() {
		progress := &shared.Progress{}
		ctx = shared.WithProgress(ctx, progress)
		hush = answers.tell(ctx, progress, s.progressInterval)
		defer hush()
	}
	results, err := conn.Search(ctx, q)
	if err != nil {
		return err
	}
	defer results.Close()
	started := &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Started{
		Started: &connectorv1.SearchStarted{AttributeSet: results.AttributeSet, Plan: codec.EncodePlan(results.Plan)},
	}}
	if err := sendChecked(ctx, answers, started); err != nil {
		return err
	}
	count, err := s.sendRows(ctx, results, answers)
	if err != nil {
		return err
	}
	page := results.Page()
	hush() // Nothing follows the trailer.
	return sendChecked(ctx, answers, &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Trailer{
		Trailer: &connectorv1.SearchTrailer{
			Cookie:    page.Cookie,
			Remaining: int64(page.Remaining),
			Count:     count,
			Stats:     codec.EncodeStats(page.Stats),
		},
	}})
}

func (s *service) sendRows(ctx context.Context, results *shared.Results, out sender[connectorv1.SearchResponse]) (count int64, err error) {
	b := newBatcher(s.flushDelay, func(rows []*connectorv1.Object) error {
		return sendTo(ctx, out, &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Rows{
			Rows: &connectorv1.RowBatch{Objects: rows},
		}})
	})
	defer func() {
		// Rows found before an error are rows all the same, and go out first.
		if closeErr := b.close(); err == nil {
			err = closeErr
		}
		count = b.count
	}()
	var rows codec.RowEncoder
	for obj, err := range results.All() {
		if err != nil {
			return 0, err
		}
		row, size, err := rows.Object(obj, MaxObjectBytes)
		if err != nil {
			return 0, err
		}
		if size > MaxObjectBytes {
			return 0, objectTooLarge(obj, size)
		}
		if err := b.add(row, size); err != nil {
			return 0, err
		}
		if ctx.Err() != nil {
			break
		}
	}
	// Rows that end because the call was given up are not all rows.
	if ctx.Err() != nil {
		return 0, shared.AsError(context.Cause(ctx))
	}
	return 0, nil
}

func objectTooLarge(obj *shared.Object, size int) error {
	e := shared.NewError(shared.ErrTooLarge, "the object is %d bytes; the limit is %d bytes", size, MaxObjectBytes)
	e.Class, e.UID = obj.Class(), obj.UID()
	return e
}

// sender is the sending half of a server stream.
type sender[T any] interface {
	Send(msg *T) error
}

// sendChecked is sendTo, for a message whose texts nobody has looked at yet.
func sendChecked[T any, M interface {
	*T
	proto.Message
}](ctx context.Context, out sender[T], msg M) error {
	if err := codec.CheckText(msg); err != nil {
		return shared.NewError(shared.ErrInternal, "the connector's answer cannot be sent: %v", err)
	}
	return sendTo(ctx, out, (*T)(msg))
}

// sendTo sends a message; what gRPC says when it cannot becomes an error of the
// catalogue.
func sendTo[T any](ctx context.Context, out sender[T], msg *T) error {
	err := out.Send(msg)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return shared.AsError(context.Cause(ctx))
	default:
		return shared.NewError(shared.ErrConnectionFailed, "the host does not take the answer: %v", err)
	}
}
