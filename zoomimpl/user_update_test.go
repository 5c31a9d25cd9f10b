package zoomimpl_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func small() zoomsim.Options { return zoomsim.Options{Seed: 3, Users: 3, Groups: 4} }

func groupIDs(tn *tenant) []string {
	tn.t.Helper()
	objs, _ := tn.search(&shared.Query{Class: group})
	return uids(objs)
}

// Section 3: what Zoom allows is written, and read back.
func TestUpdateWritesEveryUpdatableAttribute(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	want := map[string]string{
		"first_name": "Ann", "last_name": "Lee", "display_name": "Ann L.", "dept": "R&D", "job_title": "Engineer",
		"company": "Acme", "location": "Bonn", "manager": "boss@example.com", "cost_center": "42", "language": "de-DE",
		"timezone": "Europe/Berlin", "phone_number": "+49 1", "phone_country": "DE", "pronouns": "she/her",
	}
	deltas := []shared.AttributeDelta{
		shared.ReplaceDelta("type", num(2)), shared.ReplaceDelta("use_pmi", yes),
	}
	for name, value := range want {
		deltas = append(deltas, shared.ReplaceDelta(name, str(value)))
	}
	tn.sim.ResetRecord()
	result := tn.mustUpdate(user, uid, deltas...)
	if result.Outcome != shared.OutcomeUpdated || len(result.NotApplied) > 0 {
		t.Errorf("got %v, not applied %v", result.Outcome, result.NotApplied)
	}
	if diff := cmp.Diff(map[string]int64{"GET /users/{userId}": 2, "PATCH /users/{userId}": 2}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	if result.Stats.Requests != 4 {
		t.Errorf("stats: %+v", result.Stats)
	}
	obj := tn.get(user, uid)
	want["type"], want["use_pmi"] = "2", "true"
	for name, value := range want {
		if got := text(obj, name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	again := tn.mustUpdate(user, uid, deltas...)
	if again.Outcome != shared.OutcomeAlreadyDone || again.Stats.Requests != 1 {
		t.Errorf("repeated: %v with %d requests", again.Outcome, again.Stats.Requests)
	}
}

// Section 5.3: clearing an attribute clears it; where Zoom wants a value, it is
// refused before anything is sent.
func TestUpdateClears(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("dept", str("Sales")), set("job_title", str("Clerk")))
	tn.mustUpdate(user, uid, shared.ReplaceDelta("dept"), shared.ReplaceDelta("job_title"))
	obj := tn.get(user, uid)
	if text(obj, "dept") != "[]" || text(obj, "job_title") != "[]" {
		t.Errorf("dept %s, job title %s", text(obj, "dept"), text(obj, "job_title"))
	}
	tn.sim.ResetRecord()
	_, err := tn.update(user, uid, shared.ReplaceDelta("type"), shared.ReplaceDelta("enabled"), shared.ReplaceDelta("language"))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || len(shared.AsError(err).Faults) != 3 {
		t.Errorf("got %v", err)
	}
	if len(tn.requests()) != 0 {
		t.Errorf("requests: %v", tn.requests())
	}
}

// Sections 5.3 and 5.6: groups are added, removed and replaced.
func TestUpdateChangesGroups(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	uid := tn.active("ann@example.com", set("group_ids", groupRef(g[0]), groupRef(g[1])))
	tn.sim.ResetRecord()
	result := tn.mustUpdate(user, uid,
		shared.AttributeDelta{Name: "group_ids", Add: shared.NewValues(groupRef(g[2])), Remove: shared.NewValues(groupRef(g[0]))})
	if diff := cmp.Diff([]string{"add to group " + g[2], "remove from group " + g[0]}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if got := tn.requests(); got["GET /users/{userId}"] != 1 || result.Stats.Requests != 3 {
		t.Errorf("requests: %v", got)
	}
	v, _ := tn.get(user, uid).Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[1]), groupRef(g[2]))) {
		t.Errorf("groups: %v", v)
	}
	tn.mustUpdate(user, uid, shared.ReplaceDelta("group_ids", groupRef(g[3])))
	v, _ = tn.get(user, uid).Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[3]))) {
		t.Errorf("groups after replace: %v", v)
	}
}

