package zoomimpl_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

const nowhere = "AAAAAAAAAAAAAAAAAAAAAA" // has the form of an id and names nothing

// groupNamed refers to a group by name.
func groupNamed(name string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: group, Name: name})
}

// invite makes a pending user.
func (tn *tenant) invite(email string, more ...shared.Attribute) string {
	tn.t.Helper()
	return tn.create(user, nil, append([]shared.Attribute{set("email", str(email))}, more...)...).UID
}

// groupsOf are the groups of a user.
func (tn *tenant) groupsOf(uid string) shared.Values {
	tn.t.Helper()
	v, _ := tn.get(user, uid, "group_ids").Get("group_ids")
	return v
}

// The one thing that Zoom lets a pending user have is a group.
func TestUpdateOfPendingUserAddsOneGroup(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	tests := map[string]struct {
		email   string
		before  []shared.Value
		deltas  []shared.AttributeDelta
		after   []shared.Value
		outcome shared.Outcome
		left    []string
		reason  []string // parts of the reason for group_ids
	}{
		"one": {
			email: "one@example.com", deltas: []shared.AttributeDelta{shared.AddDelta("group_ids", groupRef(g[0]))},
			after: []shared.Value{groupRef(g[0])}, outcome: shared.OutcomeUpdated,
		},
		"one more": {
			email: "more@example.com", before: []shared.Value{groupRef(g[0])},
			deltas: []shared.AttributeDelta{shared.AddDelta("group_ids", groupRef(g[0]), groupRef(g[1]))},
			after:  []shared.Value{groupRef(g[0]), groupRef(g[1])}, outcome: shared.OutcomeUpdated,
		},
		"three and a department": {
			email: "three@example.com",
			deltas: []shared.AttributeDelta{
				shared.ReplaceDelta("dept", str("Sales")), shared.AddDelta("group_ids", groupRef(g[2]), groupRef(g[0]), groupRef(g[1])),
			},
			after: []shared.Value{groupRef(g[2])}, outcome: shared.OutcomePending, left: []string{"dept", "group_ids"},
			reason: []string{"has not accepted the invitation", "not added: " + g[0] + ", " + g[1]},
		},
		"replaced": {
			email: "replaced@example.com", before: []shared.Value{groupRef(g[0])},
			deltas: []shared.AttributeDelta{shared.ReplaceDelta("group_ids", groupRef(g[1]))},
			after:  []shared.Value{groupRef(g[0]), groupRef(g[1])}, outcome: shared.OutcomePending, left: []string{"group_ids"},
			reason: []string{"not removed: " + g[0]},
		},
		"removed": {
			email: "removed@example.com", before: []shared.Value{groupRef(g[0])},
			deltas: []shared.AttributeDelta{shared.RemoveDelta("group_ids", groupRef(g[0]))},
			after:  []shared.Value{groupRef(g[0])}, outcome: shared.OutcomePending, left: []string{"group_ids"},
			reason: []string{"not removed: " + g[0]},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := &tenant{t: t, sim: tn.sim, server: tn.server, conn: tn.conn}
			uid := tn.invite(test.email, set("group_ids", test.before...))
			result := tn.mustUpdate(user, uid, test.deltas...)
			if result.Outcome != test.outcome || result.UID != uid {
				t.Errorf("%v of %s", result.Outcome, result.UID)
			}
			if diff := cmp.Diff(test.left, left(result)); diff != "" {
				t.Error(diff)
			}
			if got := tn.groupsOf(uid); !got.Equal(shared.NewValues(test.after...)) {
				t.Errorf("groups: %v, want %v", got, test.after)
			}
			for _, part := range test.reason {
				reason := result.NotApplied[len(result.NotApplied)-1].Reason
				if !errors.Is(reason, shared.ErrPreconditionFailed) || !strings.Contains(reason.Message, part) {
					t.Errorf("reason %v lacks %q", reason, part)
				}
			}
		})
	}
}

