package codec_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// TestErrorsKeepEverything sends every kind with every field through both forms.
func TestErrorsKeepEverything(t *testing.T) {
	t.Parallel()
	for _, kind := range shared.ErrorKinds() {
		for name, e := range map[string]*shared.Error{"bare": {Kind: kind}, "full": fullError(kind)} {
			t.Run(kind.Error()+" "+name, func(t *testing.T) {
				t.Parallel()
				fromStatus, ours := codec.DecodeStatus(codec.EncodeStatus(e))
				if !ours {
					t.Fatal("the status is not recognised")
				}
				fromDetail, err := codec.DecodeError(codec.EncodeError(e))
				if err != nil {
					t.Fatalf("decode detail: %v", err)
				}
				for form, got := range map[string]*shared.Error{"status": fromStatus, "detail": fromDetail} {
					if diff := cmp.Diff(e, got); diff != "" {
						t.Errorf("%s (-want +got):\n%s", form, diff)
					}
					if got.Error() != e.Error() {
						t.Errorf("%s: text %q, want %q", form, got.Error(), e.Error())
					}
					if !errors.Is(got, kind) {
						t.Errorf("%s: does not match its kind", form)
					}
				}
			})
		}
	}
}

func TestContextErrorsMatch(t *testing.T) {
	t.Parallel()
	for kind, want := range map[shared.ErrorKind]error{shared.ErrTimeout: context.DeadlineExceeded, shared.ErrCancelled: context.Canceled} {
		got, _ := codec.DecodeStatus(codec.EncodeStatus(&shared.Error{Kind: kind}))
		if !errors.Is(got, want) {
			t.Errorf("%v does not match %v", got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	want := map[shared.ErrorKind]codes.Code{
		shared.ErrInternal:              codes.Internal,
		shared.ErrNotFound:              codes.NotFound,
		shared.ErrAlreadyExists:         codes.AlreadyExists,
		shared.ErrConflict:              codes.Aborted,
		shared.ErrInvalidRequest:        codes.InvalidArgument,
		shared.ErrInvalidAttributeValue: codes.InvalidArgument,
		shared.ErrInvalidConfiguration:  codes.InvalidArgument,
		shared.ErrUnauthenticated:       codes.Unauthenticated,
		shared.ErrPermissionDenied:      codes.PermissionDenied,
		shared.ErrPreconditionFailed:    codes.FailedPrecondition,
		shared.ErrUnsupported:           codes.Unimplemented,
		shared.ErrRateLimited:           codes.ResourceExhausted,
		shared.ErrQuotaExceeded:         codes.ResourceExhausted,
		shared.ErrCursorExpired:         codes.OutOfRange,
		shared.ErrSyncTokenExpired:      codes.OutOfRange,
		shared.ErrTooLarge:              codes.ResourceExhausted,
		shared.ErrConnectionFailed:      codes.Unavailable,
		shared.ErrTimeout:               codes.DeadlineExceeded,
		shared.ErrCancelled:             codes.Canceled,
		shared.ErrPartial:               codes.Unknown,
		shared.ErrUnknownOutcome:        codes.Unknown,
		shared.ErrStartFailed:           codes.FailedPrecondition,
		shared.ErrChecksumMismatch:      codes.FailedPrecondition,
		shared.ErrIncompatibleVersion:   codes.FailedPrecondition,
		shared.ErrPluginCrashed:         codes.Unavailable,
	}
	for _, kind := range shared.ErrorKinds() {
		if got := codec.CodeOf(kind); got != want[kind] {
			t.Errorf("%v has the code %v, want %v", kind, got, want[kind])
		}
	}
}

func TestForeignStatusIsNotOurs(t *testing.T) {
	t.Parallel()
	e, ours := codec.DecodeStatus(status.New(codes.Unavailable, "connection refused"))
	if ours || e.Message != "connection refused" {
		t.Errorf("got %v, %v", e, ours)
	}
}

func TestUnknownReasonKeepsItsText(t *testing.T) {
	t.Parallel()
	e, err := codec.DecodeError(&connectorv1.ErrorDetail{Reason: "INVENTED_LATER", Message: "something new"})
	if err != nil || e.Kind != shared.ErrInternal || e.Message != "something new" {
		t.Errorf("got %v, %v", e, err)
	}
}

func TestErrorTextThatIsNotUTF8(t *testing.T) {
	t.Parallel()
	in := &shared.Error{Kind: shared.ErrNotFound, Message: "no \xff", UID: "\xfe", Faults: []shared.Fault{{Field: "\xff", Message: "\xff"}}}
	got, ours := codec.DecodeStatus(codec.EncodeStatus(in))
	want := &shared.Error{Kind: shared.ErrNotFound, Message: "no \uFFFD", UID: "\uFFFD", Faults: []shared.Fault{{Field: "\uFFFD", Message: "\uFFFD"}}}
	if diff := cmp.Diff(want, got); !ours || diff != "" {
		t.Errorf("ours %v (-want +got):\n%s", ours, diff)
	}
}

func fullError(kind shared.ErrorKind) *shared.Error {
	return &shared.Error{
		Kind: kind, Message: "what is wrong: 100 % of \"it\"\nand more ünïcode", Class: "user", UID: "u/1", Attribute: "e-mail",
		Faults:     []shared.Fault{{Field: "a", Message: "is missing"}, {Message: "no field"}},
		RetryAfter: 90*time.Second + 5,
		Upstream:   shared.Upstream{Status: 429, Code: "1005", RequestID: "r-7"}, CorrelationID: "c-9",
	}
}
