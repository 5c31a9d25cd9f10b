package codec

import (
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/igaplugin/igaplugin/shared"
)

// reasonOf is the kind in upper case, as ErrorInfo and ErrorDetail carry it,
// for example NOT_FOUND.
func reasonOf(k shared.ErrorKind) string {
	if !k.Valid() {
		k = shared.ErrInternal
	}
	return strings.ToUpper(strings.ReplaceAll(k.Error(), " ", "_"))
}

// kindOf finds the kind of a reason; a reason that is not known is ErrInternal.
func kindOf(reason string) shared.ErrorKind {
	for _, k := range shared.ErrorKinds() {
		if reasonOf(k) == reason {
			return k
		}
	}
	return shared.ErrInternal
}

// CodeOf is the gRPC code that stands for a kind, for tools and logs that know
// nothing of this contract. Receivers that do know it go by the reason.
func CodeOf(k shared.ErrorKind) codes.Code {
	switch k {
	case shared.ErrNotFound:
		return codes.NotFound
	case shared.ErrAlreadyExists:
		return codes.AlreadyExists
	case shared.ErrConflict:
		return codes.Aborted
	case shared.ErrInvalidRequest, shared.ErrInvalidAttributeValue, shared.ErrInvalidConfiguration:
		return codes.InvalidArgument
	case shared.ErrUnauthenticated:
		return codes.Unauthenticated
	case shared.ErrPermissionDenied:
		return codes.PermissionDenied
	case shared.ErrPreconditionFailed, shared.ErrStartFailed, shared.ErrChecksumMismatch, shared.ErrIncompatibleVersion:
		return codes.FailedPrecondition
	case shared.ErrUnsupported:
		return codes.Unimplemented
	case shared.ErrRateLimited, shared.ErrQuotaExceeded, shared.ErrTooLarge:
		return codes.ResourceExhausted
	case shared.ErrCursorExpired, shared.ErrSyncTokenExpired:
		return codes.OutOfRange
	case shared.ErrConnectionFailed, shared.ErrPluginCrashed:
		return codes.Unavailable
	case shared.ErrTimeout:
		return codes.DeadlineExceeded
	case shared.ErrCancelled:
		return codes.Canceled
	case shared.ErrPartial, shared.ErrUnknownOutcome:
		return codes.Unknown
	default:
		return codes.Internal
	}
}
