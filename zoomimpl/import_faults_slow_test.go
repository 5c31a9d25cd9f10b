package zoomimpl_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// A consumer who takes no rows stops the requests: of each list there is a page in
// hand or waiting, and one more that has come. PG-12.
func TestImportForASlowConsumer(t *testing.T) {
	t.Parallel()
	plain := &shared.Query{Class: user, Attributes: []string{"email", "status"}}
	single := &shared.Query{Class: user, Attributes: []string{"email", "company"}}
	all := truths(t, plain, single)
	for name, test := range map[string]struct {
		q    *shared.Query
		want map[string]*shared.Object
		gets int // at most, when the first row was taken
	}{
		"PG-12 lists":                 {plain, all[0], 0},
		"PG-12 lists and single gets": {single, all[1], 64},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newBubble(t, staff())
				results, err := w.conn.Search(t.Context(), test.q)
				if err != nil {
					t.Fatal(err)
				}
				var got []*shared.Object
				for o, err := range results.All() {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, o)
					synctest.Wait()
					taken := 1 + (len(got)+64)/batch // pages of all lists, those of rows that are being read among them
					if n := w.count(pendingList) + w.count(activeList) + w.count(inactiveList); test.gets == 0 && n > 2+len(got)/batch+6 || n > taken+8 {
						t.Fatalf("%d requests to the lists for %d rows", n, len(got))
					}
					if n := w.count(userGet); n > len(got)+test.gets {
						t.Fatalf("%d users were read for %d rows", n, len(got))
					}
				}
				checkRows(t, test.want, got, true)
			})
		})
	}
}

// While a short list of Zoom Phone does not come, a page or two of the others do and
// wait; no row comes before. PG-12.
func TestImportWaitsForTheSlowestList(t *testing.T) {
	t.Parallel()
	all := truths(t, listed())
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		w := newBubble(t, staff(), &fault{at: phoneList, from: 2, times: 1, do: after(func() { <-release })})
		results, err := make(chan *shared.Results, 1), make(chan error, 1)
		go func() {
			r, e := w.conn.Search(t.Context(), listed())
			results <- r
			err <- e
		}()
		synctest.Wait()
		if n := w.count(activeList); n < 1 || n > 2 || w.count(phoneList) != 2 {
			t.Errorf("%d pages of active users, %d of phone users", n, w.count(phoneList))
		}
		if len(results) > 0 {
			t.Error("there are rows before the list of Zoom Phone is complete")
		}
		close(release)
		r := <-results
		if e := <-err; e != nil {
			t.Fatal(e)
		}
		var got []*shared.Object
		for o, err := range r.All() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, o)
		}
		checkRows(t, all[0], got, true)
	})
}

// A consumer may take hours: page tokens, of 15 minutes, and access tokens, of one
// hour, expire meanwhile. PG-05, RL-07.
func TestImportForAConsumerOfHours(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	for name, test := range map[string]struct {
		q    *shared.Query
		want map[string]*shared.Object
		rows int // between two pauses
	}{
		"users, rarely":     {listed(), all[0], 70},
		"users, often":      {listed(), all[0], 13},
		"users read singly": {wholly(), all[1], 50},
		"groups":            {grouped(), all[2], 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newBubble(t, staff())
				results, err := w.conn.Search(t.Context(), test.q)
				if err != nil {
					t.Fatal(err)
				}
				var got []*shared.Object
				for o, err := range results.All() {
					if err != nil {
						t.Fatalf("after %d rows: %v", len(got), err)
					}
					if got = append(got, o); len(got)%test.rows == 0 {
						<-time.After(16 * time.Minute)
					}
				}
				checkRows(t, test.want, got, true)
				if pauses := len(got) / test.rows; w.count(tokenFetch) < 2 && pauses > 10 {
					t.Errorf("%d tokens in %d pauses", w.count(tokenFetch), pauses)
				}
			})
		})
	}
}

// Who breaks off ends the requests, wherever they are: RL-12, PG-12. That nothing
// goes on is checked by the bubble.
func TestImportBrokenOff(t *testing.T) {
	t.Parallel()
	for _, at := range []string{pendingList, activeList, inactiveList, userGet} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newBubble(t, staff())
				q := &shared.Query{Class: user, Attributes: []string{"email", "company"}}
				first := w.first(q)
				w.set(&fault{at: at, from: 4, do: func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
					if at == userGet && strings.HasSuffix(r.URL.Path, "/"+first) {
						next.ServeHTTP(rw, r)
						return
					}
					stall(rw, r, next)
				}})
				begin := time.Now()
				if again := w.first(q); again != first {
					t.Errorf("%s came first, then %s", first, again)
				}
				if took := time.Since(begin); took > time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

// first takes the first row of a search and breaks off.
func (w *bubble) first(q *shared.Query) string {
	w.t.Helper()
	results, err := w.conn.Search(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	for o, err := range results.All() {
		if err != nil {
			w.t.Fatal(err)
		}
		return o.UID()
	}
	return ""
}
