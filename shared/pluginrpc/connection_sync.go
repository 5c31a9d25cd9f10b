package pluginrpc

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Sync reports changes. It returns once the connector has accepted the token;
// changes are read as they are asked for, and the new token after them.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	req = orZero(req)
	start, err := codec.EncodeSyncStart(c.id, req)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveSync(s, req)
			return err
		})
	}
	if err := c.link.refuseEarly(ctx); err != nil {
		return nil, err
	}
	ch := &changes{stream: c.openStream(ctx)}
	if err := ch.start(c.link.rpc, start, req.Token); err != nil {
		ch.stream.release()
		return nil, err
	}
	return shared.NewChanges(ch.all, ch.writeToken, func() shared.OperationStats { return ch.stats }, ch.stream.release), nil
}

// changes reads the stream of a sync.
type changes struct {
	stream *stream
	out    grpc.BidiStreamingClient[connectorv1.SyncRequest, connectorv1.SyncResponse]
	count  int64
	// read tells that all changes were; behind them waits the message ahead.
	read  bool
	ahead *connectorv1.SyncResponse
	stats shared.OperationStats
}

func (c *changes) start(rpc connectorv1.ConnectorServiceClient, start *connectorv1.SyncRequest, token io.Reader) error {
	err := c.stream.watch(func() (err error) {
		c.out, err = rpc.Sync(c.stream.joined)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.send(start, token); err != nil {
		return err
	}
	msg, err := c.next()
	if errors.Is(err, io.EOF) {
		return c.stream.truncated("it ended before it started")
	}
	if err != nil {
		return err
	}
	if _, ok := msg.GetPayload().(*connectorv1.SyncResponse_Started); !ok {
		return c.stream.violated(msg.GetPayload(), "before the start")
	}
	return nil
}

// send sends the request and the token. A connector that refuses stops reading;
// its reason is then the first answer, which is why io.EOF is no error here.
func (c *changes) send(start *connectorv1.SyncRequest, token io.Reader) error {
	more, err := c.sendOne(start)
	if err != nil || !more {
		return err
	}
	for token != nil && more {
		// A message that was sent must not be changed, hence a buffer for each.
		buf := make([]byte, MaxTokenChunkBytes)
		n, readErr := io.ReadFull(token, buf)
		if n > 0 {
			if more, err = c.sendOne(tokenChunk(buf[:n])); err != nil {
				return err
			}
		}
		switch {
		case readErr == nil:
		case errors.Is(readErr, io.EOF) || errors.Is(readErr, io.ErrUnexpectedEOF):
			token = nil
		default:
			return shared.NewError(shared.ErrInvalidRequest, "the sync token cannot be read: %v", readErr)
		}
	}
	return c.stream.watch(c.out.CloseSend)
}

func tokenChunk(b []byte) *connectorv1.SyncRequest {
	return &connectorv1.SyncRequest{Payload: &connectorv1.SyncRequest_TokenChunk{TokenChunk: b}}
}

func (c *changes) sendOne(msg *connectorv1.SyncRequest) (more bool, err error) {
	err = c.stream.watch(func() error { return c.out.Send(msg) })
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil, err
}

func (c *changes) next() (msg *connectorv1.SyncResponse, err error) {
	if c.ahead != nil {
		msg, c.ahead = c.ahead, nil
		return msg, nil
	}
	err = c.stream.watch(func() (err error) {
		msg, err = c.out.Recv()
		return err
	})
	return msg, err
}

func (c *changes) all(yield func(*shared.Change, error) bool) {
	for !c.read {
		msg, err := c.next()
		if errors.Is(err, io.EOF) {
			err = c.stream.truncated("it ended after %d changes without a trailer", c.count)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		switch p := msg.GetPayload().(type) {
		case *connectorv1.SyncResponse_Changes:
			if !c.yieldBatch(p.Changes.GetChanges(), yield) {
				return
			}
		case *connectorv1.SyncResponse_TokenChunk, *connectorv1.SyncResponse_Trailer:
			c.ahead, c.read = msg, true
		default:
			yield(nil, c.stream.violated(p, "among the changes"))
			return
		}
	}
}

func (c *changes) yieldBatch(batch []*connectorv1.Change, yield func(*shared.Change, error) bool) bool {
	for _, wire := range batch {
		change, err := decodeChange(wire)
		if err != nil {
			yield(nil, malformed(err))
			return false
		}
		c.count++
		if !yield(change, nil) {
			return false
		}
	}
	return true
}

func decodeChange(wire *connectorv1.Change) (*shared.Change, error) {
	change, err := codec.DecodeChange(wire)
	if err != nil {
		return nil, err
	}
	if change.Object.UID() == "" || change.Object.Class() == "" {
		return nil, errors.New("a change of an object without a uid or a class")
	}
	return change, nil
}

// writeToken copies the token from the stream, which it completes. A host that
// asked for the token only need not iterate first.
func (c *changes) writeToken(w io.Writer) error {
	for _, err := range c.all {
		if err != nil {
			return err
		}
		return shared.NewError(shared.ErrPreconditionFailed, "the changes must be read before the token")
	}
	var size int64
	for {
		msg, err := c.next()
		if errors.Is(err, io.EOF) {
			return c.stream.truncated("it ended after %d bytes of the token without a trailer", size)
		}
		if err != nil {
			return err
		}
		switch p := msg.GetPayload().(type) {
		case *connectorv1.SyncResponse_TokenChunk:
			n, err := w.Write(p.TokenChunk)
			if err != nil {
				return fmt.Errorf("write the sync token: %w", err)
			}
			size += int64(n)
		case *connectorv1.SyncResponse_Trailer:
			return c.end(p.Trailer, size)
		default:
			return c.stream.violated(p, "within the token")
		}
	}
}

func (c *changes) end(t *connectorv1.SyncTrailer, size int64) error {
	if t.GetCount() != c.count || t.GetTokenBytes() != size {
		return c.stream.truncated("it counts %d changes and %d bytes of token, but %d and %d arrived",
			t.GetCount(), t.GetTokenBytes(), c.count, size)
	}
	stats, err := codec.DecodeStats(t.GetStats())
	if err != nil {
		return malformed(err)
	}
	if err := finish(c.stream, c.out.Recv); err != nil {
		return err
	}
	c.stats = stats
	return nil
}