// A group may be named; a name that no group has is refused before any write.
func TestUpdateTakesGroupsByName(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := tn.create(group, nil, set("name", str("Team Blue")))
	uid := tn.active("ann@example.com")
	byName := func(name string) shared.Value {
		return shared.ReferenceValue(shared.Reference{Class: group, Name: name})
	}
	tn.mustUpdate(user, uid, shared.AddDelta("group_ids", byName("team blue")))
	v, _ := tn.get(user, uid).Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g.UID))) {
		t.Errorf("groups: %v", v)
	}
	_, err := tn.update(user, uid, shared.AddDelta("group_ids", byName("Team Red")), shared.ReplaceDelta("dept", str("x")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "group_ids" {
		t.Errorf("got %v", err)
	}
	if got := text(tn.get(user, uid), "dept"); got != "[]" {
		t.Errorf("dept was written: %s", got)
	}
}

// Section 5.5: disabling drops no other change of the same update; enabling comes
// first.
func TestUpdateOrdersActivation(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("type", num(2)))
	g := groupIDs(tn)
	result := tn.mustUpdate(user, uid,
		shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("dept", str("Old")), shared.AddDelta("group_ids", groupRef(g[0])))
	if diff := cmp.Diff([]string{"profile", "add to group " + g[0], "verify", "deactivate"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if len(result.SideEffects) != 1 || result.SideEffects[0].Attribute != "type" {
		t.Errorf("side effects: %v", result.SideEffects)
	}
	obj := tn.get(user, uid)
	if text(obj, "status") != "inactive" || text(obj, "enabled") != "false" || text(obj, "dept") != "Old" {
		t.Errorf("status %s, dept %s", text(obj, "status"), text(obj, "dept"))
	}
	result = tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("New")), shared.ReplaceDelta("enabled", yes))
	if diff := cmp.Diff([]string{"activate", "profile", "verify"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if obj := tn.get(user, uid); text(obj, "enabled") != "true" || text(obj, "dept") != "New" {
		t.Errorf("enabled %s, dept %s", text(obj, "enabled"), text(obj, "dept"))
	}
}

// Section 4.1: a pending user forgets changes; that is reported.
func TestUpdateOfPendingUserIsNotApplied(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	created := tn.create(user, nil, set("email", str("new@example.com")))
	tn.sim.ResetRecord()
	result := tn.mustUpdate(user, created.UID, shared.ReplaceDelta("dept", str("x")), shared.ReplaceDelta("enabled", no))
	if result.Outcome != shared.OutcomePending {
		t.Errorf("outcome %v", result.Outcome)
	}
	if diff := cmp.Diff([]string{"dept", "enabled"}, left(result)); diff != "" {
		t.Error(diff)
	}
	for _, n := range result.NotApplied {
		if !errors.Is(n.Reason, shared.ErrPreconditionFailed) {
			t.Errorf("reason: %v", n.Reason)
		}
	}
	if diff := cmp.Diff(map[string]int64{"GET /users/{userId}": 1}, tn.requests()); diff != "" {
		t.Error(diff)
	}
}

// Section 4.2 and property update_inactive.
func TestUpdateOfInactiveUser(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("x")))
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("error: got %v", err)
	}
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	if result.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("disabling again: %v", result.Outcome)
	}
	tn.conn = tn.connect(set("update_inactive", str("skip")))
	result = tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("x")))
	if diff := cmp.Diff([]string{"dept"}, left(result)); diff != "" || result.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("skip: %v %s", result.Outcome, diff)
	}
	if got := tn.requests()["PATCH /users/{userId}"]; got != 0 {
		t.Errorf("%d profile changes were sent", got)
	}
}

// Sections 4.6, 4.7 and 5.4: missing users and refused changes are errors.
func TestUpdateErrors(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	other := tn.active("bob@example.com")
	tests := map[string]struct {
		uid   string
		delta shared.AttributeDelta
		want  shared.ErrorKind
		attr  string
	}{
		"unknown user":    {"AAAAAAAAAAAAAAAAAAAAAA", shared.ReplaceDelta("dept", str("x")), shared.ErrNotFound, ""},
		"word as uid":     {"me", shared.ReplaceDelta("dept", str("x")), shared.ErrNotFound, ""},
		"path as uid":     {"..", shared.ReplaceDelta("dept", str("x")), shared.ErrNotFound, ""},
		"foreign domain":  {uid, shared.ReplaceDelta("email", str("ann@elsewhere.org")), shared.ErrInvalidAttributeValue, "email"},
		"taken address":   {other, shared.ReplaceDelta("email", str("ann@example.com")), shared.ErrAlreadyExists, "email"},
		"weak password":   {uid, shared.ReplaceDelta("password", shared.SecretValue(shared.NewSecret("short"))), shared.ErrInvalidAttributeValue, "password"},
		"unknown group":   {uid, shared.AddDelta("group_ids", groupRef("AAAAAAAAAAAAAAAAAAAAAA")), shared.ErrInvalidAttributeValue, "group_ids"},
		"long first name": {uid, shared.ReplaceDelta("first_name", str(string(make([]byte, 80)))), shared.ErrInvalidAttributeValue, "first_name"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tn.conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: test.uid, Deltas: []shared.AttributeDelta{test.delta}})
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if e := shared.AsError(err); e.Attribute != test.attr || e.Class != user || e.UID == "" {
				t.Errorf("about class %q, uid %q, attribute %q", e.Class, e.UID, e.Attribute)
			}
		})
	}
}

