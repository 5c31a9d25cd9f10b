package pluginrpc

import (
	"context"
	"errors"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Create makes one object.
func (s *service) Create(ctx context.Context, req *connectorv1.CreateRequest) (*connectorv1.CreateResponse, error) {
	conn, ctx, release, err := s.connections.use(ctx, req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := codec.DecodeCreate(req)
	if err != nil {
		return nil, invalid(err)
	}
	result, failure, err := encodeOutcome(conn.Create(ctx, r))
	switch {
	case err != nil:
		return nil, err
	case failure != nil:
		return &connectorv1.CreateResponse{Outcome: &connectorv1.CreateResponse_Failure{Failure: failure}}, nil
	default:
		return &connectorv1.CreateResponse{Outcome: &connectorv1.CreateResponse_Result{Result: result}}, nil
	}
}

// Update changes one object.
func (s *service) Update(ctx context.Context, req *connectorv1.UpdateRequest) (*connectorv1.UpdateResponse, error) {
	conn, ctx, release, err := s.connections.use(ctx, req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := codec.DecodeUpdate(req)
	if err != nil {
		return nil, invalid(err)
	}
	result, failure, err := encodeOutcome(conn.Update(ctx, r))
	switch {
	case err != nil:
		return nil, err
	case failure != nil:
		return &connectorv1.UpdateResponse{Outcome: &connectorv1.UpdateResponse_Failure{Failure: failure}}, nil
	default:
		return &connectorv1.UpdateResponse{Outcome: &connectorv1.UpdateResponse_Result{Result: result}}, nil
	}
}

// Delete removes one object.
func (s *service) Delete(ctx context.Context, req *connectorv1.DeleteRequest) (*connectorv1.DeleteResponse, error) {
	conn, ctx, release, err := s.connections.use(ctx, req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := codec.DecodeDelete(req)
	if err != nil {
		return nil, invalid(err)
	}
	result, failure, err := encodeOutcome(conn.Delete(ctx, r))
	switch {
	case err != nil:
		return nil, err
	case failure != nil:
		return &connectorv1.DeleteResponse{Outcome: &connectorv1.DeleteResponse_Failure{Failure: failure}}, nil
	default:
		return &connectorv1.DeleteResponse{Outcome: &connectorv1.DeleteResponse_Result{Result: result}}, nil
	}
}

// encodeOutcome separates what travels in the answer from what is a status. An
// effect must not get lost because its description cannot be sent, so a result
// that cannot be encoded becomes an unknown outcome and not an error.
func encodeOutcome(result *shared.WriteResult, err error) (*connectorv1.WriteResult, *connectorv1.WriteFailure, error) {
	var we *shared.WriteError
	if err != nil && !errors.As(err, &we) {
		return nil, nil, err
	}
	if we == nil {
		wire, err := codec.EncodeWriteResult(result)
		if err == nil {
			err = codec.CheckText(wire)
		}
		if err == nil {
			return wire, nil, nil
		}
		we = unsayable(err)
	}
	wire, err := codec.EncodeFailure(we)
	if err == nil {
		err = codec.CheckText(wire)
	}
	if err == nil {
		return nil, wire, nil
	}
	wire, err = codec.EncodeFailure(unsayable(err))
	return nil, wire, err
}

// unsayable is the failure of a write that had effects which cannot be told.
func unsayable(fault error) *shared.WriteError {
	return &shared.WriteError{
		Kind:  shared.ErrUnknownOutcome,
		Cause: shared.NewError(shared.ErrInternal, "the connector's result cannot be sent: %v", fault),
	}
}
