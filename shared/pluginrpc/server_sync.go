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

// syncServer is the connector's end of a sync.
type syncServer = grpc.BidiStreamingServer[connectorv1.SyncRequest, connectorv1.SyncResponse]

// Sync streams the changes since a token.
func (s *service) Sync(out syncServer) error {
	first, err := out.Recv()
	if err != nil {
		return received(out.Context(), err)
	}
	start := first.GetStart()
	if start == nil {
		return invalid(errors.New("a sync begins with its start"))
	}
	conn, ctx, release, err := s.connections.use(out.Context(), start.GetConnectionId())
	if err != nil {
		return err
	}
	defer release()
	req := codec.DecodeSyncStart(start)
	token, err := receiveToken(ctx, out)
	if err != nil {
		return err
	}
	switch {
	case start.GetHasToken():
		req.Token = token
	case token.size > 0:
		return invalid(errors.New("a token that was not announced"))
	}
	changes, err := conn.Sync(ctx, req)
	if err != nil {
		return err
	}
	defer changes.Close()
	return s.sendChanges(ctx, changes, out)
}

// receiveToken reads the whole token before anything is answered: the host
// sends it before it listens, so a connector that read it later could wait for
// a host that waits for the connector.
func receiveToken(ctx context.Context, in syncServer) (*tokenChunks, error) {
	token := &tokenChunks{}
	for {
		msg, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return token, nil
		}
		if err != nil {
			return nil, received(ctx, err)
		}
		chunk, ok := msg.GetPayload().(*connectorv1.SyncRequest_TokenChunk)
		if !ok {
			return nil, invalid(errors.New("after its start a sync has token chunks only"))
		}
		if n := len(chunk.TokenChunk); n > MaxTokenChunkBytes {
			return nil, shared.NewError(shared.ErrTooLarge, "the token chunk is %d bytes; the limit is %d bytes", n, MaxTokenChunkBytes)
		}
		if n := token.size + len(chunk.TokenChunk); n > MaxTokenBytes {
			return nil, shared.NewError(shared.ErrTooLarge, "the sync token is %d bytes or more; the limit is %d bytes", n, MaxTokenBytes)
		}
		token.add(chunk.TokenChunk)
	}
}

// received is the error of a request that did not arrive.
func received(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return shared.AsError(ctx.Err())
	case errors.Is(err, io.EOF):
		return invalid(errors.New("a sync without its start"))
	default:
		return invalid(err)
	}
}

func (s *service) sendChanges(ctx context.Context, changes *shared.Changes, out syncServer) error {
	started := &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Started{Started: &connectorv1.SyncStarted{}}}
	if err := sendTo(ctx, out, started); err != nil {
		return err
	}
	count, err := s.sendChangeRows(ctx, changes, out)
	if err != nil {
		return err
	}
	w := &tokenWriter{ctx: ctx, out: out}
	if err := changes.WriteToken(w); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	return sendTo(ctx, out, &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Trailer{
		Trailer: &connectorv1.SyncTrailer{Count: count, TokenBytes: w.size, Stats: codec.EncodeStats(changes.Stats())},
	}})
}

func (s *service) sendChangeRows(ctx context.Context, changes *shared.Changes, out syncServer) (count int64, err error) {
	b := newBatcher(s.flushDelay, func(batch []*connectorv1.Change) error {
		return sendTo(ctx, out, &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Changes{
			Changes: &connectorv1.ChangeBatch{Changes: batch},
		}})
	})
	defer func() {
		if closeErr := b.close(); err == nil {
			err = closeErr
		}
		count = b.count
	}()
	var rows codec.RowEncoder
	for change, err := range changes.All() {
		if err != nil {
			return 0, err
		}
		wire, size, err := rows.Change(change, MaxObjectBytes)
		if err != nil {
			return 0, err
		}
		if size > MaxObjectBytes {
			return 0, objectTooLarge(change.Object, size)
		}
		if err := b.add(wire, size); err != nil {
			return 0, err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return 0, shared.AsError(err)
	}
	return 0, nil
}

// tokenWriter sends a token in chunks.
type tokenWriter struct {
	ctx  context.Context
	out  syncServer
	buf  []byte
	size int64
}

// Write collects p and sends every chunk that is full.
func (w *tokenWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		take := min(len(p), MaxTokenChunkBytes-len(w.buf))
		w.buf = append(w.buf, p[:take]...)
		p = p[take:]
		if len(w.buf) == MaxTokenChunkBytes {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (w *tokenWriter) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	chunk := w.buf
	w.buf = nil
	w.size += int64(len(chunk))
	return sendTo(w.ctx, w.out, &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_TokenChunk{TokenChunk: chunk}})
}
