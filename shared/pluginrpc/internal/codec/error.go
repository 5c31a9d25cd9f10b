package codec

import (
	"math"
	"strings"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeError converts an error of the catalogue for the inside of a message;
// nil becomes nil. Errors are always encodable: what is not UTF-8 in their
// texts is replaced.
func EncodeError(e *shared.Error) *connectorv1.ErrorDetail {
	if e == nil {
		return nil
	}
	e = e.Bounded()
	out := &connectorv1.ErrorDetail{
		Reason:        reasonOf(e.Kind),
		Message:       clean(e.Message),
		ObjectClass:   clean(e.Class),
		Uid:           clean(e.UID),
		Attribute:     clean(e.Attribute),
		RetryAfter:    encodeDuration(e.RetryAfter),
		CorrelationId: clean(e.CorrelationID),
	}
	for _, f := range e.Faults {
		out.Faults = append(out.Faults, &connectorv1.Fault{Field: clean(f.Field), Message: clean(f.Message)})
	}
	if e.Upstream != (shared.Upstream{}) {
		out.Upstream = &connectorv1.Upstream{
			Status:    int32(max(math.MinInt32, min(math.MaxInt32, e.Upstream.Status))),
			Code:      clean(e.Upstream.Code),
			RequestId: clean(e.Upstream.RequestID),
		}
	}
	return out
}

// DecodeError converts an error of the catalogue; nil becomes nil. A reason
// that is not known becomes ErrInternal and keeps its text.
func DecodeError(d *connectorv1.ErrorDetail) (*shared.Error, error) {
	if d == nil {
		return nil, nil //nolint:nilnil // no error detail is no error
	}
	retry, err := decodeDuration(d.GetRetryAfter())
	if err != nil {
		return nil, err
	}
	kind := kindOf(d.GetReason())
	out := &shared.Error{
		Kind:          kind,
		Message:       d.GetMessage(),
		Class:         d.GetObjectClass(),
		UID:           d.GetUid(),
		Attribute:     d.GetAttribute(),
		RetryAfter:    retry,
		CorrelationID: d.GetCorrelationId(),
		Upstream: shared.Upstream{
			Status:    int(d.GetUpstream().GetStatus()),
			Code:      d.GetUpstream().GetCode(),
			RequestID: d.GetUpstream().GetRequestId(),
		},
	}
	for _, f := range d.GetFaults() {
		out.Faults = append(out.Faults, shared.Fault{Field: f.GetField(), Message: f.GetMessage()})
	}
	return out, nil
}

// clean replaces what is not UTF-8, which protobuf would refuse together with
// the whole error.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
