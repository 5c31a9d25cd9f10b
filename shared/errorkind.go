package shared

import (
	"context"
	"fmt"
)

// ErrorKind is an entry of the error catalogue. The kinds are the sentinels of
// errors.Is:
//
//	if errors.Is(err, shared.ErrNotFound) { ... }
//
// The catalogue is closed: connectors return these kinds, wrapped in [Error] or
// [WriteError], and an error of any other type becomes ErrInternal.
type ErrorKind uint8

// The catalogue.
const (
	// ErrInternal is a defect of the connector or the host, or an error
	// outside the catalogue.
	ErrInternal ErrorKind = iota + 1
	// ErrNotFound says that there is no such object, or object class.
	ErrNotFound
	// ErrAlreadyExists says that the name or uid is taken.
	ErrAlreadyExists
	// ErrConflict says that somebody else changed the object meanwhile.
	ErrConflict
	// ErrInvalidRequest says that the request is wrong in itself.
	ErrInvalidRequest
	// ErrInvalidAttributeValue says that the values of an attribute are not
	// acceptable.
	ErrInvalidAttributeValue
	// ErrInvalidConfiguration says that the configuration is wrong.
	ErrInvalidConfiguration
	// ErrUnauthenticated says that the target did not accept the credentials.
	ErrUnauthenticated
	// ErrPermissionDenied says that the credentials lack a right.
	ErrPermissionDenied
	// ErrPreconditionFailed says that the state of the object, the connection
	// or the configuration forbids the operation.
	ErrPreconditionFailed
	// ErrUnsupported says that the connector, the class or the account cannot
	// do this.
	ErrUnsupported
	// ErrRateLimited says that the target wants the caller to wait.
	ErrRateLimited
	// ErrQuotaExceeded says that a licence, seat or daily quota is used up.
	ErrQuotaExceeded
	// ErrCursorExpired says that a paging cookie is too old; search again.
	ErrCursorExpired
	// ErrSyncTokenExpired says that a sync token is too old or not of this
	// connector; synchronise in full.
	ErrSyncTokenExpired
	// ErrTooLarge says that an object or a message is over the size limit.
	ErrTooLarge
	// ErrConnectionFailed says that the target could not be reached or broke
	// off.
	ErrConnectionFailed
	// ErrTimeout says that the deadline passed; it also satisfies
	// context.DeadlineExceeded.
	ErrTimeout
	// ErrCancelled says that the caller cancelled; it also satisfies
	// context.Canceled.
	ErrCancelled
	// ErrPartial says that a write was done in part; see [WriteError].
	ErrPartial
	// ErrUnknownOutcome says that a write may or may not have been done; see
	// [WriteError].
	ErrUnknownOutcome
	// ErrStartFailed says that a connector process did not start.
	ErrStartFailed
	// ErrChecksumMismatch says that a connector binary is not the pinned one.
	ErrChecksumMismatch
	// ErrIncompatibleVersion says that host and connector speak different
	// versions of the contract.
	ErrIncompatibleVersion
	// ErrPluginCrashed says that the connector process ended during a call.
	ErrPluginCrashed
)

// ErrorKinds returns the whole catalogue, for tables and tests.
func ErrorKinds() []ErrorKind {
	kinds := make([]ErrorKind, 0, ErrPluginCrashed)
	for k := ErrInternal; k <= ErrPluginCrashed; k++ {
		kinds = append(kinds, k)
	}
	return kinds
}

// Error returns the name of the kind in words, which is also how messages
// begin.
func (k ErrorKind) Error() string {
	names := [...]string{
		ErrInternal:              "internal error",
		ErrNotFound:              "not found",
		ErrAlreadyExists:         "already exists",
		ErrConflict:              "conflict",
		ErrInvalidRequest:        "invalid request",
		ErrInvalidAttributeValue: "invalid attribute value",
		ErrInvalidConfiguration:  "invalid configuration",
		ErrUnauthenticated:       "unauthenticated",
		ErrPermissionDenied:      "permission denied",
		ErrPreconditionFailed:    "precondition failed",
		ErrUnsupported:           "unsupported",
		ErrRateLimited:           "rate limited",
		ErrQuotaExceeded:         "quota exceeded",
		ErrCursorExpired:         "cursor expired",
		ErrSyncTokenExpired:      "sync token expired",
		ErrTooLarge:              "too large",
		ErrConnectionFailed:      "connection failed",
		ErrTimeout:               "timeout",
		ErrCancelled:             "cancelled",
		ErrPartial:               "partial",
		ErrUnknownOutcome:        "unknown outcome",
		ErrStartFailed:           "start failed",
		ErrChecksumMismatch:      "checksum mismatch",
		ErrIncompatibleVersion:   "incompatible version",
		ErrPluginCrashed:         "plugin crashed",
	}
	if !k.Valid() {
		return fmt.Sprintf("error kind %d", uint8(k))
	}
	return names[k]
}

// Is makes ErrTimeout and ErrCancelled match their context errors.
func (k ErrorKind) Is(target error) bool {
	return (k == ErrTimeout && target == context.DeadlineExceeded) ||
		(k == ErrCancelled && target == context.Canceled)
}

// Valid tells whether k is in the catalogue.
func (k ErrorKind) Valid() bool { return k >= ErrInternal && k <= ErrPluginCrashed }
