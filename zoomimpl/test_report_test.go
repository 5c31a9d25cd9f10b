package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Section 1, test: what works costs one look at each class and writes nothing.
func TestTestReportsNothingMissing(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("deactivate_on_delete", no), set("immediate_logout_on_deactivate", yes), set("entitlement_deletion_enabled", yes))
	report, err := tn.conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || !report.OK() || len(report.Classes) != 6 {
		t.Errorf("got %+v, %v", report, err)
	}
	looks := map[string]int64{
		"GET /users": 1, "GET /groups": 1, "GET /roles": 1, "GET /phone/users": 1,
		"GET /phone/sites": 1, "GET /number_management/numbers": 1, "GET /phone/calling_plans": 1,
	}
	if diff := cmp.Diff(looks, tn.requests()); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(report.Target, tn.server.AccountID) || report.Stats.Requests != 7 {
		t.Errorf("target %q, %d requests", report.Target, report.Stats.Requests)
	}
}

// missing are the names of what a class lacks.
func missing(report *shared.TestReport, class string) []string {
	var names []string
	for _, c := range report.Classes {
		if c.Class != class {
			continue
		}
		for _, p := range c.Problems {
			names = append(names, p.Missing...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Scopes are missing by name, class by class, although nothing is written.
func TestTestReportsMissingScopes(t *testing.T) {
	t.Parallel()
	options := small()
	options.Scopes = []string{
		"user:read:admin", "user:update:user:admin", "user:update:status:admin", "user:write:user:admin",
		"group:read:admin", "role:read:list_roles:admin",
	}
	tn := start(t, options)
	report, err := tn.conn.Test(t.Context(), nil)
	if err != nil || report.OK() {
		t.Fatalf("got %+v, %v", report, err)
	}
	want := map[string][]string{
		user: {
			"group:delete:member:admin", "group:write:member:admin", "phone:delete:user_number:admin", "phone:delete:users_calling_plan:admin", "phone:read:list_calling_plans:admin",
			"phone:read:list_sites:admin", "phone:read:list_users:admin", "phone:read:site:admin", "phone:read:user:admin",
			"phone:update:batch_users:admin", "phone:update:calling_plan:admin", "phone:update:user:admin",
			"phone:write:calling_plan:admin", "phone:write:user_number:admin", "role:delete:member:admin", "role:write:member:admin",
			"user:delete:user:admin", "user:update:email:admin", "user:update:password:admin",
		},
		group: {
			"group:delete:administrator:admin", "group:delete:member:admin", "group:update:group:admin",
			"group:write:administrator:admin", "group:write:group:admin", "group:write:member:admin",
		},
		"ZoomRole":        {"role:read:list_members:admin", "role:read:role:admin"},
		"ZoomPhoneSite":   {"phone:read:list_sites:admin", "phone:read:site:admin"},
		"ZoomPhoneNumber": {"number_management:read:list_numbers:admin"},
		"ZoomCallingPlan": {"phone:read:list_calling_plans:admin"},
	}
	for class, names := range want {
		if diff := cmp.Diff(names, missing(report, class)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", class, diff)
		}
	}
	for _, p := range report.Classes[0].Problems {
		if strings.Contains(p.Error.Message, "email") && !slices.Equal(p.Operations, []shared.Operation{shared.OperationUpdate}) {
			t.Errorf("without the e-mail scope: %v", p.Operations)
		}
	}
}

// Zoom names the classic scope of roles where the granular one is missing: that is
// one problem, not two.
func TestTestReportsAScopeOnce(t *testing.T) {
	t.Parallel()
	options := small()
	options.Scopes = []string{"user:read:admin", "user:write:admin", "group:read:admin"}
	report, err := start(t, options).conn.Test(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range report.Classes {
		if c.Class != "ZoomRole" {
			continue
		}
		listed := 0
		for _, p := range c.Problems {
			if slices.ContainsFunc(p.Missing, func(s string) bool { return s == "role:read:list_roles:admin" || s == "role:read:admin" }) {
				listed++
			}
		}
		if listed != 1 {
			t.Errorf("the scope for the list of roles is missing in %d problems: %v", listed, c.Problems)
		}
	}
}

// A class whose list is refused, for whatever reason, is reported by itself.
func TestTestReportsRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		kind    shared.ErrorKind
		missing []string
	}{
		"plan":   {`{"code":200,"message":"Only available for Paid account"}`, shared.ErrUnsupported, []string{"plan with ZoomGroup"}},
		"right":  {`{"code":200,"message":"No permission."}`, shared.ErrPermissionDenied, []string{"right of the app's role to view groups"}},
		"scope":  {`{"code":4711,"message":"Invalid access token, does not contain scopes:[group:read:list_groups:admin]."}`, shared.ErrPermissionDenied, []string{"group:read:list_groups:admin"}},
		"failed": {``, shared.ErrConnectionFailed, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			status := http.StatusBadRequest
			if tt.body == "" {
				status = http.StatusBadGateway
			}
			tn.conn = tn.connectThrough(refuse(http.MethodGet, "/groups", status, tt.body))
			report, err := tn.conn.Test(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if problems := report.Classes[1].Problems; len(problems) != 1 || !errors.Is(problems[0].Error, tt.kind) {
				t.Fatalf("problems: %+v", problems)
			}
			if diff := cmp.Diff(tt.missing, missing(report, group)); diff != "" {
				t.Error(diff)
			}
			if len(report.Classes[0].Problems)+len(report.Classes[2].Problems) > 0 {
				t.Errorf("other classes: %+v", report.Classes)
			}
		})
	}
}

// The free plan has neither groups nor roles.
func TestTestReportsFreePlan(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 1, Users: 3, Plan: "free"}, set("plan", str("free")))
	report, err := tn.conn.Test(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"plan with ZoomGroup"}, missing(report, group)); diff != "" {
		t.Error(diff)
	}
	if len(report.Classes[0].Problems) > 0 {
		t.Errorf("users: %+v", report.Classes[0].Problems)
	}
}

