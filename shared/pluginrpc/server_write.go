package pluginrpc

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Create makes one object.
func (s *service) Create(ctx context.Context, req *connectorv1.CreateRequest) (*connectorv1.CreateResponse, error) {
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
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
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
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
	conn, err := s.connections.get(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
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
			err = sendable(wire)
		}
		if err == nil {
			return wire, nil, nil
		}
		we = shortened(shared.ErrUnknownOutcome, *result, err)
	}
	var wire *connectorv1.WriteFailure
	// What cannot be told whole is told in short, and at last without names.
	for _, try := range []func(error) *shared.WriteError{
		func(error) *shared.WriteError { return we },
		func(fault error) *shared.WriteError { return shortened(we.Kind, we.Result, fault) },
		func(fault error) *shared.WriteError { return shortened(we.Kind, shared.WriteResult{}, fault) },
	} {
		if wire, err = codec.EncodeFailure(try(err)); err == nil {
			err = sendable(wire)
		}
		if err == nil {
			return nil, wire, nil
		}
	}
	return nil, nil, err
}

// sendable tells why a message cannot be sent.
func sendable(m proto.Message) error {
	// The message around it takes a few bytes more.
	if n, limit := proto.Size(m), MaxMessageBytes-64; n > limit {
		return fmt.Errorf("it is %d bytes; the limit is %d bytes", n, limit)
	}
	return codec.CheckText(m)
}

// shortened is what can be said of a write whose result cannot be sent: which
// object it was about, and how it ended.
func shortened(kind shared.ErrorKind, r shared.WriteResult, fault error) *shared.WriteError {
	return &shared.WriteError{
		Kind:   kind,
		Cause:  shared.NewError(shared.ErrInternal, "the connector's result cannot be sent whole: %v", fault),
		Result: shared.WriteResult{UID: r.UID, Name: r.Name, PreviousUID: r.PreviousUID, Outcome: r.Outcome},
	}
}