// E-mail address and password go by their own calls, and the id stays.
func TestUpdateEmailAndPassword(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("email", str("ann.lee@example.com")),
		shared.ReplaceDelta("password", shared.SecretValue(shared.NewSecret("Correct1Horse"))))
	if diff := cmp.Diff([]string{"e-mail", "password", "verify"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	if result.UID != uid || result.Name != "ann.lee@example.com" || result.PreviousUID != "" {
		t.Errorf("result names %s %s", result.UID, result.Name)
	}
	if got := tn.get(user, uid).Name(); got != "ann.lee@example.com" {
		t.Errorf("name is %s", got)
	}
}

// An e-mail change that Zoom accepts and forgets is reported.
func TestUpdateDetectsDroppedEmail(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPut, "/email", 204, ""))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("email", str("ann.lee@example.com")))
	if diff := cmp.Diff([]string{"email"}, left(result)); diff != "" || result.Name != "ann@example.com" {
		t.Errorf("%s; name %s", diff, result.Name)
	}
}

// What Zoom does not tell apart from nothing is nothing.
func TestUpdateWithEmptyTexts(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("update_inactive", str("error")))
	uid := tn.active("ann@example.com", set("dept", str("")), set("job_title", str("")))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("")), shared.ReplaceDelta("first_name", str("")))
	if result.Outcome != shared.OutcomeAlreadyDone || len(result.NotApplied) > 0 {
		t.Errorf("got %v, %v", result.Outcome, result.NotApplied)
	}
	tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("Sales")))
	tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("")))
	if got := text(tn.get(user, uid), "dept"); got != "[]" {
		t.Errorf("dept %q", got)
	}
	if _, err := tn.update(user, uid, shared.ReplaceDelta("language", str(""))); !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("language: %v", err)
	}
}

// What is wrong together with what the user has is refused before anything is
// sent.
func TestUpdateChecksBeforeItWrites(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.dormant("ann@example.com")
	tn.sim.ResetRecord()
	_, err := tn.update(user, uid, shared.ReplaceDelta("enabled", yes), shared.ReplaceDelta("phone_number", str("5550100")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "phone_number" {
		t.Errorf("got %v", err)
	}
	if got := tn.requests(); got["PUT /users/{userId}/status"] != 0 {
		t.Errorf("requests %v", got)
	}
}

// A refused activation is about enabled.
func TestUpdateNamesEnabled(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.dormant("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPut, "/status", 400, `{"code":2033,"message":"No seats."}`))
	_, err := tn.update(user, uid, shared.ReplaceDelta("enabled", yes))
	if e := shared.AsError(err); !errors.Is(err, shared.ErrQuotaExceeded) || e.Attribute != "enabled" {
		t.Errorf("got %v about %q", err, e.Attribute)
	}
}

// A failed later step leaves what was done, what was not, and deltas that
// converge.
func TestUpdatePartial(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPost, "/members", 400, `{"code":200,"message":"No permission."}`))
	_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")),
		shared.AddDelta("group_ids", groupRef(g[0]), groupRef(g[1])), shared.ReplaceDelta("enabled", no))
	var partial *shared.WriteError
	if !errors.As(err, &partial) || !errors.Is(err, shared.ErrPartial) || !errors.Is(err, shared.ErrPermissionDenied) {
		t.Fatalf("got %v", err)
	}
	want := []string{"profile", "add to group " + g[0] + " (failed)", "add to group " + g[1] + " (not started)", "verify (not started)", "deactivate (not started)"}
	if diff := cmp.Diff(want, stepNames(partial.Result.Steps)); diff != "" {
		t.Error(diff)
	}
	if partial.Result.UID != uid || partial.CallID == "" || partial.Result.Stats.Requests == 0 {
		t.Errorf("result %+v, call %q", partial.Result, partial.CallID)
	}
	tn.conn = tn.connect()
	if _, err := tn.update(user, partial.Result.UID, partial.Remaining...); err != nil {
		t.Fatalf("continuing: %v", err)
	}
	obj := tn.get(user, uid)
	v, _ := obj.Get("group_ids")
	if !v.Equal(shared.NewValues(groupRef(g[0]), groupRef(g[1]))) || text(obj, "enabled") != "false" || text(obj, "dept") != "Sales" {
		t.Errorf("after continuing: groups %v, enabled %s, dept %s", v, text(obj, "enabled"), text(obj, "dept"))
	}
}

