package codec

import (
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeCreate converts the request to make an object.
func EncodeCreate(connection string, r *shared.CreateRequest) (*connectorv1.CreateRequest, error) {
	attrs, err := EncodeAttributes(r.Attributes)
	if err != nil {
		return nil, err
	}
	options, err := EncodeAttributes(r.Options)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	out := &connectorv1.CreateRequest{
		ConnectionId: connection, ObjectClass: r.Class, Attributes: attrs, Options: options, CallId: r.CallID,
	}
	return out, CheckText(out)
}

// DecodeCreate converts the request to make an object.
func DecodeCreate(r *connectorv1.CreateRequest) (*shared.CreateRequest, error) {
	attrs, err := DecodeAttributes(r.GetAttributes())
	if err != nil {
		return nil, err
	}
	options, err := DecodeAttributes(r.GetOptions())
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	return &shared.CreateRequest{Class: r.GetObjectClass(), Attributes: attrs, Options: options, CallID: r.GetCallId()}, nil
}

// EncodeUpdate converts the request to change an object.
func EncodeUpdate(connection string, r *shared.UpdateRequest) (*connectorv1.UpdateRequest, error) {
	deltas, err := each(r.Deltas, EncodeDelta)
	if err != nil {
		return nil, err
	}
	options, err := EncodeAttributes(r.Options)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	out := &connectorv1.UpdateRequest{
		ConnectionId: connection, ObjectClass: r.Class, Uid: r.UID, Deltas: deltas, Options: options, CallId: r.CallID,
	}
	return out, CheckText(out)
}

// DecodeUpdate converts the request to change an object.
func DecodeUpdate(r *connectorv1.UpdateRequest) (*shared.UpdateRequest, error) {
	deltas, err := each(r.GetDeltas(), DecodeDelta)
	if err != nil {
		return nil, err
	}
	options, err := DecodeAttributes(r.GetOptions())
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	return &shared.UpdateRequest{
		Class: r.GetObjectClass(), UID: r.GetUid(), Deltas: deltas, Options: options, CallID: r.GetCallId(),
	}, nil
}

// EncodeDelete converts the request to remove an object.
func EncodeDelete(connection string, r *shared.DeleteRequest) (*connectorv1.DeleteRequest, error) {
	options, err := EncodeAttributes(r.Options)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	out := &connectorv1.DeleteRequest{
		ConnectionId: connection, ObjectClass: r.Class, Uid: r.UID, Options: options, CallId: r.CallID,
	}
	return out, CheckText(out)
}

// DecodeDelete converts the request to remove an object.
func DecodeDelete(r *connectorv1.DeleteRequest) (*shared.DeleteRequest, error) {
	options, err := DecodeAttributes(r.GetOptions())
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	return &shared.DeleteRequest{Class: r.GetObjectClass(), UID: r.GetUid(), Options: options, CallID: r.GetCallId()}, nil
}