// A group that Zoom did not give the pending user after all is named.
func TestUpdateOfPendingUserIsVerified(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	uid := tn.invite("new@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPatch, "/users/"+uid, 204, ""))
	result := tn.mustUpdate(user, uid, shared.AddDelta("group_ids", groupRef(g[0])))
	if diff := cmp.Diff([]string{"group_ids"}, left(result)); diff != "" || result.Outcome != shared.OutcomePending {
		t.Fatalf("%v %s", result.Outcome, diff)
	}
	if got := result.NotApplied[0].Reason.Message; !strings.Contains(got, g[0]) {
		t.Errorf("the reason does not name the group: %s", got)
	}
}

// Several groups that are wanted at create are named as far as they are left.
func TestCreatePendingUserNamesGroupsLeft(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	result := tn.create(user, nil, set("email", str("new@example.com")), set("group_ids", groupRef(g[0]), groupRef(g[1])))
	if diff := cmp.Diff([]string{"group_ids"}, left(result)); diff != "" {
		t.Fatal(diff)
	}
	if got := result.NotApplied[0].Reason.Message; !strings.Contains(got, "not added: "+g[1]) || strings.Contains(got, g[0]) {
		t.Errorf("reason: %s", got)
	}
}

// A group that does not exist is a bad value of the user's attribute: the user
// is there.
func TestUnknownGroupIsBadValue(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	ann, pending := tn.active("ann@example.com"), tn.invite("new@example.com")
	named := groupNamed(tn.get(group, g[0]).Name())
	dept := shared.ReplaceDelta("dept", str("Sales"))
	tests := map[string]struct {
		uid     string
		groups  []shared.Value
		before  []shared.AttributeDelta
		partial bool
		group   string
	}{
		"active":            {uid: ann, groups: []shared.Value{groupRef(nowhere)}, group: nowhere},
		"active, partial":   {uid: ann, groups: []shared.Value{groupRef(nowhere)}, before: []shared.AttributeDelta{dept}, partial: true, group: nowhere},
		"pending":           {uid: pending, groups: []shared.Value{groupRef(nowhere)}, group: nowhere},
		"beside a name":     {uid: ann, groups: []shared.Value{named, groupRef(nowhere)}, before: []shared.AttributeDelta{shared.ReplaceDelta("dept", str("x"))}, group: nowhere},
		"impossible id":     {uid: ann, groups: []shared.Value{groupRef("..")}, before: []shared.AttributeDelta{shared.ReplaceDelta("dept", str("y"))}, group: ".."},
		"impossible, empty": {uid: pending, groups: []shared.Value{groupRef(".")}, group: "."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			deltas := slices.Concat(test.before, []shared.AttributeDelta{shared.AddDelta("group_ids", test.groups...)})
			_, err := tn.conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: test.uid, Deltas: deltas})
			checkGroupFault(t, err, test.uid, test.group)
			if got := errors.Is(err, shared.ErrPartial); got != test.partial {
				t.Errorf("partial: %v, want %v: %v", got, test.partial, err)
			}
		})
	}
}

func checkGroupFault(t *testing.T, err error, uid, wantGroup string) {
	t.Helper()
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || errors.Is(err, shared.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	e := shared.AsError(err)
	if e.Attribute != "group_ids" || e.Class != user || e.UID != uid {
		t.Errorf("about class %q, uid %q, attribute %q", e.Class, e.UID, e.Attribute)
	}
	if !strings.Contains(err.Error(), "group_ids: there is no group "+wantGroup) {
		t.Errorf("message: %v", err)
	}
}

// After a create the same refusal is the cause of a partial write.
func TestUnknownGroupAtCreate(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	for name, options := range map[string]shared.Attributes{"active": auto(), "pending": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: options, Attributes: shared.Attributes{
				set("email", str(name+"@example.com")), set("group_ids", groupRef(nowhere)),
			}})
			var partial *shared.WriteError
			if !errors.As(err, &partial) || !errors.Is(err, shared.ErrPartial) || partial.Result.UID == "" {
				t.Fatalf("got %v", err)
			}
			checkGroupFault(t, err, partial.Result.UID, nowhere)
		})
	}
}