// A lost answer is settled by a look at the user.
func TestUpdateSettlesLostAnswers(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	groups := groupIDs(tn)
	// Zoom allows three changes of the address a day; two changes are real here.
	addresses := map[string]string{
		http.MethodPatch: "ann@example.com", http.MethodPut: "put@example.com",
		http.MethodPost: "put@example.com", http.MethodDelete: "delete@example.com",
	}
	for _, method := range []string{http.MethodPatch, http.MethodPut, http.MethodPost, http.MethodDelete} {
		tn.conn = tn.connectThrough(loseWrites(method))
		for _, deltas := range [][]shared.AttributeDelta{
			{shared.ReplaceDelta("dept", str(method)), shared.ReplaceDelta("type", num(2))},
			{shared.ReplaceDelta("email", str(addresses[method]))},
			{shared.AddDelta("group_ids", groupRef(groups[0]))},
			{shared.RemoveDelta("group_ids", groupRef(groups[0]))},
			{shared.ReplaceDelta("enabled", no)},
			{shared.ReplaceDelta("enabled", yes)},
		} {
			if result, err := tn.update(user, uid, deltas...); err != nil || len(result.NotApplied) > 0 {
				t.Errorf("%s lost, %v: %v, %v", method, deltas, result, err)
			}
		}
	}
}

// loseWrites loses the answers to all writes of a method.
func loseWrites(method string) meddling {
	lost := lose(method, "")
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/oauth/token") {
			return send()
		}
		return lost(req, send)
	}
}

// A lost answer that no look settles is an unknown outcome with what remains.
func TestUpdateUnknownOutcome(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	var lost atomic.Bool
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if lost.Load() {
			return nil, errLost
		}
		resp, err := send()
		if err == nil && req.Method == http.MethodPatch {
			lost.Store(true)
			return nil, errors.Join(errLost, resp.Body.Close())
		}
		return resp, err
	})
	_, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")))
	var unknown *shared.WriteError
	if !errors.As(err, &unknown) || !errors.Is(err, shared.ErrUnknownOutcome) {
		t.Fatalf("got %v", err)
	}
	tn.conn = tn.connect()
	if result := tn.mustUpdate(user, uid, unknown.Remaining...); result.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("continuing: %v", result.Outcome)
	}
}

// A change that Zoom takes and forgets is found by reading back.
func TestUpdateDetectsDrops(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPatch, "/users/"+uid, 204, ""))
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("dept", str("Sales")))
	if diff := cmp.Diff([]string{"dept"}, left(result)); diff != "" {
		t.Error(diff)
	}
}

// Property immediate_logout_on_deactivate, in update as in delete.
func TestImmediateLogout(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("immediate_logout_on_deactivate", yes))
	uid := tn.active("ann@example.com")
	result := tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	if diff := cmp.Diff([]string{"deactivate", "log out"}, stepNames(result.Steps)); diff != "" {
		t.Error(diff)
	}
	// A repeat, as after a failure in between, logs out once more.
	result = tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	if diff := cmp.Diff([]string{"log out"}, stepNames(result.Steps)); diff != "" || result.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("%v %s", result.Outcome, diff)
	}
	bob := tn.active("bob@example.com")
	if _, err := tn.delete(user, bob); err != nil {
		t.Fatal(err)
	}
	if got := tn.requests()["DELETE /users/{userId}/token"]; got != 3 {
		t.Errorf("%d log-outs, want 3", got)
	}
}

// Section 3: the fourth change of the e-mail address in a day is a typed error.
func TestUpdateEmailCap(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann0@example.com")
	for _, email := range []string{"ann1@example.com", "ann2@example.com", "ann3@example.com"} {
		tn.mustUpdate(user, uid, shared.ReplaceDelta("email", str(email)))
	}
	_, err := tn.update(user, uid, shared.ReplaceDelta("email", str("ann4@example.com")))
	if !errors.Is(err, shared.ErrQuotaExceeded) {
		t.Errorf("got %v", err)
	}
	if got := tn.get(user, uid).Name(); got != "ann3@example.com" {
		t.Errorf("name is %s", got)
	}
}

// Section 4.1: memberships that Zoom takes and forgets are reported.
func TestGroupsDetectDrops(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPost, "/members", 201, `{"ids":"","added_at":"2026-01-01T00:00:00Z"}`))
	result := tn.mustUpdate(user, uid, shared.AddDelta("group_ids", groupRef(g[0])))
	if diff := cmp.Diff([]string{"group_ids"}, left(result)); diff != "" {
		t.Error(diff)
	}
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch {
			return answer(http.StatusNoContent, ""), nil
		}
		return send()
	})
	result = tn.create(user, nil, set("email", str("new@example.com")), set("group_ids", groupRef(g[0])))
	if diff := cmp.Diff([]string{"group_ids"}, left(result)); diff != "" || result.Outcome != shared.OutcomePending {
		t.Errorf("pending: %v %s", result.Outcome, diff)
	}
}
