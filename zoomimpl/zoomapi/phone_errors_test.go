package zoomapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// kinds names the predicates that hold for a refusal.
func kinds(e *zoomapi.Error) []string {
	var names []string
	for name, holds := range map[string]bool{
		"user missing": e.PhoneUserMissing(), "no phone": e.PhoneUnavailable(), "site missing": e.SiteMissing(),
		"site forbidden": e.SiteForbidden(), "gone": e.EndpointGone(), "scope": e.MissingScope(),
	} {
		if holds {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestPhonePredicates(t *testing.T) {
	t.Parallel()
	const person, sites, numbers = "/phone/users/{userId}", "/phone/sites/{siteId}", "/number_management/numbers"
	for name, tc := range map[string]struct {
		err  zoomapi.Error
		want []string
	}{
		"no phone user": {
			zoomapi.Error{Route: person, Status: 404, Code: 1001, Message: "User does not exist: x."},
			[]string{"user missing"},
		},
		"no such id": {
			zoomapi.Error{Route: person, Status: 400, Code: 300, Message: "Invalid user id."},
			[]string{"user missing"},
		},
		"no such id, other case": {
			zoomapi.Error{Route: person, Status: 400, Code: 300, Message: "Invalid user ID."},
			[]string{"user missing"},
		},
		"no user, elsewhere": {zoomapi.Error{Route: "/users/{userId}", Status: 404, Code: 1001, Message: "User does not exist: x."}, nil},
		"validation":         {zoomapi.Error{Route: person, Status: 400, Code: 300, Message: "Validation Failed."}, nil},
		"no envelope":        {zoomapi.Error{Route: person, Status: 404, Message: "the answer has no body"}, nil},
		"site of the user": {
			zoomapi.Error{Route: person, Status: 404, Code: 404, Message: "Site does not exist."},
			[]string{"site missing"},
		},
		"site": {
			zoomapi.Error{Route: sites, Status: 400, Code: 400, Message: "The site does not exist."},
			[]string{"site missing"},
		},
		"site of a number": {
			zoomapi.Error{Route: numbers, Status: 400, Code: 1002010, Message: "The site does not exist"},
			[]string{"site missing"},
		},
		"something else missing": {zoomapi.Error{Route: person, Status: 400, Code: 404, Message: "User did not subscribe to the source plan."}, nil},
		"somebody else's site": {
			zoomapi.Error{
				Route: "/phone/users", Status: 400, Code: 124,
				Message: "You do not have permission, because the current site `x` does not belong to the target sites.",
			},
			[]string{"site forbidden"},
		},
		"bad token":                {zoomapi.Error{Route: "/phone/users", Status: 401, Code: 124, Message: "Invalid access token."}, nil},
		"no account":               {zoomapi.Error{Route: "/phone/users", Status: 404, Code: 2001, Message: "Account does not exist."}, []string{"no phone"}},
		"phone is off":             {zoomapi.Error{Route: "/phone/sites", Status: 403, Code: 2031, Message: "Zoom Phone has not been enabled for this account."}, []string{"no phone"}},
		"no account, elsewhere":    {zoomapi.Error{Route: "/users", Status: 404, Code: 2001, Message: "Account does not exist."}, nil},
		"withdrawn":                {zoomapi.Error{Route: "/phone/numbers", Status: 410, Code: 4137, Message: "No longer available."}, []string{"gone"}},
		"withdrawn without a body": {zoomapi.Error{Route: "/phone/numbers", Status: 410}, []string{"gone"}},
		"unknown endpoint":         {zoomapi.Error{Route: numbers, Status: 404, Code: 2300, Message: "This API endpoint is not recognized."}, []string{"gone"}},
		"scope": {
			zoomapi.Error{Route: "/phone/users", Status: 400, Code: 104, Message: "Invalid access token, does not contain scopes:[phone:read:list_users:admin]"},
			[]string{"scope"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, kinds(&tc.err)); diff != "" {
				t.Errorf("predicates differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestManagedNumbersPageToken(t *testing.T) {
	t.Parallel()
	for code, expired := range map[int]bool{zoomapi.CodeNumbersPageToken: true, zoomapi.CodeNumbersInvalid: false, zoomapi.CodeNumbersSite: false} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			client, mux := setup(t, nil)
			mux.HandleFunc("GET /number_management/numbers", func(w http.ResponseWriter, _ *http.Request) {
				reply(t, w, http.StatusBadRequest, fmt.Sprintf(`{"code":%d,"message":"The next page token is either invalid or has expired"}`, code))
			})
			_, err := collect(client.ManagedNumbers(t.Context(), zoomapi.ManagedNumberOptions{}))
			refusal, ok := errors.AsType[*zoomapi.Error](err)
			if !ok || refusal.Code != code || errors.Is(err, zoomapi.ErrPageTokenExpired) != expired {
				t.Errorf("got %v", err)
			}
		})
	}
}
