package zoomimpl_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// people makes n active users and returns their ids.
func people(tn *tenant, prefix string, n int) []string {
	tn.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = tn.active(fmt.Sprintf("%s%d@example.com", prefix, i))
	}
	return ids
}

func userRefs(ids ...string) []shared.Value {
	refs := make([]shared.Value, len(ids))
	for i, id := range ids {
		refs[i] = userRef(id)
	}
	return refs
}

// userNamed refers to a user by e-mail address.
func userNamed(email string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: user, Name: email})
}

// wantUsers compares a list of users of a group.
func wantUsers(tn *tenant, groupID, attribute string, ids ...string) {
	tn.t.Helper()
	if got, _ := tn.get(group, groupID, attribute).Get(attribute); !got.Equal(shared.NewValues(userRefs(ids...)...)) {
		tn.t.Errorf("%s: %v, want %v", attribute, got, ids)
	}
}

const (
	addAdmins   = "POST /groups/{groupId}/admins"
	dropAdmin   = "DELETE /groups/{groupId}/admins/{userId}"
	listAdmins  = "GET /groups/{groupId}/admins"
	listMembers = "GET /groups/{groupId}/members"
	listGroups  = "GET /groups"
	getAUser    = "GET /users/{userId}"
)

// Section 3: admins are added 10 with each request, and read with one look-up
// each, since Zoom lists them without ids.
func TestGroupAdminsRoundTrip(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	ids := people(tn, "admin", 25)
	tn.sim.ResetRecord()
	made := tn.create(group, nil, set("name", str("Team Blue")), set("admins", userRefs(ids...)...))
	if diff := cmp.Diff(map[string]int64{listGroups: 1, "POST /groups": 1, addAdmins: 3}, tn.requests()); diff != "" || len(made.NotApplied) > 0 {
		t.Errorf("left %v: %s", made.NotApplied, diff)
	}
	tn.sim.ResetRecord()
	wantUsers(tn, made.UID, "admins", ids...)
	if diff := cmp.Diff(map[string]int64{"GET /groups/{groupId}": 1, listAdmins: 1, getAUser: 25}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	obj := tn.get(group, made.UID)
	for _, name := range []string{"admins", "members"} {
		if _, shown := obj.Get(name); shown {
			t.Errorf("%s were returned without being asked for", name)
		}
	}
	wantUsers(tn, made.UID, "members") // An admin need not be one.
}

// Every form of a reference means the same user.
func TestGroupAdminsChange(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	ids := people(tn, "p", 4)
	uid := tn.create(group, nil, set("name", str("Team Blue"))).UID
	add, remove, replace := shared.AddDelta, shared.RemoveDelta, shared.ReplaceDelta
	tests := []struct {
		name   string
		delta  shared.AttributeDelta
		want   []string
		writes int64
	}{
		{"by id, address and name", add("admins", userRef(ids[0]), userRef("P1@example.com"), userNamed("p2@example.com"), userNamed("p0@example.com")), ids[:3], 1},
		{"again", add("admins", userRef(ids[1])), ids[:3], 1},
		{"replace", replace("admins", userNamed("P0@EXAMPLE.com"), userRef(ids[3])), []string{ids[0], ids[3]}, 3},
		{"replace again", replace("admins", userRef(ids[3]), userRef(ids[0])), []string{ids[0], ids[3]}, 0},
		{"remove", remove("admins", userRef("p0@example.com"), userRef("nobody@example.com"), userRef(".."), userRef(nowhere), userRef(ids[2])), ids[3:], 3},
		{"clear", replace("admins"), nil, 1},
		{"clear again", replace("admins"), nil, 0},
	}
	for _, test := range tests {
		tn.sim.ResetRecord()
		result := tn.mustUpdate(group, uid, test.delta)
		got := tn.requests()
		if n := got[addAdmins] + got[dropAdmin]; n != test.writes || len(result.NotApplied) > 0 {
			t.Errorf("%s: %d writes, want %d; left %v", test.name, n, test.writes, result.NotApplied)
		}
		if done := result.Outcome == shared.OutcomeAlreadyDone; done != (test.writes == 0) {
			t.Errorf("%s: %v", test.name, result.Outcome)
		}
		wantUsers(tn, uid, "admins", test.want...)
	}
}

// Whom Zoom skips without a word is reported, and only who is not an admin.
func TestGroupAdminsSkippedByZoom(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	ann, pending := tn.active("ann@example.com"), tn.invite("new@example.com")
	uid := tn.create(group, nil, set("name", str("Team Blue"))).UID
	tn.mustUpdate(group, uid, shared.AddDelta("admins", userRefs(people(tn, "p", 9)...)...))
	tn.sim.ResetRecord()
	result := tn.mustUpdate(group, uid, shared.AddDelta("admins", userRef(pending), userRef(ann), userRef("nobody@example.com"), userRef(nowhere)))
	if got := tn.requests()[getAUser]; got != 3 {
		t.Errorf("%d look-ups, want those of nobody and of the two skipped", got)
	}
	tn.mustUpdate(group, uid, shared.ReplaceDelta("admins", userRef(ann)))
	if diff := cmp.Diff([]string{"admins", "admins"}, left(result)); diff != "" {
		t.Fatal(diff)
	}
	unknown, skipped := result.NotApplied[0].Reason, result.NotApplied[1].Reason
	if !errors.Is(unknown, shared.ErrNotFound) || !strings.Contains(unknown.Message, "nobody@example.com") || unknown.Attribute != "admins" {
		t.Errorf("unknown: %v", unknown)
	}
	if !errors.Is(skipped, shared.ErrPreconditionFailed) || !strings.HasSuffix(skipped.Message, ": "+pending+", "+nowhere) {
		t.Errorf("skipped: %v", skipped)
	}
	wantUsers(tn, uid, "admins", ann)
	// Zoom may apply it and not say so.
	bob := tn.active("bob@example.com")
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err == nil && req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/admins") {
			return answer(http.StatusCreated, `{"ids":""}`), resp.Body.Close()
		}
		return resp, err
	})
	if result := tn.mustUpdate(group, uid, shared.AddDelta("admins", userRef(bob))); len(result.NotApplied) > 0 {
		t.Errorf("silent: %v", result.NotApplied)
	}
	wantUsers(tn, uid, "admins", ann, bob)
}

