package zoomimpl_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// enabled at create: true is what a create does anyway; false deactivates an
// active user afterwards, and is not applied to a pending one.
func TestCreateWithEnabled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options shared.Attributes
		enabled shared.Value
		outcome shared.Outcome
		steps   []string
		left    []string
		status  string
	}{
		"true, active":   {auto(), yes, shared.OutcomeCreated, []string{"create"}, nil, "active"},
		"true, pending":  {nil, yes, shared.OutcomePending, []string{"create"}, nil, "pending"},
		"false, active":  {auto(), no, shared.OutcomeCreated, []string{"create", "deactivate"}, nil, "inactive"},
		"false, pending": {nil, no, shared.OutcomePending, []string{"create"}, []string{"enabled"}, "pending"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			result := tn.create(user, test.options, set("email", str("ann@example.com")), set("__ENABLE__", test.enabled))
			if result.Outcome != test.outcome {
				t.Errorf("outcome %v", result.Outcome)
			}
			if diff := cmp.Diff(test.steps, stepNames(result.Steps)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.left, left(result)); diff != "" {
				t.Error(diff)
			}
			if got := text(tn.get(user, result.UID), "status"); got != test.status {
				t.Errorf("status %s, want %s", got, test.status)
			}
		})
	}
}

// A user who is taken over becomes what the create asks for.
func TestAdoptWithEnabled(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("duplicate_record_returns_id", yes))
	ann, pending := tn.active("ann@example.com"), tn.invite("new@example.com")
	tn.mustUpdate(user, ann, shared.ReplaceDelta("enabled", no))
	adopted := tn.create(user, nil, set("email", str("ann@example.com")), set("enabled", yes))
	if adopted.Outcome != shared.OutcomeAdopted || text(tn.get(user, ann), "status") != "active" {
		t.Errorf("got %+v", adopted)
	}
	adopted = tn.create(user, nil, set("email", str("new@example.com")), set("enabled", yes))
	if adopted.UID != pending || len(adopted.NotApplied) > 0 {
		t.Errorf("pending, true: %+v", adopted)
	}
	adopted = tn.create(user, nil, set("email", str("new@example.com")), set("enabled", no))
	if diff := cmp.Diff([]string{"enabled"}, left(adopted)); diff != "" {
		t.Errorf("pending, false: %s", diff)
	}
}

// A protected user is not created disabled, and nothing is sent.
func TestCreateDisabledProtectedUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("protected_users", str("ANN@example.com")))
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("enabled", no),
	}})
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("got %v", err)
	}
	if got := tn.requests()["POST /users"]; got != 0 {
		t.Errorf("%d creates were sent", got)
	}
}
