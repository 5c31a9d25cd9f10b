package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func reactivate() shared.Attribute { return set("update_inactive", str("reactivate")) }

// dormant makes an inactive user.
func (tn *tenant) dormant(email string) string {
	tn.t.Helper()
	uid := tn.active(email, set("dept", str("old")))
	tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	return uid
}

// Property update_inactive=reactivate: the user is changed and inactive again.
func TestReactivateForAnUpdate(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), reactivate())
	uid := tn.dormant("ann@example.com")
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("new")), shared.ReplaceDelta("type", num(2)))
	want := []string{"activate", "profile", "verify", "deactivate again"}
	if diff := cmp.Diff(want, stepNames(result.Steps)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if result.Outcome != shared.OutcomeUpdated || !slices.Equal(left(result), []string{"type"}) {
		t.Errorf("got %v, not applied %v: no inactive user holds a licence", result.Outcome, result.NotApplied)
	}
	obj := tn.get(user, uid)
	if text(obj, "dept") != "new" || text(obj, "status") != "inactive" || text(obj, "type") != "1" {
		t.Errorf("after: %v %v %v", text(obj, "dept"), text(obj, "status"), text(obj, "type"))
	}
	tn.sim.ResetRecord()
	again := tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("new")))
	if again.Outcome != shared.OutcomeAlreadyDone || tn.requests()["PUT /users/{userId}/status"] != 0 {
		t.Errorf("nothing to do: %v, %v", again.Outcome, tn.requests())
	}
}

// Whatever step fails, the user ends inactive, and the remaining changes can be
// made afterwards.
func TestReactivateRestoresAfterFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		meddle meddling
		want   shared.ErrorKind
		dept   string
	}{
		"activation refused":      {refuseStatus("activate"), shared.ErrQuotaExceeded, "old"},
		"profile refused":         {refuse(http.MethodPatch, "", 400, `{"code":300,"message":"Validation Failed."}`), shared.ErrInvalidAttributeValue, "old"},
		"profile cut":             {cut(http.MethodPatch), shared.ErrUnknownOutcome, "old"},
		"look after it refused":   {refuseSecondGet(), shared.ErrPartial, "new"},
		"answer of patch lost":    {lose(http.MethodPatch, ""), 0, "new"},
		"deactivation lost twice": {loseStatus("deactivate"), 0, "new"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.dormant("ann@example.com")
			sound := tn.connect(reactivate())
			tn.conn = tn.connectThrough(tt.meddle, reactivate())
			result, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("new")))
			if tt.want == 0 && err != nil || tt.want != 0 && !errors.Is(err, tt.want) {
				t.Fatalf("got %v, %v; want %v", result, err, tt.want)
			}
			tn.conn = sound
			if obj := tn.get(user, uid); text(obj, "status") != "inactive" || text(obj, "dept") != tt.dept {
				t.Errorf("after: %v %v", text(obj, "status"), text(obj, "dept"))
			}
			if partial, ok := errors.AsType[*shared.WriteError](err); ok {
				tn.mustUpdate(user, uid, partial.Remaining...)
				if obj := tn.get(user, uid); text(obj, "status") != "inactive" || text(obj, "dept") != "new" {
					t.Errorf("continued: %v %v", text(obj, "status"), text(obj, "dept"))
				}
			}
		})
	}
}

// When the deactivation fails for good, the result says that the user is active.
func TestReactivateLeavesActive(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.dormant("ann@example.com")
	sound := tn.connect(reactivate())
	tn.conn = tn.connectThrough(refuseStatus("deactivate"), reactivate())
	_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("new")))
	partial, ok := errors.AsType[*shared.WriteError](err)
	if !ok || !errors.Is(err, shared.ErrPartial) {
		t.Fatalf("got %v", err)
	}
	if len(partial.Result.SideEffects) != 1 || !strings.Contains(partial.Result.SideEffects[0].Description, "left active") {
		t.Errorf("side effects: %v", partial.Result.SideEffects)
	}
	tn.conn = sound
	if obj := tn.get(user, uid); text(obj, "status") != "active" {
		t.Fatalf("status %v", text(obj, "status"))
	}
	tn.mustUpdate(user, uid, partial.Remaining...)
	if obj := tn.get(user, uid); text(obj, "status") != "inactive" || text(obj, "dept") != "new" {
		t.Errorf("continued: %v %v", text(obj, "status"), text(obj, "dept"))
	}
}

