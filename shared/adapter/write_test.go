package adapter_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func writing(do func(*shared.CreateRequest) (*shared.WriteResult, error)) *writer {
	return &writer{readOnly: readOnly{operations: append([]shared.Operation{shared.OperationCreate}, reads...)}, create: do}
}

// A write that ends without saying what it did may have done anything.
func TestWritesThatSayNothingHaveAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		create func(*shared.CreateRequest) (*shared.WriteResult, error)
		cause  shared.ErrorKind
	}{
		"panic":      {func(*shared.CreateRequest) (*shared.WriteResult, error) { panic("oops") }, shared.ErrInternal},
		"nothing":    {func(*shared.CreateRequest) (*shared.WriteResult, error) { return nil, nil }, shared.ErrInternal},
		"no outcome": {func(*shared.CreateRequest) (*shared.WriteResult, error) { return &shared.WriteResult{UID: "1"}, nil }, shared.ErrInternal},
		"bare context error": {func(*shared.CreateRequest) (*shared.WriteResult, error) {
			return nil, context.DeadlineExceeded
		}, shared.ErrTimeout},
		"kind that is none of the two": {func(*shared.CreateRequest) (*shared.WriteResult, error) {
			return nil, &shared.WriteError{Kind: shared.ErrConflict, Cause: shared.NewError(shared.ErrTimeout, "t")}
		}, shared.ErrTimeout},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, writing(tt.create), io.Discard).Create(t.Context(), create)
			var w *shared.WriteError
			if !errors.As(err, &w) || w.Kind != shared.ErrUnknownOutcome || !errors.Is(err, tt.cause) || w.CallID != "c-1" {
				t.Errorf("got %v, want an unknown outcome of call c-1 because of %v", err, tt.cause)
			}
		})
	}
}

// A typed error of a write stands for itself: the connector knows.
func TestTypedErrorsOfWritesStay(t *testing.T) {
	t.Parallel()
	_, err := open(t, writing(func(*shared.CreateRequest) (*shared.WriteResult, error) {
		return nil, shared.NewError(shared.ErrCancelled, "before anything was sent")
	}), io.Discard).Create(t.Context(), create)
	if !errors.Is(err, shared.ErrCancelled) || errors.Is(err, shared.ErrUnknownOutcome) {
		t.Errorf("got %v, want cancelled", err)
	}
}

// TestSecretsLeaveNowhere looks at every text that a write can bring back.
func TestSecretsLeaveNowhere(t *testing.T) {
	t.Parallel()
	const password = "Passw0rd!"
	refusal := shared.NewError(shared.ErrConflict, "%s and %s-and-longer", canary, password)
	tests := map[string]func() (*shared.WriteResult, error){
		"error": func() (*shared.WriteResult, error) { return nil, refusal },
		"result": func() (*shared.WriteResult, error) {
			return &shared.WriteResult{
				UID: "1", Outcome: shared.OutcomeCreated,
				NotApplied:  []shared.NotApplied{{Attribute: "name", Reason: refusal}},
				SideEffects: []shared.SideEffect{{Attribute: "name", Description: canary + password}},
			}, nil
		},
		"write error": func() (*shared.WriteResult, error) {
			return nil, &shared.WriteError{
				Kind: shared.ErrPartial, Cause: refusal,
				Result: shared.WriteResult{NotApplied: []shared.NotApplied{{Attribute: "name", Reason: refusal}}},
			}
		},
	}
	for name, do := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			conn := open(t, &secretive{*writing(func(*shared.CreateRequest) (*shared.WriteResult, error) { return do() })}, &log)
			result, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{
				shared.NewAttribute("name", shared.StringValue("a")),
				shared.NewAttribute("password", shared.StringValue(password)),
			}})
			seen := log.String()
			if err != nil {
				seen += err.Error()
			}
			if w, ok := errors.AsType[*shared.WriteError](err); ok {
				result = &w.Result
			}
			if result != nil {
				for _, n := range result.NotApplied {
					seen += n.Reason.Error()
				}
				for _, s := range result.SideEffects {
					seen += s.Description
				}
			}
			if strings.Contains(seen, canary) || strings.Contains(seen, password) || !strings.Contains(seen, "***") {
				t.Errorf("secrets show, or nothing was blanked out:\n%s", seen)
			}
		})
	}
}

