package pluginrpc

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"

	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Create makes one object.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	r := *orZero(req)
	r.CallID = callID(r.CallID)
	wire, err := codec.EncodeCreate(c.id, &r)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveCreate(s, &r)
			return err
		})
	}
	return write(ctx, c.link, c.link.rpc.Create, wire, shared.WriteError{CallID: r.CallID})
}

// Update changes one object.
func (c *connection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	r := *orZero(req)
	r.CallID = callID(r.CallID)
	wire, err := codec.EncodeUpdate(c.id, &r)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveUpdate(s, &r)
			return err
		})
	}
	return write(ctx, c.link, c.link.rpc.Update, wire, shared.WriteError{
		CallID:    r.CallID,
		Result:    shared.WriteResult{UID: r.UID},
		Remaining: r.Deltas,
	})
}

// Delete removes one object.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	r := *orZero(req)
	r.CallID = callID(r.CallID)
	wire, err := codec.EncodeDelete(c.id, &r)
	if err != nil {
		return nil, c.refuse(ctx, err, func(s *shared.Schema) error {
			_, err := shared.ResolveDelete(s, &r)
			return err
		})
	}
	return write(ctx, c.link, c.link.rpc.Delete, wire, shared.WriteError{
		CallID: r.CallID,
		Result: shared.WriteResult{UID: r.UID},
	})
}

// outcome is what the answers of the three writes have in common.
type outcome interface {
	GetResult() *connectorv1.WriteResult
	GetFailure() *connectorv1.WriteFailure
}

// write makes a call that has effects. unknown is the error for a write whose
// answer was lost; its kind and cause are filled in here.
func write[Req proto.Message, Resp outcome](ctx context.Context, l *link, call method[Req, Resp], req Req, unknown shared.WriteError) (*shared.WriteResult, error) {
	var s sent
	resp, lost, err := attempt(ctx, l, call, req, s.watch())
	if err != nil {
		if !lost || !s.possibly() {
			return nil, err
		}
		unknown.Kind, unknown.Cause = shared.ErrUnknownOutcome, shared.AsError(err)
		return nil, &unknown
	}
	result, failure, err := decodeOutcome(resp, unknown.CallID)
	if err != nil {
		// The call was answered, so it has run, but nobody can tell how far.
		unknown.Kind, unknown.Cause = shared.ErrUnknownOutcome, malformed(err)
		return nil, &unknown
	}
	if failure != nil {
		return nil, failure
	}
	return result, nil
}

func decodeOutcome(resp outcome, callID string) (*shared.WriteResult, *shared.WriteError, error) {
	switch {
	case resp.GetResult() != nil:
		result, err := codec.DecodeWriteResult(resp.GetResult())
		return result, nil, err
	case resp.GetFailure() != nil:
		failure, err := codec.DecodeFailure(resp.GetFailure(), callID)
		return nil, failure, err
	default:
		return nil, nil, errors.New("neither a result nor a failure")
	}
}

// callID returns id, or a new one.
func callID(id string) string {
	if id == "" {
		return randomID(8)
	}
	return id
}

// randomID makes an identifier of n random bytes.
func randomID(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the process instead
	return hex.EncodeToString(b)
}