// One user cannot be added and removed at once, by whatever names.
func TestGroupUserAddedAndRemoved(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	ann := tn.active("ann@example.com")
	uid := tn.create(group, nil, set("name", str("Team Blue"))).UID
	for _, attribute := range []string{"members", "admins"} {
		_, err := tn.update(group, uid, shared.ReplaceDelta("name", str("Team Red")), shared.AttributeDelta{
			Name: attribute, Add: shared.NewValues(userRef(ann)), Remove: shared.NewValues(userNamed("ann@example.com")),
		})
		if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != attribute || errors.Is(err, shared.ErrPartial) {
			t.Errorf("%s: got %v", attribute, err)
		}
	}
	if got := tn.get(group, uid).Name(); got != "Team Blue" {
		t.Errorf("renamed to %s", got)
	}
}

// A user is named in a group by the uid that it has everywhere.
func TestGroupUsersAreNamedByUID(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("pending_uid", str("email")))
	ann := tn.active("Ann@example.com")
	g := groupIDs(tn)[0]
	tn.mustUpdate(group, g, shared.ReplaceDelta("members", userRef(ann)), shared.ReplaceDelta("admins", userRef(ann)))
	pending := tn.invite("New.One@example.com", set("group_ids", groupRef(g)))
	if pending != "new.one@example.com" {
		t.Fatalf("uid %s", pending)
	}
	wantUsers(tn, g, "members", ann, pending)
	wantUsers(tn, g, "admins", ann)
	objs, _ := tn.search(&shared.Query{Class: group, Filter: parse(t, `members eq "`+pending+`"`), Attributes: []string{"id"}})
	if diff := cmp.Diff([]string{g}, uids(objs)); diff != "" {
		t.Error(diff)
	}
	// An admin whom Zoom does not give by address is still one.
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/groups/"+g+"/admins", 200,
		`{"total_records":2,"admins":[{"email":"Gone@example.com"},{"email":"ann@example.com"},{"email":"gone@example.com"}]}`))
	wantUsers(tn, g, "admins", "gone@example.com", ann)
}

// Whichever request of a write fails, in whatever way, what remains leads to the
// same group.
func TestGroupWriteConverges(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 2})
	ids := people(tn, "p", 35)
	run := 0
	for name, fail := range map[string]func(send func() (*http.Response, error)) (*http.Response, error){
		"refused": func(func() (*http.Response, error)) (*http.Response, error) {
			return answer(400, `{"code":200,"message":"No."}`), nil
		},
		"lost answer": lostAnswer,
		"lost":        func(func() (*http.Response, error)) (*http.Response, error) { return answer(500, ""), nil },
	} {
		for k := 1; ; k++ {
			run++
			from := tn.create(group, nil, set("name", str(fmt.Sprint("before ", run))), set("members", userRefs(ids[:2]...)...), set("admins", userRefs(ids[:2]...)...)).UID
			if writes := converge(t, tn, from, fmt.Sprint("after ", run), ids, k, name == "lost answer", fail); writes < k {
				if k != 10 { // A rename, 2 and 2 additions, 4 removals, and then none.
					t.Errorf("%s: %d writes", name, k-1)
				}
				break
			}
		}
	}
}

func lostAnswer(send func() (*http.Response, error)) (*http.Response, error) {
	resp, err := send()
	if err != nil {
		return nil, err
	}
	return nil, errors.Join(errLost, resp.Body.Close())
}

// converge changes a group while its k-th write fails, goes on with what remains
// and returns how many writes the first attempt had. settled says that a look
// finds the write done, so that nothing fails.
func converge(t *testing.T, tn *tenant, uid, name string, ids []string, k int, settled bool, fail func(func() (*http.Response, error)) (*http.Response, error)) int {
	t.Helper()
	writes := 0
	conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/oauth/token") {
			return send()
		}
		if writes++; writes == k {
			return fail(send)
		}
		return send()
	})
	wanted := []shared.AttributeDelta{
		shared.ReplaceDelta("name", str(name)), shared.ReplaceDelta("members", userRefs(ids[2:]...)...), shared.ReplaceDelta("admins", userRefs(ids[2:14]...)...),
	}
	_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: group, UID: uid, Deltas: wanted})
	first := writes
	if failed := first >= k && !settled; failed != (err != nil) {
		t.Fatalf("step %d: %v", k, err)
	}
	rest := wanted
	if partial, ok := errors.AsType[*shared.WriteError](err); ok {
		rest = partial.Remaining
	} else if k > 1 && err != nil {
		t.Errorf("step %d: got %v", k, err)
	}
	if result := tn.mustUpdate(group, uid, rest...); len(result.NotApplied) > 0 {
		t.Errorf("step %d: left %v", k, result.NotApplied)
	}
	if got := tn.get(group, uid).Name(); got != name {
		t.Errorf("step %d: name %s", k, got)
	}
	wantUsers(tn, uid, "members", ids[2:]...)
	wantUsers(tn, uid, "admins", ids[2:14]...)
	return first
}
