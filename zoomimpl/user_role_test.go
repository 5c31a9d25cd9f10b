package zoomimpl_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// roleOf is the role of a user.
func (tn *tenant) roleOf(uid string) string {
	tn.t.Helper()
	return text(tn.get(user, uid, "role_id"), "role_id")
}

const (
	postRole   = "POST /roles/{roleId}/members"
	deleteRole = "DELETE /roles/{roleId}/members/{memberId}"
)

// Every user has exactly one role: another one replaces it, none makes a member.
func TestUpdateChangesRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	desk := tn.roleIDs()["Help Desk"]
	tests := map[string]struct {
		before string // member when empty
		wanted []shared.Value
		after  string
		calls  map[string]int64 // but for the reads of the user
	}{
		"to administrator":    {"", []shared.Value{roleRef("1")}, "1", map[string]int64{postRole: 1}},
		"to an own role":      {"", []shared.Value{roleRef(desk)}, desk, map[string]int64{postRole: 1}},
		"by name":             {"", []shared.Value{roleNamed("help desk")}, desk, map[string]int64{postRole: 1, "GET /roles": 1}},
		"to another role":     {"1", []shared.Value{roleRef(desk)}, desk, map[string]int64{postRole: 1}},
		"to member":           {desk, []shared.Value{roleRef("2")}, "2", map[string]int64{deleteRole: 1}},
		"to member by name":   {"1", []shared.Value{roleNamed("Member")}, "2", map[string]int64{deleteRole: 1, "GET /roles": 1}},
		"cleared":             {"1", nil, "2", map[string]int64{deleteRole: 1}},
		"cleared member":      {"", nil, "2", map[string]int64{}},
		"member already":      {"", []shared.Value{roleRef("2")}, "2", map[string]int64{}},
		"an own role already": {desk, []shared.Value{roleNamed("Help Desk")}, desk, map[string]int64{"GET /roles": 1}},
		"as plain text":       {"", []shared.Value{str("1")}, "1", map[string]int64{postRole: 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.active("ann@example.com")
			if test.before != "" {
				tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef(test.before)))
			}
			tn.sim.ResetRecord()
			result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", test.wanted...))
			got := tn.requests()
			if reads := got["GET /users/{userId}"]; reads != 1 {
				t.Errorf("the user was read %d times", reads)
			}
			delete(got, "GET /users/{userId}")
			if diff := cmp.Diff(test.calls, got); diff != "" {
				t.Error(diff)
			}
			changed := test.calls[postRole]+test.calls[deleteRole] > 0
			if (result.Outcome == shared.OutcomeUpdated) != changed || len(result.NotApplied) > 0 {
				t.Errorf("outcome %v, left %v", result.Outcome, result.NotApplied)
			}
			if changed && (len(result.Steps) != 1 || result.Steps[0].Name != "role" || test.calls[result.Steps[0].Endpoint] != 1) {
				t.Errorf("steps %+v", result.Steps)
			}
			if got := tn.roleOf(uid); got != test.after {
				t.Errorf("role %s, want %s", got, test.after)
			}
		})
	}
}

// What can be no role of the user is refused before anything is written.
func TestUpdateRefusesRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("protected_users", str("boss@example.com"), str("chief@example.com")))
	desk := tn.roleIDs()["Help Desk"]
	owners, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `role_id eq "0"`)})
	if len(owners) != 1 {
		t.Fatalf("owners: %v", owners)
	}
	owner := owners[0].UID()
	ann, boss, chief := tn.active("ann@example.com"), tn.active("boss@example.com"), tn.active("chief@example.com")
	tn.mustUpdate(user, boss, shared.ReplaceDelta("role_id", roleRef("1")))
	tn.mustUpdate(user, chief, shared.ReplaceDelta("role_id", roleRef(desk)))
	tests := map[string]struct {
		uid  string
		to   []shared.Value
		want error
		text string
	}{
		"owner for another":     {ann, []shared.Value{roleRef("0")}, shared.ErrInvalidAttributeValue, "role of the owner"},
		"owner by name":         {ann, []shared.Value{roleNamed("owner")}, shared.ErrInvalidAttributeValue, "role of the owner"},
		"another for the owner": {owner, []shared.Value{roleRef("1")}, shared.ErrPreconditionFailed, "is the owner of the account"},
		"none for the owner":    {owner, nil, shared.ErrPreconditionFailed, "is the owner of the account"},
		"unknown name":          {ann, []shared.Value{roleNamed("Nobody")}, shared.ErrInvalidAttributeValue, "there is no role named Nobody"},
		"impossible id":         {ann, []shared.Value{roleRef("..")}, shared.ErrInvalidAttributeValue, "there is no role .."},
		"protected to member":   {boss, []shared.Value{roleRef("2")}, shared.ErrPreconditionFailed, "allow_protected"},
		"protected, cleared":    {chief, nil, shared.ErrPreconditionFailed, "protected_users"},
		"protected to another":  {boss, []shared.Value{roleRef(desk)}, shared.ErrPreconditionFailed, "allow_protected"},
		"own role to admin":     {chief, []shared.Value{roleRef("1")}, shared.ErrPreconditionFailed, "allow_protected"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tn.update(user, test.uid, shared.ReplaceDelta("dept", str(name)), shared.ReplaceDelta("role_id", test.to...))
			if !errors.Is(err, test.want) || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Fatalf("got %v", err)
			}
			e := shared.AsError(err)
			if e.Attribute != "role_id" || e.UID != test.uid || e.Class != user {
				t.Errorf("about class %q, uid %q, attribute %q", e.Class, e.UID, e.Attribute)
			}
			if got := text(tn.get(user, test.uid, "dept"), "dept"); got == name {
				t.Error("the department was written")
			}
		})
	}
	t.Run("as it is", func(t *testing.T) {
		t.Parallel()
		for uid, id := range map[string]string{owner: "0", boss: "1", chief: desk} {
			if result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef(id))); result.Outcome != shared.OutcomeAlreadyDone {
				t.Errorf("role %s: %v", id, result.Outcome)
			}
		}
	})
}