// Without a token, or when nothing can be read, the test itself fails.
func TestTestFails(t *testing.T) {
	t.Parallel()
	options := small()
	options.Scopes = []string{"dashboard:read:admin"}
	if _, err := start(t, options).conn.Test(t.Context(), nil); !errors.Is(err, shared.ErrPermissionDenied) {
		t.Errorf("nothing works: got %v", err)
	}
	tn := start(t, small())
	wrong := tn.connect(set("client_secret", shared.SecretValue(shared.NewSecret("not-the-secret"))))
	if _, err := wrong.Test(t.Context(), nil); !errors.Is(err, shared.ErrUnauthenticated) {
		t.Errorf("wrong secret: got %v", err)
	}
}

// Without Zoom Phone, users work but for some attributes, and the report says
// which.
func TestTestReportsNoPhone(t *testing.T) {
	t.Parallel()
	options := small()
	options.NoPhone = true
	report, err := start(t, options).conn.Test(t.Context(), nil)
	if err != nil || report.OK() {
		t.Fatalf("got %+v, %v", report, err)
	}
	for _, class := range []string{user, "ZoomPhoneSite", "ZoomCallingPlan"} {
		if diff := cmp.Diff([]string{"account with Zoom Phone"}, missing(report, class)); diff != "" {
			t.Errorf("%s: %s", class, diff)
		}
	}
	problems := report.Classes[0].Problems
	if len(problems) != 1 || !errors.Is(problems[0].Error, shared.ErrUnsupported) || slices.Contains(problems[0].Operations, shared.OperationDelete) ||
		len(problems[0].Operations) == 0 || !strings.Contains(problems[0].Error.Message, "attributes of Zoom Phone: the account has no Zoom Phone") {
		t.Errorf("users: %+v", problems)
	}
	if len(report.Classes[1].Problems)+len(report.Classes[2].Problems) > 0 {
		t.Errorf("groups and roles: %+v", report.Classes)
	}
}

// An app that was made before number management still reads the numbers.
func TestTestTakesEitherNumberScope(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string][]string{
		"phone:read:list_numbers:admin":             nil,
		"number_management:read:list_numbers:admin": nil,
		"phone:read:list_sites:admin":               {"number_management:read:list_numbers:admin"},
	} {
		options := small()
		options.Scopes = []string{"user:read:admin", scope}
		report, err := start(t, options).conn.Test(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, missing(report, "ZoomPhoneNumber")); diff != "" {
			t.Errorf("%s: %s", scope, diff)
		}
	}
}
