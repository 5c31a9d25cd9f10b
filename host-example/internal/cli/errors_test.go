package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want int
	}{
		"none":                    {nil, 0},
		"anything":                {errors.New("x"), 1},
		"wrong usage":             {usagef("x"), 2},
		"wrapped usage":           {fmt.Errorf("a: %w", usagef("x")), 2},
		"bad value before a call": {asUsage(shared.NewError(shared.ErrInvalidAttributeValue, "x")), 2},
		"bad value at the target": {shared.NewError(shared.ErrInvalidAttributeValue, "x"), 1},
		"incomplete":              {&incompleteError{message: "x"}, 4},
		"interrupted":             {&interruptedError{"x"}, 130},
		"partial":                 {&shared.WriteError{Kind: shared.ErrPartial, Cause: shared.NewError(shared.ErrTimeout, "x")}, 4},
		"unknown outcome":         {&shared.WriteError{Kind: shared.ErrUnknownOutcome}, 4},
		"partial of a bad start":  {&shared.WriteError{Kind: shared.ErrPartial, Cause: shared.NewError(shared.ErrInvalidRequest, "x")}, 4},
		"partial and interrupted": {errors.Join(&interruptedError{"x"}, &shared.WriteError{Kind: shared.ErrPartial}), 4},
		"joined with a close":     {errors.Join(shared.NewError(shared.ErrStartFailed, "x"), errors.New("y")), 3},
		"cancelled alone":         {context.Canceled, 1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := exitCode(tc.err); got != tc.want {
				t.Errorf("exitCode(%v) = %d, want %d", tc.err, got, tc.want)
			}
		})
	}
}

func TestColor(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		terminal bool
		flag     bool
		variable string
		want     bool
	}{
		"terminal": {terminal: true, want: true},
		"pipe":     {terminal: false},
		"flag":     {terminal: true, flag: true},
		"variable": {terminal: true, variable: "1"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &app{flags: globalFlags{noColor: tc.flag}, env: Environment{
				StdoutTerminal: tc.terminal,
				LookupEnv:      func(name string) (string, bool) { return tc.variable, name == "NO_COLOR" && tc.variable != "" },
			}}
			if got := a.color(); got != tc.want {
				t.Errorf("color is %t, want %t", got, tc.want)
			}
		})
	}
}

// TestExitCodeOfEveryKind fails when a kind is added and nobody thought about
// its exit code.
func TestExitCodeOfEveryKind(t *testing.T) {
	t.Parallel()
	want := map[shared.ErrorKind]int{
		shared.ErrInternal: 1, shared.ErrNotFound: 1, shared.ErrAlreadyExists: 1, shared.ErrConflict: 1,
		shared.ErrInvalidRequest: 2, shared.ErrInvalidAttributeValue: 1, shared.ErrInvalidConfiguration: 2,
		shared.ErrUnauthenticated: 1, shared.ErrPermissionDenied: 1, shared.ErrPreconditionFailed: 1,
		shared.ErrUnsupported: 1, shared.ErrRateLimited: 1, shared.ErrQuotaExceeded: 1,
		shared.ErrCursorExpired: 1, shared.ErrSyncTokenExpired: 1, shared.ErrTooLarge: 1,
		shared.ErrConnectionFailed: 1, shared.ErrTimeout: 1, shared.ErrCancelled: 1,
		shared.ErrPartial: 4, shared.ErrUnknownOutcome: 4,
		shared.ErrStartFailed: 3, shared.ErrChecksumMismatch: 3, shared.ErrIncompatibleVersion: 3,
		shared.ErrPluginCrashed: 1,
	}
	for _, kind := range shared.ErrorKinds() {
		t.Run(kind.Error(), func(t *testing.T) {
			t.Parallel()
			code, known := want[kind]
			if got := exitCode(shared.NewError(kind, "x")); !known || got != code {
				t.Errorf("exit code %d, want %d (in the table: %t)", got, code, known)
			}
		})
	}
}