// One secret may be the beginning of another: the longer one must go whole.
func TestSecretThatBeginsWithAnother(t *testing.T) {
	t.Parallel()
	const password = canary + "-and-the-rest"
	conn := open(t, &secretive{*writing(func(*shared.CreateRequest) (*shared.WriteResult, error) {
		return nil, shared.NewError(shared.ErrConflict, "refused %s and %s", canary, password)
	})}, io.Discard)
	_, err := conn.Create(t.Context(), &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{
		shared.NewAttribute("name", shared.StringValue("a")),
		shared.NewAttribute("password", shared.StringValue(password)),
	}})
	if err == nil || err.Error() != "conflict: refused *** and ***" {
		t.Errorf("got %v", err)
	}
}

// secretive is a writer whose class has a password.
type secretive struct{ writer }

func (s *secretive) Schema(ctx context.Context) (*shared.Schema, error) {
	schema, err := s.writer.Schema(ctx)
	schema.Classes[0].Attributes = append(schema.Classes[0].Attributes,
		&shared.AttributeInfo{Name: "password", Type: shared.TypeSecret, Creatable: true})
	return schema, err
}

// Test reports a problem that names a secret.
func (s *secretive) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return &shared.TestReport{Target: "account " + canary, Classes: []shared.ClassReport{{
		Class: "User", Problems: []shared.Problem{{Error: shared.NewError(shared.ErrUnauthenticated, "token %s refused", canary)}},
	}}}, nil
}

func TestReportsShowNoSecrets(t *testing.T) {
	t.Parallel()
	report, err := open(t, &secretive{*writing(nil)}, io.Discard).Test(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Target != "account ***" || report.Classes[0].Problems[0].Error.Message != "token *** refused" {
		t.Errorf("got %+v", report)
	}
}

// A connector that goes on after it was told to stop, or panics where there is
// no error to return, hurts nobody but itself.
func TestProducersThatMisbehaveAtTheEnd(t *testing.T) {
	t.Parallel()
	row := shared.NewObject("User", "1", "ada").Build()
	tests := map[string]struct {
		results *shared.Results
		logged  string
	}{
		"goes on": {shared.NewResults(func(yield func(*shared.Object, error) bool) {
			yield(row, nil)
			yield(row, nil)
		}, nil, nil), "continued iteration"},
		"page": {shared.NewResults(func(yield func(*shared.Object, error) bool) { yield(row, nil) },
			func() shared.Page { panic("in page") }, nil), "in page"},
		"close": {shared.NewResults(func(yield func(*shared.Object, error) bool) { yield(row, nil) },
			nil, func() { panic("in close") }), "in close"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			inner := &readOnly{operations: reads, search: func() (*shared.Results, error) { return tt.results, nil }}
			results, err := open(t, inner, &log).Search(t.Context(), &shared.Query{Class: "User"})
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for _, err := range results.All() {
				if err == nil {
					count++
				}
				break
			}
			if page := results.Page(); count != 1 || page.Remaining != -1 {
				t.Errorf("%d rows, page %+v", count, page)
			}
			if !strings.Contains(log.String(), tt.logged) {
				t.Errorf("the log does not tell of the panic %q:\n%s", tt.logged, log.String())
			}
		})
	}
}

func TestNilRequests(t *testing.T) {
	t.Parallel()
	conn := open(t, writing(nil), io.Discard)
	_, getErr := conn.Get(t.Context(), nil)
	_, searchErr := conn.Search(t.Context(), nil)
	_, createErr := conn.Create(t.Context(), nil)
	_, updateErr := conn.Update(t.Context(), nil)
	_, deleteErr := conn.Delete(t.Context(), nil)
	_, syncErr := conn.Sync(t.Context(), nil)
	for i, err := range []error{getErr, searchErr, createErr, updateErr, deleteErr, syncErr} {
		if !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("%d: %v, want not found: a nil request names no class", i, err)
		}
	}
}