// Nobody who stays inactive gets a role: Zoom would not deactivate the
// administrator again.
func TestReactivateGivesNoRole(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), reactivate())
	uid := tn.dormant("ann@example.com")
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")), shared.ReplaceDelta("dept", str("new")))
	if diff := cmp.Diff([]string{"role_id"}, left(result)); diff != "" {
		t.Error(diff)
	}
	obj := tn.get(user, uid)
	if text(obj, "status") != "inactive" || text(obj, "dept") != "new" {
		t.Errorf("after: %v %v", text(obj, "status"), text(obj, "dept"))
	}
	active := tn.active("bob@example.com")
	if _, err := tn.update(user, active, shared.ReplaceDelta("role_id", roleRef("1")), shared.ReplaceDelta("enabled", no)); !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("disabled administrator: %v", err)
	}
	if obj := tn.get(user, active); text(obj, "status") != "active" || text(obj, "role_id") != "2" {
		t.Errorf("after the refusal: %v %v", text(obj, "status"), text(obj, "role_id"))
	}
}

// The deactivation outlasts a pause that Zoom asks for.
func TestReactivateOutlastsAPause(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.dormant("ann@example.com")
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method != http.MethodPatch {
			return send()
		}
		throttled := answer(http.StatusTooManyRequests, `{"code":429,"message":"Too many."}`)
		throttled.Header.Set("Retry-After", "1")
		return throttled, nil
	}, reactivate(), set("plan", str("business")))
	_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("new")))
	if !errors.Is(err, shared.ErrRateLimited) {
		t.Errorf("got %v", err)
	}
	if obj := tn.get(user, uid); text(obj, "status") != "inactive" {
		t.Errorf("status %v", text(obj, "status"))
	}
}

// The steps of a write that was restored say how it ended.
func TestReactivateStepsEndTrue(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("immediate_logout_on_deactivate", yes))
	uid := tn.dormant("ann@example.com")
	first := true
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if statusRequest(req, "deactivate") && first {
			first = false
			return answer(http.StatusBadRequest, `{"code":1000,"message":"Not now."}`), nil
		}
		return send()
	}, reactivate(), set("immediate_logout_on_deactivate", yes))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("new")))
	want := []string{"activate", "profile", "verify", "deactivate again", "log out"}
	if diff := cmp.Diff(want, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
}

// Option restore_status repeats an update that was cut off while the user was
// active.
func TestRestoreStatus(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), reactivate())
	uid := tn.active("ann@example.com")
	restore := shared.Attributes{set("restore_status", str("inactive"))}
	result, err := tn.conn.Update(t.Context(), &shared.UpdateRequest{
		Class: user, UID: uid, Options: restore, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("dept", str("new"))},
	})
	if err != nil || result.Outcome != shared.OutcomeUpdated {
		t.Fatalf("got %v, %v", result, err)
	}
	if obj := tn.get(user, uid); text(obj, "status") != "inactive" || text(obj, "dept") != "new" {
		t.Errorf("after: %v %v", text(obj, "status"), text(obj, "dept"))
	}
	_, err = tn.conn.Update(t.Context(), &shared.UpdateRequest{
		Class: user, UID: uid, Options: restore, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("enabled", yes)},
	})
	if !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("contradiction: %v", err)
	}
}

// Deleting an inactive user under update_inactive=reactivate.
func TestReactivateForADelete(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), reactivate(), set("deactivate_on_delete", no))
	uid := tn.dormant("ann@example.com")
	result, err := tn.delete(user, uid)
	if err != nil || result.Outcome != shared.OutcomeDeleted {
		t.Fatalf("got %v, %v", result, err)
	}
	// Zoom unlinks nobody of a managed domain: the user stays, inactive.
	managed := tn.dormant("bob@example.com")
	tn.conn = tn.connect(reactivate(), set("deactivate_on_delete", no), set("disassociate_on_delete", yes))
	if _, err := tn.delete(user, managed); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("managed: %v", err)
	}
	if obj := tn.get(user, managed); text(obj, "status") != "inactive" {
		t.Errorf("status %v", text(obj, "status"))
	}
}

// statusRequest tells a request that sets the status.
func statusRequest(req *http.Request, action string) bool {
	return req.Method == http.MethodPut && strings.HasSuffix(req.URL.Path, "/status") && bodyContains(req, `"`+action+`"`)
}

func refuseStatus(action string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if statusRequest(req, action) {
			return answer(400, `{"code":3412,"message":"No seats."}`), nil
		}
		return send()
	}
}

// loseStatus loses the answers of status changes.
func loseStatus(action string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		mine := statusRequest(req, action)
		resp, err := send()
		if err != nil || !mine {
			return resp, err
		}
		return nil, errors.Join(errLost, resp.Body.Close())
	}
}

// cut fails requests of a method as if their answer were lost, without sending
// them.
func cut(method string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == method {
			return nil, errLost
		}
		return send()
	}
}

// refuseSecondGet refuses the look at the user after the change.
func refuseSecondGet() meddling {
	gets := 0
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet && strings.Contains(req.URL.Path, "/users/") {
			if gets++; gets == 2 {
				return answer(400, `{"code":200,"message":"No permission."}`), nil
			}
		}
		return send()
	}
}
