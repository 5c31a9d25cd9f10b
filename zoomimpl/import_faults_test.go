package zoomimpl_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// listed is an import of attributes that the lists of users and phone users have.
func listed() *shared.Query {
	return &shared.Query{Class: user, Attributes: []string{
		"email", "first_name", "last_name", "status", "enabled", "type", "dept", "group_ids", "zoom_phone_feature", "extension_number", "zoom_phone_numbers", "zoom_phone_calling_plans",
	}}
}

// wholly is an import that reads each user singly as well.
func wholly() *shared.Query {
	q := listed()
	q.Attributes = append(q.Attributes, "company", "job_title")
	return q
}

// grouped is an import of groups with their members.
func grouped() *shared.Query {
	return &shared.Query{Class: group, Attributes: []string{"name", "total_members", "members"}}
}

// truths are what imports return that nothing disturbs.
func truths(t *testing.T, queries ...*shared.Query) []map[string]*shared.Object {
	t.Helper()
	all := make([]map[string]*shared.Object, len(queries))
	synctest.Test(t, func(t *testing.T) {
		for i, q := range queries {
			w := newBubble(t, staff())
			objs, _ := w.search(q)
			all[i] = map[string]*shared.Object{}
			for _, o := range objs {
				all[i][o.UID()] = o.Detach()
			}
			if len(all[i]) != len(objs) || len(objs) < 8 {
				t.Fatalf("%d objects, of which %d are different", len(objs), len(all[i]))
			}
		}
	})
	return all
}

// checkRows fails the test when an import returned something wrong.
func checkRows(t *testing.T, want map[string]*shared.Object, got []*shared.Object, whole bool) {
	t.Helper()
	for _, wrong := range wrongRows(want, got, whole) {
		t.Error(wrong)
	}
}

// wrongRows compares what an import returned with what it has to: each object
// once, as it is. Without whole, some may be missing.
func wrongRows(want map[string]*shared.Object, got []*shared.Object, whole bool) (wrong []string) {
	times := map[string]int{}
	for _, o := range got {
		times[o.UID()]++
		switch {
		case want[o.UID()] == nil:
			wrong = append(wrong, o.UID()+" is not in the account")
		case times[o.UID()] > 1:
			wrong = append(wrong, fmt.Sprintf("%s came %d times", o.UID(), times[o.UID()]))
		case !want[o.UID()].Equal(o):
			wrong = append(wrong, o.UID()+" is other than undisturbed: "+differing(want[o.UID()], o))
		}
	}
	if whole && len(times) != len(want) {
		wrong = append(wrong, fmt.Sprintf("%d objects instead of %d", len(times), len(want)))
	}
	return wrong
}

// differing names the attributes in which two objects differ.
func differing(want, got *shared.Object) (text string) {
	for name, values := range want.All() {
		if have, _ := got.Get(name); !have.Equal(values) {
			text += name + " is " + have.String() + " instead of " + values.String() + "; "
		}
	}
	return text
}

// survived runs an import in a bubble with faults that it has to get over, and
// returns how long that took.
func survived(t *testing.T, q *shared.Query, want map[string]*shared.Object, faults ...*fault) (w *bubble, took time.Duration) {
	t.Helper()
	w = newBubble(t, staff(), faults...)
	begin := time.Now()
	got, _, err := searchAll(t.Context(), w.conn, q)
	if err != nil {
		t.Errorf("after %d rows: %v", len(got), err)
	}
	checkRows(t, want, got, err == nil)
	w.checkFired()
	return w, time.Since(begin)
}

// What passes is got over: nothing is lost, nothing doubled, nothing changed. Each
// row is a fault in the middle of each list, of the gets, and of the fetches of a
// token where those can meet it.
func TestImportSurvives(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	for name, passing := range passingFaults() {
		for at, q := range map[string]int{pendingList: 0, activeList: 0, inactiveList: 0, phoneList: 0, userGet: 1, groupList: 2, memberList: 2} {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					query := []*shared.Query{listed(), wholly(), grouped()}[q]
					_, took := survived(t, query, all[q], &fault{at: at, from: 3, times: passing.times, do: passing.do})
					if took < passing.least || took > passing.most {
						t.Errorf("took %s, not %s to %s", took, passing.least, passing.most)
					}
				})
			})
		}
	}
}

// passing is a fault that repeating gets over.
type passing struct {
	do    upset
	times int
	// least and most are how long the import then takes.
	least, most time.Duration
}

func passingFaults() map[string]passing {
	const pause = 5 * time.Second // of three repeats at most
	return map[string]passing{
		"RL-01 429 with seconds":          {throttledUntil(7, ""), 2, 14 * time.Second, 16 * time.Second},
		"RL-01 429 with an HTTP date":     {throttledUntil(7, "Mon, 02 Jan 2006 15:04:05 GMT"), 2, 12 * time.Second, 16 * time.Second},
		"RL-01 429 with an RFC 3339 time": {throttledUntil(7, time.RFC3339), 2, 12 * time.Second, 16 * time.Second},
		"RL-01 429 without a time":        {reply(429, tooFast), 3, 3 * time.Second, 3*time.Second + pause},
		"RL-05 500":                       {reply(500, internal), 3, 0, pause},
		"RL-05 502":                       {reply(502, gateway, "Content-Type", "text/html"), 3, 0, pause},
		"RL-05 503":                       {reply(503, ""), 3, 0, pause},
		"RL-05 503 with seconds":          {reply(503, "", "Retry-After", "20"), 2, 40 * time.Second, 42 * time.Second},
		"RL-05 504":                       {reply(504, gateway), 3, 0, pause},
		"RL-05 a reset":                   {reset, 3, 0, pause},
		"RL-05 an end in the body":        {cutBody, 3, 0, pause},
		"RL-05 a truncated body":          {truncate, 3, 0, pause},
		"RL-05 an empty body":             {reply(200, ""), 3, 0, pause},
		"RL-05 a time-out":                {stall, 2, 2 * time.Minute, 2*time.Minute + pause},
		"RL-12 a slow drip":               {drip, 1, time.Minute, time.Minute + pause},
		"RL-07 401 with 124":              {reply(401, tooOld), 1, 0, 0},
		"RL-07 400 with 124":              {reply(400, tooOld), 1, 0, 0},
		"RL-13 unknown fields":            {revised(withUnknown), 0, 0, 0},
	}
}

// withUnknown adds to an answer what Zoom may add one day.
func withUnknown(body map[string]any) {
	for _, e := range elements(body) {
		e["mood"], e["shoes"] = []any{map[string]any{"left": 1.5}}, nil
	}
	body["has_more"] = map[string]any{"value": []any{nil, 1, "x"}}
}
