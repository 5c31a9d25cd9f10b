package codec

import (
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/igaplugin/igaplugin/shared"
)

// Domain is the domain of google.rpc.ErrorInfo: it tells the errors of this
// contract from those of gRPC itself.
const Domain = "iga.connector"

// The keys of ErrorInfo.metadata. Those that are empty are left out.
const (
	keyClass             = "class"
	keyUID               = "uid"
	keyAttribute         = "attribute"
	keyUpstreamStatus    = "upstream_status"
	keyUpstreamCode      = "upstream_code"
	keyUpstreamRequestID = "upstream_request_id"
	keyCorrelationID     = "correlation_id"
)

// EncodeStatus converts an error of the catalogue to a gRPC status with
// ErrorInfo, RetryInfo and BadRequest.
func EncodeStatus(e *shared.Error) *status.Status {
	e = e.Bounded() // statuses travel in headers, which have a limit of their own
	st := status.New(CodeOf(e.Kind), clean(e.Message))
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{
		Reason:   reasonOf(e.Kind),
		Domain:   Domain,
		Metadata: metadataOf(e),
	}}
	if e.RetryAfter != 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: encodeDuration(e.RetryAfter)})
	}
	if len(e.Faults) > 0 {
		bad := &errdetails.BadRequest{}
		for _, f := range e.Faults {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
				Field: clean(f.Field), Description: clean(f.Message),
			})
		}
		details = append(details, bad)
	}
	with, err := st.WithDetails(details...)
	if err != nil {
		// Clean text in well-known messages always marshals; the code and the
		// text are still true if it ever does not.
		return st
	}
	return with
}

func metadataOf(e *shared.Error) map[string]string {
	m := map[string]string{
		keyClass:             clean(e.Class),
		keyUID:               clean(e.UID),
		keyAttribute:         clean(e.Attribute),
		keyUpstreamCode:      clean(e.Upstream.Code),
		keyUpstreamRequestID: clean(e.Upstream.RequestID),
		keyCorrelationID:     clean(e.CorrelationID),
	}
	if e.Upstream.Status != 0 {
		m[keyUpstreamStatus] = strconv.Itoa(e.Upstream.Status)
	}
	for k, v := range m {
		if v == "" {
			delete(m, k)
		}
	}
	return m
}

// DecodeStatus converts a status to an error of the catalogue. It returns false
// for a status without our ErrorInfo, which gRPC itself has made.
func DecodeStatus(st *status.Status) (*shared.Error, bool) {
	e := &shared.Error{Message: st.Message()}
	ours := false
	for _, d := range st.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			if d.GetDomain() != Domain {
				continue
			}
			ours = true
			e.Kind = kindOf(d.GetReason())
			addMetadata(e, d.GetMetadata())
		case *errdetails.RetryInfo:
			if delay, err := decodeDuration(d.GetRetryDelay()); err == nil {
				e.RetryAfter = delay
			}
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				e.Faults = append(e.Faults, shared.Fault{Field: v.GetField(), Message: v.GetDescription()})
			}
		}
	}
	return e, ours
}

func addMetadata(e *shared.Error, m map[string]string) {
	e.Class, e.UID, e.Attribute = m[keyClass], m[keyUID], m[keyAttribute]
	e.Upstream.Code, e.Upstream.RequestID = m[keyUpstreamCode], m[keyUpstreamRequestID]
	e.CorrelationID = m[keyCorrelationID]
	if n, err := strconv.Atoi(m[keyUpstreamStatus]); err == nil {
		e.Upstream.Status = n
	}
}