// Property allow_protected, and a protected user may rise.
func TestProtectedUserChangesRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("protected_users", str("boss@example.com")))
	boss := tn.active("boss@example.com")
	tn.mustUpdate(user, boss, shared.ReplaceDelta("role_id", roleRef("1")))
	tn.conn = tn.connect(set("protected_users", str("boss@example.com")), set("allow_protected", yes))
	tn.mustUpdate(user, boss, shared.ReplaceDelta("role_id"))
	if got := tn.roleOf(boss); got != "2" {
		t.Errorf("role %s", got)
	}
}

// A role is no attribute of a create.
func TestCreateTakesNoRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: shared.Attributes{
		set("email", str("ann@example.com")), set("role_id", roleRef("1")),
	}})
	if err == nil || len(tn.requests()) > 0 {
		t.Errorf("got %v, sent %v", err, tn.requests())
	}
}

// Zoom deactivates no administrator, and gives inactive users no role.
func TestRoleAndStatusInOneUpdate(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")))
	if _, err := tn.update(user, uid, shared.ReplaceDelta("enabled", no)); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("deactivating an administrator: %v", err)
	}
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("role_id", roleRef("2")))
	if diff := cmp.Diff([]string{"role", "deactivate"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	result = tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")), shared.ReplaceDelta("enabled", yes))
	if diff := cmp.Diff([]string{"activate", "role"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if got := tn.roleOf(uid); got != "1" {
		t.Errorf("role %s", got)
	}
}

// Zoom tells no role of a pending user and gives none.
func TestRoleOfPendingUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.invite("new@example.com")
	if got := tn.roleOf(uid); got != "[]" {
		t.Errorf("role %s by get", got)
	}
	listed, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "pending"`), Attributes: []string{"role_id"}})
	if len(listed) != 1 || text(listed[0], "role_id") != "[]" {
		t.Errorf("listed: %v", listed)
	}
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")))
	if diff := cmp.Diff([]string{"role_id"}, left(result)); diff != "" || result.Outcome != shared.OutcomePending {
		t.Errorf("%v %s", result.Outcome, diff)
	}
	if _, err := tn.update(user, uid, shared.ReplaceDelta("role_id", roleRef("0"))); !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("owner: %v", err)
	}
}

// Zoom's refusals are about the attribute, where they are about the role.
func TestRoleRefusals(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	unknownUser := `{"code":1001,"message":"User does not exist: x."}`
	tests := map[string]struct {
		before, path, body string
		status             int
		to                 string
		want               error
		attribute, text    string
	}{
		"unknown role":    {"", "", "", 0, "R" + nowhere, shared.ErrInvalidAttributeValue, "role_id", "there is no role R" + nowhere},
		"not assignable":  {"", "/roles/1/members", `{"code":300,"message":"Can't delete or add members for Normal/Owner roles."}`, 400, "1", shared.ErrInvalidAttributeValue, "role_id", "role 1: "},
		"with success":    {"", "/roles/1/members", `{"code":300,"message":"Can't add."}`, 200, "1", shared.ErrInvalidAttributeValue, "role_id", "role 1: "},
		"no permission":   {"", "/roles/1/members", `{"code":4700,"message":"Invalid access token, does not contain role:write:admin scope."}`, 400, "1", shared.ErrPermissionDenied, "", "role:write:admin"},
		"user has gone":   {"", "/roles/1/members", unknownUser, 404, "1", shared.ErrNotFound, "", "User does not exist"},
		"removal refused": {"1", "/roles/1/members/", `{"code":200,"message":"No permission."}`, 400, "2", shared.ErrPermissionDenied, "", "No permission"},
		"changed by another": {
			"1", "/roles/1/members/", unknownUser, 404, "2", shared.ErrConflict, "role_id", "it was 1 and is 1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.active("ann@example.com")
			if test.before != "" {
				tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef(test.before)))
			}
			conn := tn.conn
			if test.path != "" {
				conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
					if req.Method != http.MethodGet && strings.Contains(req.URL.Path, test.path) {
						return answer(test.status, test.body), nil
					}
					return send()
				})
			}
			_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("role_id", roleRef(test.to))}})
			if !errors.Is(err, test.want) || !strings.Contains(fmt.Sprint(err), test.text) {
				t.Fatalf("got %v", err)
			}
			if got := shared.AsError(err).Attribute; got != test.attribute {
				t.Errorf("attribute %q, want %q", got, test.attribute)
			}
		})
	}
	if got := tn.roleOf(uid); got != "2" {
		t.Errorf("role %s", got)
	}
}

// A user whom Zoom skips without a word is reported.
func TestRoleDetectsDrops(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPost, "/roles/1/members", 201, `{"ids":"","add_at":"2026-01-01T00:00:00Z"}`))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")))
	if diff := cmp.Diff([]string{"role_id"}, left(result)); diff != "" {
		t.Fatal(diff)
	}
	if reason := result.NotApplied[0].Reason; !errors.Is(reason, shared.ErrPreconditionFailed) || !strings.Contains(reason.Message, "role 1") {
		t.Errorf("reason %v", reason)
	}
}

// An answer that names nobody although the role was given is looked into.
func TestRoleSilentAnswerIsVerified(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	silent := func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/members") {
			return resp, err
		}
		return answer(201, `{"ids":"","add_at":"2026-01-01T00:00:00Z"}`), resp.Body.Close()
	}
	conn := tn.conn
	tn.conn = tn.connectThrough(silent)
	if result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1"))); len(result.NotApplied) > 0 {
		t.Errorf("left %v", result.NotApplied)
	}
	tn.conn = conn
	if got := tn.roleOf(uid); got != "1" {
		t.Errorf("role %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	broken := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := silent(req, send)
		if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/members") {
			cancel()
		}
		return resp, err
	})
	desk := tn.roleIDs()["Help Desk"]
	_, err := broken.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("role_id", roleRef(desk))}})
	if err != nil {
		t.Errorf("the look that settles it outlives the call: got %v", err)
	}
	if got := tn.roleOf(uid); got != desk {
		t.Errorf("role %s", got)
	}
}

// failingAt fails the k-th write: before it reaches Zoom, or after with the
// answer lost.
func failingAt(k int32, lost bool) meddling {
	var n atomic.Int32
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/token") || n.Add(1) != k {
			return send()
		}
		if !lost {
			return answer(400, `{"code":200,"message":"No permission."}`), nil
		}
		resp, err := send()
		if err != nil {
			return nil, err
		}
		return nil, errors.Join(errLost, resp.Body.Close())
	}
}

// Whatever write fails, or loses its answer, what remains leads to the end.
func TestRoleChangeContinues(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		from, to string
		enabled  bool
	}{
		"promoted":            {"2", "1", true},
		"moved":               {"1", "desk", true},
		"demoted and blocked": {"1", "2", false},
	}
	for name, test := range tests {
		for k := int32(1); k <= 4; k++ {
			for _, lost := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, write %d, lost %v", name, k, lost), func(t *testing.T) {
					t.Parallel()
					tn := start(t, small())
					g, ids := groupIDs(tn), tn.roleIDs()
					ids["1"], ids["2"], ids["desk"] = "1", "2", ids["Help Desk"]
					uid := tn.active("ann@example.com")
					tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef(test.from)))
					direct := tn.conn
					tn.conn = tn.connectThrough(failingAt(k, lost))
					_, err := tn.update(user, uid, shared.ReplaceDelta("enabled", shared.BoolValue(test.enabled)), shared.ReplaceDelta("dept", str("Sales")),
						shared.AddDelta("group_ids", groupRef(g[0])), shared.ReplaceDelta("role_id", roleRef(ids[test.to])))
					writes := int32(3)
					if !test.enabled {
						writes++
					}
					checkFailure(t, err, k, lost, writes)
					tn.conn = direct
					if partial, ok := errors.AsType[*shared.WriteError](err); ok {
						tn.mustUpdate(user, uid, partial.Remaining...)
					}
					obj := tn.get(user, uid, "role_id", "enabled", "dept")
					if k == 1 && !lost {
						return // Refused at once: nothing was done.
					}
					want := fmt.Sprint(ids[test.to], test.enabled, "Sales")
					if got := fmt.Sprint(text(obj, "role_id"), text(obj, "enabled"), text(obj, "dept")); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				})
			}
		}
	}
}

func checkFailure(t *testing.T, err error, k int32, lost bool, writes int32) {
	t.Helper()
	var want error
	switch {
	case k > writes:
	case lost: // A look settles it.
	case k == 1:
		want = shared.ErrPermissionDenied
	default:
		want = shared.ErrPartial
	}
	if (want == nil) != (err == nil) || !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}
