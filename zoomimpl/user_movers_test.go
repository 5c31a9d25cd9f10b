package zoomimpl_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Users who change their status while the lists are read, at whatever moment, are
// returned once, as are all others. Some join, and others are deactivated or come
// back: not both at a time, which no list might show.
func TestUsersWhoMoveWhileListedAreFoundOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		tn := start(t, zoomsim.Options{Seed: 9, Users: 90, InactiveShare: 0.3, PendingShare: 0.2}, set("pending_uid", str("email")))
		before, _ := tn.search(&shared.Query{Class: user, PageSize: 200, Attributes: []string{"email", "status", "role_id"}})
		stays := rapid.SampledFrom([]string{"active", "inactive"}).Draw(rt, "stays")
		// Who moves before or after which request to a list.
		type moment struct {
			request int
			after   bool
		}
		moves := map[moment][]*shared.Object{}
		for _, o := range before {
			// Zoom neither activates nor deactivates owner and administrators.
			mayMove := text(o, "role_id") == "absent" || text(o, "role_id") == "2"
			if rapid.IntRange(0, 3).Draw(rt, "moves") == 0 && mayMove && text(o, "status") != stays {
				at := moment{rapid.IntRange(1, 14).Draw(rt, "request"), rapid.Bool().Draw(rt, "after")}
				moves[at] = append(moves[at], o)
			}
		}
		var mu sync.Mutex
		requests := 0
		conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock() // One at a time: what moves when is then known.
			requests++
			tn.move(moves[moment{requests, false}])
			resp, err := send()
			tn.move(moves[moment{requests, true}])
			return resp, err
		}, set("pending_uid", str("email")), set("import_batch_size", num(10)))
		after, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Attributes: []string{"email", "status"}})
		if err != nil {
			rt.Fatal(err)
		}
		var want, got []string
		for _, o := range before {
			want = append(want, text(o, "email"))
		}
		for _, o := range after {
			got = append(got, text(o, "email"))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			rt.Fatalf("%d users, then %d rows after %d requests:\nlost or doubled: %v", len(want), len(got), requests, oddOnes(want, got))
		}
	})
}

// move changes the status of users: pending ones join, others are deactivated or
// come back.
func (tn *tenant) move(users []*shared.Object) {
	for _, o := range users {
		var err error
		switch text(o, "status") {
		case "pending":
			err = tn.sim.ActivateUser(text(o, "email"))
		case "active":
			_, err = tn.update(user, o.UID(), shared.ReplaceDelta("enabled", no))
		default:
			_, err = tn.update(user, o.UID(), shared.ReplaceDelta("enabled", yes))
		}
		if err != nil {
			tn.t.Errorf("moving %s: %v", o, err)
		}
	}
}

// oddOnes are texts that are not once in both.
func oddOnes(want, got []string) []string {
	count := map[string]int{}
	for _, s := range got {
		count[s]++
	}
	var odd []string
	for _, s := range want {
		if count[s] != 1 {
			odd = append(odd, fmt.Sprintf("%s (%d times)", s, count[s]))
		}
		delete(count, s)
	}
	for s, n := range count {
		odd = append(odd, fmt.Sprintf("%s (%d times, never there)", s, n))
	}
	return odd
}
