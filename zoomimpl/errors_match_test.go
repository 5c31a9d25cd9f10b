package zoomimpl

import (
	"net/http"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// One code of Zoom means several things; its text tells which.
func TestRefusalsWithOneCodeAndSeveralMeanings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusal zoomapi.Error
		kind    shared.ErrorKind
		hint    string
	}{
		"delete of a deactivated user": {
			zoomapi.Error{Method: http.MethodDelete, Status: 400, Code: 200, Message: "Deactivated users cannot be deleted."},
			shared.ErrPreconditionFailed, "the user is inactive: enable it first",
		},
		"deactivation of an administrator": {
			zoomapi.Error{Method: http.MethodPut, Status: 400, Code: 200, Message: "Zoom Room and Admin users' status cannot be activated or deactivated."},
			shared.ErrPreconditionFailed, "Zoom refuses this for administrators",
		},
		"plan": {
			zoomapi.Error{Method: http.MethodGet, Status: 200, Code: 200, Message: "Only available for Paid account"},
			shared.ErrUnsupported, "the account's plan",
		},
		"right": {
			zoomapi.Error{Method: http.MethodGet, Status: 400, Code: 200, Message: "No permission."},
			shared.ErrPermissionDenied, "Zoom refused GET",
		},
		"blocked domain at create": {
			zoomapi.Error{Method: http.MethodPost, Status: 400, Code: 1107, Message: "Email domain is blocked."},
			shared.ErrInvalidAttributeValue, "Zoom refused POST",
		},
		"managed domain at disassociation": {
			zoomapi.Error{Method: http.MethodDelete, Status: 400, Code: 1107, Message: "You can not disassociate a user with managed domain."},
			shared.ErrPreconditionFailed, "deactivate or delete the user instead",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := refused(&tt.refusal)
			if got.Kind != tt.kind || !strings.HasPrefix(got.Message, tt.hint) {
				t.Errorf("got %v, want %v with %q", got, tt.kind, tt.hint)
			}
		})
	}
}
