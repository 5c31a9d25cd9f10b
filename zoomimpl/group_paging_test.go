package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Section 5.13: pages go on where Zoom's list was left, at one request each.
func TestGroupPagesCost(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2, Groups: 700})
	whole, _ := tn.search(&shared.Query{Class: group})
	want := uids(whole)
	for name, test := range map[string]struct {
		q        shared.Query
		pages    int
		requests int64
	}{
		"as Zoom's pages": {shared.Query{PageSize: 300}, 3, 3},
		"smaller":         {shared.Query{PageSize: 100}, 7, 7},
		"uneven":          {shared.Query{PageSize: 250}, 3, 3},
		"larger":          {shared.Query{PageSize: 500}, 2, 4}, // The second of Zoom's pages is needed twice.
		"one":             {shared.Query{PageSize: 1000}, 1, 3},
		// Each page but the last needs a look beyond it; Zoom's pages stay whole.
		"filtered": {shared.Query{PageSize: 300, Filter: parse(t, `id pr`)}, 3, 5},
	} {
		tn.sim.ResetRecord()
		test.q.Class = group
		got := pages(tn, test.q)
		if n := tn.requests()[listGroups]; len(got) != test.pages || n != test.requests {
			t.Errorf("%s: %d pages with %d requests, want %d with %d", name, len(got), n, test.pages, test.requests)
		}
		if diff := cmp.Diff(want, uids(slices.Concat(got...))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A page whose group has gone goes on without missing any.
func TestGroupPageAfterDeletion(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2, Groups: 30}, set("entitlement_deletion_enabled", yes))
	whole, _ := tn.search(&shared.Query{Class: group})
	q := shared.Query{Class: group, PageSize: 10, Filter: parse(t, `id pr`)}
	first, page := tn.search(&q)
	if _, err := tn.delete(group, whole[10].UID()); err != nil {
		t.Fatal(err)
	}
	q.Cookie = page.Cookie
	got := uids(first)
	for _, rest := range pages(tn, q) {
		got = append(got, uids(rest)...)
	}
	for i, o := range whole {
		if i != 10 && !slices.Contains(got, o.UID()) {
			t.Errorf("group %d is missing", i)
		}
	}
}

// Section 4.3: an expired page token is an expired cookie between pages, and a
// restart without repeats within a stream.
func TestExpiredGroupPageToken(t *testing.T) {
	t.Parallel()
	clk := newClock()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2, Groups: 700, Clock: clk.time})
	q := shared.Query{Class: group, PageSize: 50}
	_, page := tn.search(&q)
	clk.forward(16 * time.Minute)
	q.Cookie = page.Cookie
	if _, err := tn.conn.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("page: got %v", err)
	}
	tn.sim.ResetRecord()
	results, err := tn.conn.Search(t.Context(), &shared.Query{Class: group})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for obj, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, obj.UID()); len(got) == 250 {
			clk.forward(16 * time.Minute)
		}
	}
	slices.Sort(got)
	if n := len(slices.Compact(slices.Clone(got))); n != 700 || len(got) != 700 {
		t.Errorf("%d rows, %d groups", len(got), n)
	}
	if n := tn.requests()[listGroups]; n != 5 {
		t.Errorf("%d requests, want 5: one page, a refusal, three pages", n)
	}
}

// A page token that comes again would make a list that never ends.
func TestRepeatedGroupPageToken(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/groups", 200,
		`{"total_records":3,"next_page_token":"again","groups":[{"id":"g1","name":"A"}]}`))
	for _, size := range []int{0, 1, 50} {
		q := shared.Query{Class: group, PageSize: size}
		_, page, err := searchAll(t.Context(), tn.conn, &q)
		if size == 1 && err == nil {
			q.Cookie = page.Cookie
			_, _, err = searchAll(t.Context(), tn.conn, &q)
		}
		if !errors.Is(err, shared.ErrConnectionFailed) {
			t.Errorf("size %d: got %v", size, err)
		}
	}
}
