package zoomimpl_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Section 4.4: users are read several at a time, whether for what is returned or
// for what a filter compares, no more than 64 beside the three lists, and come in
// the order of Zoom's lists.
func TestSearchReadsSeveralAtOnce(t *testing.T) {
	t.Parallel()
	queries := map[string]*shared.Query{
		"all attributes":  {Class: user},
		"compared":        {Class: user, Filter: parse(t, `job_title pr or not (job_title pr)`), Attributes: []string{"id", "email"}},
		"a page":          {Class: user, PageSize: 60, Filter: parse(t, `status eq "active"`)},
		"after an offset": {Class: user, PageSize: 60, Offset: 21, Filter: parse(t, `status eq "active"`)},
	}
	for name, q := range queries {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, zoomsim.Options{Seed: 5, Users: 120, Latency: time.Millisecond})
			list, _ := tn.search(&shared.Query{Class: user, Filter: q.Filter, Attributes: []string{"id"}, PageSize: q.PageSize, Offset: q.Offset})
			tn.sim.ResetRecord()
			objs, _ := tn.search(q)
			if !slices.Equal(uids(objs), uids(list)) {
				t.Errorf("%d users in another order, or others, than the %d of the list", len(objs), len(list))
			}
			if at := tn.sim.Stats().InFlightMax; at < 4 || at > 67 {
				t.Errorf("%d requests at once", at)
			}
		})
	}
}

// No more users are read than a page can hold.
func TestPageReadsNoMoreThanItHolds(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 120})
	objs, page := tn.search(&shared.Query{Class: user, PageSize: 7, Filter: parse(t, `status eq "active"`)})
	if got := tn.requests()["GET /users/{userId}"]; len(objs) != 7 || page.Cookie == "" || got != 7 {
		t.Errorf("%d users by %d gets", len(objs), got)
	}
}

// A failure among rows that are read at once comes in its place: what comes before
// is returned.
func TestFailureComesInItsPlace(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 30})
	list, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"id"}})
	broken := list[10].UID()
	conn := tn.connectThrough(refuse(http.MethodGet, "/users/"+broken, 400, `{"code":200,"message":"No permission."}`))
	objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user})
	if err == nil || !slices.Equal(uids(objs), uids(list[:10])) {
		t.Errorf("%d users, then %v", len(objs), err)
	}
}

// Breaking out of a search ends what is being read.
func TestBreakEndsReading(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 100})
	var reading atomic.Int32
	conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.Contains(req.URL.Path, "/users/") {
			reading.Add(1)
			defer reading.Add(-1)
		}
		return send()
	})
	results, err := conn.Search(t.Context(), &shared.Query{Class: user})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if n := reading.Load(); n != 0 {
		t.Errorf("%d users are still being read", n)
	}
	if got := tn.requests()["GET /users/{userId}"]; got > 40 {
		t.Errorf("%d users were read for one", got)
	}
}

// The members of a group are read before the list after them: who turns out to be
// inactive is left to that list.
func TestListWaitsForTheMembersBeforeIt(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 1, Groups: 1, Latency: 2 * time.Millisecond})
	g := groupIDs(tn)[0]
	for _, email := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com"} {
		tn.active(email, set("group_ids", groupRef(g)))
	}
	var next atomic.Bool // the list after the members was asked for
	conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.URL.Query().Get("status") == "inactive" {
			next.Store(true)
		}
		resp, err := send()
		if strings.Contains(req.URL.Path, "/users/") && next.Load() {
			t.Error("a member is read beside the list after the members")
		}
		return resp, err
	})
	objs, _, err := searchAll(t.Context(), conn, &shared.Query{Class: user, Filter: parse(t, `group_ids eq "`+g+`"`), Attributes: []string{"email"}})
	if err != nil || len(objs) < 4 {
		t.Errorf("%d users, %v", len(objs), err)
	}
}