// What can be no group is refused before the user is created.
func TestImpossibleGroupAtCreate(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Attributes: shared.Attributes{
		set("email", str("impossible@example.com")), set("group_ids", groupRef("..")),
	}})
	checkGroupFault(t, err, "", "..")
	if got := tn.requests()["POST /users"]; got != 0 {
		t.Errorf("%d creates were sent", got)
	}
}

// One group is one value, however it is named and however often.
func TestGroupsAreResolvedToASet(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	name := tn.get(group, g[0]).Name()
	twice := []shared.Value{groupNamed(name), groupNamed(name), groupNamed(strings.ToUpper(name)), groupRef(g[0]), groupRef(g[0])}
	uid := tn.active("ann@example.com")
	tests := map[string]shared.AttributeDelta{
		"add":     shared.AddDelta("group_ids", twice...),
		"replace": shared.ReplaceDelta("group_ids", twice...),
	}
	for name, delta := range tests {
		tn.mustUpdate(user, uid, shared.ReplaceDelta("group_ids"))
		result := tn.mustUpdate(user, uid, delta)
		if diff := cmp.Diff([]string{"add to group " + g[0]}, stepNames(result.Steps)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	created := tn.create(user, auto(), set("email", str("bob@example.com")), set("group_ids", twice...))
	if diff := cmp.Diff([]string{"create", "add to group " + g[0]}, stepNames(created.Steps)); diff != "" {
		t.Error(diff)
	}
	invited := tn.create(user, nil, set("email", str("new@example.com")), set("group_ids", twice...))
	if len(invited.NotApplied) > 0 {
		t.Errorf("left: %v", invited.NotApplied)
	}
	_, err := tn.update(user, uid, shared.AttributeDelta{
		Name: "group_ids", Add: shared.NewValues(groupNamed(name)), Remove: shared.NewValues(groupRef(g[0])),
	})
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), "both added and removed") {
		t.Errorf("added and removed: %v", err)
	}
}

// A write that Zoom confirmed and that could not be looked at afterwards is
// reported as such, whatever ended the look.
func TestUnverifiedMembershipIsUnknown(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	g := groupIDs(tn)
	ann, pending := tn.active("ann@example.com"), tn.invite("new@example.com")
	silent := `{"ids":"","added_at":"2026-01-01T00:00:00Z"}`
	tests := map[string]struct {
		method, path string
		status       int
		body         string
		class, uid   string
		delta        shared.AttributeDelta
	}{
		"user joins":        {http.MethodPost, "/members", 201, silent, user, ann, shared.AddDelta("group_ids", groupRef(g[0]))},
		"pending joins":     {http.MethodPatch, "/users/" + pending, 204, "", user, pending, shared.AddDelta("group_ids", groupRef(g[0]))},
		"members are added": {http.MethodPost, "/members", 201, silent, group, g[0], shared.AddDelta("members", userRef(ann))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			tn := &tenant{t: t, sim: tn.sim, server: tn.server}
			conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if req.Method == test.method && strings.HasSuffix(req.URL.Path, test.path) {
					cancel()
					return answer(test.status, test.body), nil
				}
				return send()
			})
			_, err := conn.Update(ctx, &shared.UpdateRequest{Class: test.class, UID: test.uid, Deltas: []shared.AttributeDelta{test.delta}})
			var unknown *shared.WriteError
			if !errors.As(err, &unknown) || !errors.Is(err, shared.ErrUnknownOutcome) || !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v", err)
			}
			if len(unknown.Remaining) != 1 || len(unknown.Result.Steps) != 1 || unknown.Result.Steps[0].State != shared.StepUnknown {
				t.Errorf("got %+v", unknown)
			}
		})
	}
}
