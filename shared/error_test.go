package shared_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func TestErrorsMatchTheirKindAndNoOther(t *testing.T) {
	t.Parallel()
	for _, k := range shared.ErrorKinds() {
		err := fmt.Errorf("context: %w", shared.NewError(k, "m"))
		for _, other := range shared.ErrorKinds() {
			if errors.Is(err, other) != (k == other) {
				t.Errorf("errors.Is(%v, %v) = %v", k, other, errors.Is(err, other))
			}
		}
		if errors.Is(err, context.Canceled) != (k == shared.ErrCancelled) {
			t.Errorf("%v matches context.Canceled", k)
		}
		if errors.Is(err, context.DeadlineExceeded) != (k == shared.ErrTimeout) {
			t.Errorf("%v matches context.DeadlineExceeded", k)
		}
	}
}

func TestErrorKindsHaveDifferentNames(t *testing.T) {
	t.Parallel()
	seen := map[string]shared.ErrorKind{}
	for _, k := range shared.ErrorKinds() {
		if other, taken := seen[k.Error()]; taken {
			t.Errorf("%d and %d are both %q", k, other, k.Error())
		}
		seen[k.Error()] = k
	}
	if len(seen) != 25 {
		t.Errorf("%d kinds; the catalogue of the contract has 25", len(seen))
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	err := &shared.Error{
		Kind: shared.ErrInvalidRequest, Message: "two things",
		Faults:        []shared.Fault{{Field: "a", Message: "is wrong"}, {Message: "and so is this"}},
		CorrelationID: "77",
	}
	const want = "invalid request: two things: a: is wrong; and so is this (correlation id 77)"
	if got := err.Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestErrorNamesTheObject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  shared.Error
		want string
	}{
		"not in the message": {shared.Error{Kind: shared.ErrNotFound, Class: "User", UID: "7", Message: "gone"}, "not found: User 7: gone"},
		"in the message":     {shared.Error{Kind: shared.ErrNotFound, Class: "User", UID: "7", Message: "no User 7"}, "not found: no User 7"},
		"without class":      {shared.Error{Kind: shared.ErrNotFound, UID: "7"}, "not found: 7"},
		"class alone":        {shared.Error{Kind: shared.ErrNotFound, Class: "User", Message: "gone"}, "not found: gone"},
		"hostile":            {shared.Error{Kind: shared.ErrNotFound, Class: "User", UID: "a\x1b[2J\n"}, `not found: User "a\x1b[2J\n"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWriteErrorMatchesKindAndCause(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("context: %w", &shared.WriteError{
		Kind:   shared.ErrPartial,
		Cause:  shared.NewError(shared.ErrRateLimited, "slow down"),
		Result: shared.WriteResult{UID: "1", Steps: []shared.Step{{State: shared.StepDone}, {State: shared.StepFailed}}},
	})
	for _, want := range []error{shared.ErrPartial, shared.ErrRateLimited} {
		if !errors.Is(err, want) {
			t.Errorf("does not match %v", want)
		}
	}
	if errors.Is(err, shared.ErrUnknownOutcome) {
		t.Error("matches unknown outcome")
	}
	const text = "context: partial: 1 of 2 steps done: rate limited: slow down"
	if err.Error() != text {
		t.Errorf("got %q, want %q", err.Error(), text)
	}
	var w *shared.WriteError
	if !errors.As(err, &w) || w.Result.UID != "1" {
		t.Error("the result is lost")
	}
}

func TestAsError(t *testing.T) {
	t.Parallel()
	typed := shared.NewError(shared.ErrConflict, "c")
	tests := map[string]struct {
		err  error
		want string
	}{
		"typed":          {fmt.Errorf("x: %w", typed), "conflict: c"},
		"bare kind":      {shared.ErrNotFound, "not found"},
		"wrapped kind":   {fmt.Errorf("no user: %w", shared.ErrNotFound), "not found: no user"},
		"cancelled":      {fmt.Errorf("x: %w", context.Canceled), "cancelled: the caller cancelled"},
		"deadline":       {context.DeadlineExceeded, "timeout: the deadline passed"},
		"anything":       {io.ErrUnexpectedEOF, "internal error: unexpected EOF"},
		"cause of write": {&shared.WriteError{Kind: shared.ErrPartial, Cause: typed}, "conflict: c"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := shared.AsError(tt.err).Error(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if shared.AsError(nil) != nil {
		t.Error("AsError(nil) is not nil")
	}
}

// Texts may quote what somebody sent; an error stays one line all the same.
func TestErrorTextIsOneLine(t *testing.T) {
	t.Parallel()
	err := &shared.Error{
		Kind: shared.ErrInvalidRequest, Class: "User", Message: "no role named a\r\nb\x1b[2J \u202eé日🙂",
		Faults: []shared.Fault{{Field: "x\ny", Message: "z\x00 \xff"}},
	}
	want := `invalid request: no role named a\r\nb\x1b[2J \u202eé日🙂: x\ny: z\x00 ` + "\ufffd"
	if got := err.Error(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
