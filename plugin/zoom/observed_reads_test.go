package main_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// thousand is an account of 700 active, 200 inactive and 100 pending users.
func thousand() zoomsim.Options {
	return zoomsim.Options{Seed: 11, Users: 1000, Groups: 10, InactiveShare: 0.2, PendingShare: 0.1}
}

// costRows count requests, tokens aside. The bounds are far below what the other
// connector needed.
func costRows() rows {
	return rows{
		"cost of all users with all attributes": costOfEverything,
		"cost of all users without detail":      costWithoutDetail,
		"cost of one user":                      costOfOne,
		"cost of an update with groups":         costOfUpdate,
		"cost of disabling":                     costOfDisabling,
		"cost of deleting by deactivation":      costOfDelete,
	}
}

// costs checks the number of requests since the last reset, and that it is what
// the connector itself reports.
func (tn *tenant) costs(want, reported int64) {
	tn.t.Helper()
	if n := tn.total(); n != want || reported != n {
		tn.t.Errorf("%d requests, reported %d, want %d: %v", n, reported, want, tn.requests())
	}
}

// One request for each user, since Zoom gives details one by one, 5 pages, two of
// them twice, since users may move between lists, and one for the phone users, of
// whom there are none; the other connector needed 1,805
// and lost the pending users.
func costOfEverything(t *testing.T) {
	tn := start(t, thousand())
	objs, page := tn.search(&shared.Query{Class: user})
	if len(objs) != 1000 {
		t.Errorf("%d users", len(objs))
	}
	tn.costs(1008, page.Stats.Requests)
}

// Pending users come without id; naming them by their address spares the look.
func costWithoutDetail(t *testing.T) {
	tn := start(t, thousand(), set("deep_import", no), set("pending_uid", str("email")))
	objs, page := tn.search(&shared.Query{Class: user})
	if len(objs) != 1000 {
		t.Errorf("%d users", len(objs))
	}
	tn.costs(7, page.Stats.Requests)
	tn.conn = tn.connect(set("deep_import", no))
	tn.sim.ResetRecord()
	_, page = tn.search(&shared.Query{Class: user})
	tn.costs(107, page.Stats.Requests)
	tn.sim.ResetRecord()
	_, page = tn.search(&shared.Query{Class: user})
	tn.costs(7, page.Stats.Requests)
}

func costOfOne(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	tn.get(user, uid) // A look at Zoom Phone included.
	tn.costs(2, 2)
	tn.sim.ResetRecord()
	tn.get(user, uid, "email", "job_title")
	tn.costs(1, 1)
}

// A look, the profile, two changes of groups, and a look at what Zoom made of it;
// the other connector needed 7.
func costOfUpdate(t *testing.T) {
	tn := start(t, small())
	red, blue := ref(group, tn.team("Red")), ref(group, tn.team("Blue"))
	uid := tn.active("ann@example.com", set("group_ids", red))
	tn.sim.ResetRecord()
	r := tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")), shared.ReplaceDelta("first_name", str("Ann")),
		shared.AttributeDelta{Name: "group_ids", Add: shared.NewValues(blue), Remove: shared.NewValues(red)})
	tn.costs(5, r.Stats.Requests)
	tn.has(user, uid, "dept", "Sales", "first_name", "Ann", "group_ids", blue.String())
}

// The other connector needed 3.
func costOfDisabling(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	r := tn.update(user, uid, shared.ReplaceDelta("enabled", no))
	tn.costs(3, r.Stats.Requests) // One of them looks what Zoom Phone the user loses.
}

// The other connector needed 4.
func costOfDelete(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	r := tn.delete(user, uid)
	tn.costs(3, r.Stats.Requests)
}

func observedReadRows() rows {
	return rows{
		"01 pages repeat and never end":        pagesEnd,
		"02 filters fail or return everything": filtersWork,
		"13 of 9,000 groups 30 are returned":   nineThousandGroups,
	}
}

func pagesEnd(t *testing.T) {
	tn := start(t, thousand(), set("deep_get", no), set("pending_uid", str("email")))
	var got []string
	for offset := 1; offset <= 1101; offset += 100 {
		objs, _ := tn.search(&shared.Query{Class: user, PageSize: 100, Offset: offset})
		want := 100
		if offset > 1000 {
			want = 0
		}
		if len(objs) != want {
			t.Errorf("from %d: %d rows, want %d", offset, len(objs), want)
		}
		got = append(got, uids(objs)...)
	}
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != 1000 {
		t.Errorf("%d users were reached", n)
	}
}

func filtersWork(t *testing.T) {
	tn := start(t, mixed())
	all, _ := tn.search(&shared.Query{Class: user})
	some := all[50].Name()
	for filter, want := range map[string]int{
		`status eq "inactive"`:                      40,
		`email co "` + some + `"`:                   1,
		`email sw "` + some + `"`:                   1,
		`status eq "active" and dept eq "Nowhere"`:  0,
		`status eq "pending" and email co "@"`:      20,
		`status eq "active" or status eq "pending"`: 160,
	} {
		if n := len(tn.find(user, filter, "email")); n != want {
			t.Errorf("%s: %d users, want %d", filter, n, want)
		}
	}
	uid := tn.team("Team Blue")
	for _, filter := range []string{`name eq "team blue"`, `name co "Blue"`, `name sw "Team B" and id eq "` + uid + `"`} {
		if diff := cmp.Diff([]string{uid}, tn.find(group, filter)); diff != "" {
			t.Errorf("%s: %s", filter, diff)
		}
	}
}

func nineThousandGroups(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2, Groups: 9000})
	objs, page := tn.search(&shared.Query{Class: group})
	ids := uids(objs)
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 9000 || len(objs) != 9000 {
		t.Errorf("%d rows, %d groups", len(objs), n)
	}
	tn.costs(30, page.Stats.Requests)
}
