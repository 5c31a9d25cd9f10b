package zoomimpl

import (
	"net/http"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// documented are the codes that Zoom documents for users, groups, roles, Zoom
// Phone and number management, with their statuses and the texts that are known.
func documented() map[string]struct {
	status, code int
	method, text string
	kind         shared.ErrorKind
	attribute    string
} {
	const (
		get, post, patch, put, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete
	)
	return map[string]struct {
		status, code int
		method, text string
		kind         shared.ErrorKind
		attribute    string
	}{
		"124 live":                 {401, 124, get, "Invalid access token.", shared.ErrUnauthenticated, ""},
		"124 documented":           {400, 124, get, "Access token is expired.", shared.ErrUnauthenticated, ""},
		"124 phone site":           {400, 124, get, "No permission to access the site.", shared.ErrPermissionDenied, ""},
		"104 phone scope":          {400, 104, get, "Invalid access token, does not contain scopes:[phone:read:list_users:admin].", shared.ErrPermissionDenied, ""},
		"4711 scope":               {400, 4711, get, "Invalid access token, does not contain scopes:[user:read:list_users:admin].", shared.ErrPermissionDenied, ""},
		"4700 scope":               {400, 4700, get, "Invalid access token, does not contain role:read:admin scope.", shared.ErrPermissionDenied, ""},
		"200 permission":           {400, 200, patch, "No permission.", shared.ErrPermissionDenied, ""},
		"200 plan with success":    {200, 200, get, "Only available for Paid account", shared.ErrUnsupported, ""},
		"300 field":                {400, 300, patch, "Validation Failed.", shared.ErrInvalidAttributeValue, ""},
		"300 groups used up":       {400, 300, post, "The maximum number of groups was reached.", shared.ErrQuotaExceeded, ""},
		"300 owner role":           {400, 300, post, "Can't delete or add members for Normal/Owner roles.", shared.ErrInvalidAttributeValue, "role_id"},
		"400 phone site":           {400, 400, get, "The site does not exist.", shared.ErrNotFound, ""},
		"400 phone field":          {400, 400, del, "Invalid field.", shared.ErrInvalidAttributeValue, ""},
		"404 phone":                {404, 404, get, "Site does not exist.", shared.ErrNotFound, ""},
		"404 plan not subscribed":  {400, 404, put, "The plan does not exist.", shared.ErrNotFound, ""},
		"405 phone list too long":  {400, 405, patch, "Too many.", shared.ErrPreconditionFailed, ""},
		"1000 operator":            {400, 1000, del, "User is an operator.", shared.ErrPreconditionFailed, ""},
		"1001":                     {404, 1001, get, "User does not exist: x.", shared.ErrNotFound, ""},
		"1005":                     {409, 1005, post, `Email "a@b.c" has already been used.`, shared.ErrAlreadyExists, "email"},
		"1009":                     {400, 1009, post, "The user a@b.c already holds an active account.", shared.ErrAlreadyExists, "email"},
		"1010":                     {400, 1010, get, "Group does not belong to your account.", shared.ErrNotFound, ""},
		"1034":                     {400, 1034, get, "Provided `role_id` does not exist.", shared.ErrNotFound, ""},
		"1102":                     {404, 1102, post, "No licence.", shared.ErrQuotaExceeded, "zoom_phone_feature"},
		"1107 create":              {400, 1107, post, "Email domain is blocked.", shared.ErrInvalidAttributeValue, "email"},
		"1107 disassociate":        {400, 1107, del, "You can not disassociate a user with managed domain.", shared.ErrPreconditionFailed, ""},
		"1108":                     {400, 1108, patch, "x", shared.ErrPreconditionFailed, "type"},
		"1109":                     {400, 1109, patch, "Host is not a paid user.", shared.ErrPreconditionFailed, "type"},
		"1116":                     {400, 1116, post, "Email address a@b.c doesn't match limited domains: d.", shared.ErrInvalidAttributeValue, "email"},
		"1117 disassociate":        {400, 1117, del, "You can not disassociate an Admin user.", shared.ErrPreconditionFailed, ""},
		"1117 password":            {400, 1117, put, "Can not update Admin's password", shared.ErrPreconditionFailed, ""},
		"1120":                     {400, 1120, get, "Invite not exist or is already expired.", shared.ErrPreconditionFailed, ""},
		"1122":                     {400, 1122, patch, "x", shared.ErrPreconditionFailed, ""},
		"1211":                     {400, 1211, patch, "x", shared.ErrPreconditionFailed, ""},
		"1242":                     {400, 1242, patch, "x", shared.ErrPreconditionFailed, ""},
		"1123":                     {400, 1123, put, "x", shared.ErrPreconditionFailed, "password"},
		"1124":                     {400, 1124, put, "x", shared.ErrInvalidAttributeValue, "password"},
		"1131":                     {400, 1131, put, "x", shared.ErrInvalidAttributeValue, "password"},
		"1136":                     {400, 1136, put, "x", shared.ErrInvalidAttributeValue, "password"},
		"1224":                     {400, 1224, post, "x", shared.ErrAlreadyExists, "name"},
		"2001":                     {404, 2001, get, "Account does not exist.", shared.ErrUnsupported, ""},
		"2031":                     {403, 2031, get, "Zoom Phone has not been enabled for this account.", shared.ErrUnsupported, ""},
		"2002":                     {400, 2002, post, "x", shared.ErrUnsupported, ""},
		"2032":                     {400, 2032, post, "x", shared.ErrUnsupported, ""},
		"2016":                     {400, 2016, post, "x", shared.ErrPermissionDenied, ""},
		"2035":                     {400, 2035, post, "x", shared.ErrPermissionDenied, ""},
		"2037":                     {400, 2037, post, "x", shared.ErrPermissionDenied, ""},
		"11321":                    {400, 11321, post, "x", shared.ErrPermissionDenied, ""},
		"2033":                     {400, 2033, put, "x", shared.ErrQuotaExceeded, "type"},
		"2034":                     {400, 2034, post, "x", shared.ErrQuotaExceeded, "type"},
		"2038":                     {400, 2038, post, "x", shared.ErrQuotaExceeded, ""},
		"2039":                     {400, 2039, patch, "x", shared.ErrQuotaExceeded, ""},
		"3412":                     {400, 3412, patch, "x", shared.ErrQuotaExceeded, "type"},
		"2030":                     {404, 2030, get, "x", shared.ErrNotFound, ""},
		"2300 live":                {404, 2300, get, "This API endpoint is not recognized.", shared.ErrUnsupported, ""},
		"2300 documented":          {400, 2300, get, "This API endpoint is not recognized.", shared.ErrUnsupported, ""},
		"3001":                     {404, 3001, get, "x", shared.ErrNotFound, ""},
		"4100":                     {400, 4100, patch, "x", shared.ErrAlreadyExists, "vanity_name"},
		"4130":                     {404, 4130, get, "x", shared.ErrNotFound, ""},
		"4131":                     {404, 4131, del, "Group member does not exist.", shared.ErrNotFound, ""},
		"4132":                     {409, 4132, post, "x", shared.ErrAlreadyExists, "name"},
		"4137":                     {410, 4137, get, "x", shared.ErrUnsupported, ""},
		"4138":                     {400, 4138, del, "x", shared.ErrNotFound, ""},
		"409 without a plan":       {409, 409, post, "x", shared.ErrPreconditionFailed, ""},
		"12007":                    {400, 12007, put, "x", shared.ErrPreconditionFailed, ""},
		"12008":                    {400, 12008, put, "x", shared.ErrPreconditionFailed, ""},
		"13800":                    {400, 13800, patch, "x", shared.ErrInvalidAttributeValue, ""},
		"999":                      {400, 999, get, "x", shared.ErrInvalidAttributeValue, ""},
		"1002006":                  {400, 1002006, get, "x", shared.ErrPreconditionFailed, ""},
		"1002010":                  {400, 1002010, get, "x", shared.ErrPreconditionFailed, ""},
		"429 second":               {429, 429, get, "You have reached the maximum per-second rate limit for this API. Try again later.", shared.ErrRateLimited, ""},
		"429 disassociation":       {429, 0, del, "Too many concurrent requests.", shared.ErrRateLimited, ""},
		"account blocked":          {403, 0, get, "Access to the Zoom REST API has been denied for this account.", shared.ErrPermissionDenied, ""},
		"400 extension used":       {400, 400, patch, "The extension number 800 is already used.", shared.ErrAlreadyExists, "extension_number"},
		"409 number used":          {409, 409, post, "The number is already in use.", shared.ErrAlreadyExists, "zoom_phone_numbers"},
		"404 plan lost":            {400, 404, put, "The user did not subscribe to the plan.", shared.ErrConflict, "zoom_phone_calling_plans"},
		"200 status of an admin":   {400, 200, put, "Zoom Room and Admin users' status cannot be activated or deactivated.", shared.ErrPreconditionFailed, ""},
		"200 meeting id of Basic":  {400, 200, patch, "This user has no meetings license.", shared.ErrPreconditionFailed, "pmi"},
		"200 deactivated user":     {400, 200, del, "Deactivated users cannot be deleted.", shared.ErrPreconditionFailed, ""},
		"200 information barrier":  {400, 200, del, "The group is used by an information barrier.", shared.ErrPreconditionFailed, ""},
		"core 2001":                {404, 2001, get, "Account does not exist.", shared.ErrPermissionDenied, ""},
		"300 phone licence":        {400, 300, post, "There is no available license.", shared.ErrQuotaExceeded, ""},
		"300 API user":             {400, 300, del, "Unable to unlink API user(s).", shared.ErrPreconditionFailed, ""},
		"300 upcoming Zoom Events": {400, 300, del, "The user has upcoming Zoom Events.", shared.ErrPreconditionFailed, ""},
		"300 password":             {400, 300, post, "Invalid parameter: password", shared.ErrInvalidAttributeValue, "password"},
		"300 united plan":          {400, 300, patch, "Invalid parameter: plan_united_type", shared.ErrInvalidAttributeValue, "plan_united_type"},
		"gateway":                  {502, 0, get, "", shared.ErrConnectionFailed, ""},
		"code in a server failure": {500, 1001, get, "x", shared.ErrConnectionFailed, ""},
		"code nobody knows":        {409, 987654, post, "x", shared.ErrConflict, ""},
		"404 of a gateway":         {404, 0, get, "the answer is not a Zoom error: Not Found", shared.ErrConnectionFailed, ""},
		"404 with a message alone": {404, 0, get, "no Route matched with those values", shared.ErrConnectionFailed, ""},
		"404 with an unknown code": {404, 987654, get, "x", shared.ErrNotFound, ""},
	}
}

// routeOf is a route of Zoom Phone for the codes that are of Zoom Phone.
func routeOf(name string) string {
	number, _, _ := strings.Cut(name, " ")
	switch number {
	case "400", "404", "405", "409", "2001", "2031", "12007", "12008", "13800", "999", "1002006", "1002010":
		return "/phone/users/{userId}"
	default:
		return "/users/{userId}"
	}
}

// Codes that Zoom documents in a row mean the same.
func TestDocumentedRanges(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]shared.ErrorKind{
		1204: shared.ErrPreconditionFailed, 1205: shared.ErrPreconditionFailed, 1206: shared.ErrPreconditionFailed, 1207: shared.ErrPreconditionFailed,
		1208: shared.ErrPreconditionFailed, 1209: shared.ErrPreconditionFailed, 1210: shared.ErrPreconditionFailed, 1228: shared.ErrPreconditionFailed,
		1233: shared.ErrPreconditionFailed, 1234: shared.ErrPreconditionFailed,
		1125: shared.ErrInvalidAttributeValue, 1126: shared.ErrInvalidAttributeValue, 1127: shared.ErrInvalidAttributeValue,
		1128: shared.ErrInvalidAttributeValue, 1129: shared.ErrInvalidAttributeValue, 1130: shared.ErrInvalidAttributeValue,
		2036: shared.ErrPermissionDenied,
	} {
		if got := refused(&zoomapi.Error{Method: http.MethodPatch, Route: "/users/{userId}", Status: 400, Code: code, Message: "x"}); got.Kind != want {
			t.Errorf("%d: got %v, want %v", code, got.Kind, want)
		}
	}
}

