package codec

import (
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeFailure converts a write that ended part of the way. The call id stays
// behind: the host has chosen it.
func EncodeFailure(e *shared.WriteError) (*connectorv1.WriteFailure, error) {
	kind := e.Kind
	if kind != shared.ErrPartial {
		// Whatever else it says, to call the outcome unknown is never a lie.
		kind = shared.ErrUnknownOutcome
	}
	result, err := encodeResultRest(&e.Result)
	if err != nil {
		return nil, err
	}
	if e.Result.Outcome.Valid() {
		result.Outcome = connectorv1.Outcome(e.Result.Outcome)
	}
	remaining, err := each(e.Remaining, EncodeDelta)
	if err != nil {
		return nil, fmt.Errorf("remaining: %w", err)
	}
	return &connectorv1.WriteFailure{
		Reason:    reasonOf(kind),
		Cause:     EncodeError(e.Cause),
		Result:    result,
		Remaining: remaining,
	}, nil
}

// DecodeFailure converts a write that ended part of the way; callID is that of
// its request.
func DecodeFailure(f *connectorv1.WriteFailure, callID string) (*shared.WriteError, error) {
	kind := kindOf(f.GetReason())
	if kind != shared.ErrPartial && kind != shared.ErrUnknownOutcome {
		return nil, fmt.Errorf("a write failure with the reason %q", f.GetReason())
	}
	cause, err := DecodeError(f.GetCause())
	if err != nil {
		return nil, err
	}
	result, err := decodeResultRest(f.GetResult())
	if err != nil {
		return nil, err
	}
	if o := f.GetResult().GetOutcome(); o != connectorv1.Outcome_OUTCOME_UNSPECIFIED {
		if result.Outcome, err = decodeEnum[shared.Outcome](o); err != nil {
			return nil, err
		}
	}
	remaining, err := each(f.GetRemaining(), DecodeDelta)
	if err != nil {
		return nil, fmt.Errorf("remaining: %w", err)
	}
	return &shared.WriteError{Kind: kind, Cause: cause, Result: *result, Remaining: remaining, CallID: callID}, nil
}
