package zoomimpl_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// loseUnder sends requests of a method to a path with a part and loses the
// answers.
func loseUnder(method, part string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil || req.Method != method || !strings.Contains(req.URL.Path, part) {
			return resp, err
		}
		return nil, errors.Join(errLost, resp.Body.Close())
	}
}

// dropUnder loses requests before Zoom has them, and lets it look as if it had.
func dropUnder(method, part string) meddling {
	return func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method != method || !strings.Contains(req.URL.Path, part) {
			return send()
		}
		return answer(http.StatusBadGateway, ""), nil
	}
}

// A group write whose answer was lost is settled by a look: done when Zoom did
// it, of unknown outcome when it did not.
func TestLostAnswersOfGroupWrites(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method, part string
		delta        func(ann, bob string) shared.AttributeDelta
	}{
		"rename": {http.MethodPatch, "/groups/", func(string, string) shared.AttributeDelta {
			return shared.ReplaceDelta("name", str("Team Blue"))
		}},
		"add a member": {http.MethodPost, "/members", func(_, bob string) shared.AttributeDelta {
			return shared.AddDelta("members", userRef(bob))
		}},
		"remove a member": {http.MethodDelete, "/members/", func(ann, _ string) shared.AttributeDelta {
			return shared.RemoveDelta("members", userRef(ann))
		}},
		"add an admin": {http.MethodPost, "/admins", func(_, bob string) shared.AttributeDelta {
			return shared.AddDelta("admins", userRef(bob))
		}},
		"remove an admin": {http.MethodDelete, "/admins/", func(ann, _ string) shared.AttributeDelta {
			return shared.RemoveDelta("admins", userRef(ann))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			ann, bob := tn.active("ann@example.com"), tn.active("bob@example.com")
			team := groupIDs(tn)[0]
			tn.mustUpdate(group, team, shared.AddDelta("members", userRef(ann)), shared.AddDelta("admins", userRef(ann)))
			d := tt.delta(ann, bob)
			tn.conn = tn.connectThrough(dropUnder(tt.method, tt.part))
			if _, err := tn.update(group, team, d); !errors.Is(err, shared.ErrUnknownOutcome) {
				t.Errorf("never arrived: got %v", err)
			}
			tn.conn = tn.connectThrough(loseUnder(tt.method, tt.part))
			result := tn.mustUpdate(group, team, d)
			if result.Outcome != shared.OutcomeUpdated || len(result.NotApplied) != 0 || (d.Name == "name" && result.Name != "Team Blue") {
				t.Errorf("got %+v", result)
			}
		})
	}
}

// The same of the one group of a pending user.
func TestLostAnswerOfThePendingUsersGroup(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.invite("new@example.com")
	g := groupIDs(tn)
	tn.conn = tn.connectThrough(dropUnder(http.MethodPatch, "/users/"))
	if _, err := tn.update(user, uid, shared.AddDelta("group_ids", groupRef(g[0]))); !errors.Is(err, shared.ErrUnknownOutcome) {
		t.Errorf("never arrived: got %v", err)
	}
	tn.conn = tn.connectThrough(loseUnder(http.MethodPatch, "/users/"))
	result := tn.mustUpdate(user, uid, shared.AddDelta("group_ids", groupRef(g[0])))
	if result.Outcome != shared.OutcomeUpdated || len(result.NotApplied) != 0 || !tn.groupsOf(uid).Contains(groupRef(g[0])) {
		t.Errorf("got %+v", result)
	}
}

// A write to a group waits for those to its users, and they for it: Zoom answers
// overlapping writes to one user with errors.
func TestGroupWritesWaitForTheirUsers(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 1, Groups: 3})
	var all []shared.Value
	for i := range 4 {
		all = append(all, userRef(tn.active(fmt.Sprintf("u%d@example.com", i))))
	}
	var inWork, most atomic.Int32
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodGet || strings.HasSuffix(req.URL.Path, "/oauth/token") {
			return send()
		}
		now := inWork.Add(1)
		defer inWork.Add(-1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		return send()
	})
	var writers sync.WaitGroup
	for n, g := range groupIDs(tn) {
		for _, v := range all {
			ref, _ := v.AsReference()
			writers.Go(func() {
				if _, err := tn.update(user, ref.UID, shared.ReplaceDelta("dept", str(fmt.Sprint(n)))); err != nil {
					t.Error(err)
				}
			})
		}
		writers.Go(func() {
			for _, d := range []shared.AttributeDelta{shared.ReplaceDelta("members", all...), shared.ReplaceDelta("members"), shared.AddDelta("members", all[1], all[0])} {
				if _, err := tn.update(group, g, d); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if n := most.Load(); n > int32(len(all)) {
		t.Errorf("%d writes at once for %d users", n, len(all))
	}
}