// The codes of Zoom Phone mean nothing of the kind elsewhere: a gateway's own 404
// is no user who has gone.
func TestPhoneCodesElsewhere(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]shared.ErrorKind{404: shared.ErrConnectionFailed, 2001: shared.ErrPermissionDenied} {
		got := refused(&zoomapi.Error{Method: http.MethodGet, Route: "/users/{userId}", Status: 404, Code: code, Message: "Account Not Found"})
		if got.Kind != want {
			t.Errorf("%d: got %v, want %v", code, got.Kind, want)
		}
	}
}

// Every documented code means what the catalogue says, whatever its status.
func TestEveryDocumentedCode(t *testing.T) {
	t.Parallel()
	for name, tt := range documented() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := refused(&zoomapi.Error{Method: tt.method, Route: routeOf(name), Status: tt.status, Code: tt.code, Message: tt.text})
			if got.Kind != tt.kind || got.Attribute != tt.attribute {
				t.Errorf("got %v about %q, want %v about %q", got.Kind, got.Attribute, tt.kind, tt.attribute)
			}
		})
	}
}

// Each code of the table is documented, so that no rule is dead.
func TestNoRuleIsDead(t *testing.T) {
	t.Parallel()
	rules := errorRules()
	used := make([]bool, len(rules))
	for name, tt := range documented() {
		e := &zoomapi.Error{Method: tt.method, Route: routeOf(name), Status: tt.status, Code: tt.code, Message: tt.text}
		for i, r := range rules {
			if r.fits(e) {
				used[i] = true
				break
			}
		}
	}
	for i, r := range rules {
		if !used[i] {
			t.Errorf("no documented refusal meets the rule for %v %q", r.codes, r.text)
		}
	}
}
