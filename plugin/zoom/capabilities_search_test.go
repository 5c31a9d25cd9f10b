package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func searchRows() rows {
	return rows{
		"search users by status":          searchByStatus,
		"all statuses by default":         allStatuses,
		"filters are exact":               filtersAreExact,
		"filters are pushed down":         filtersArePushedDown,
		"paging is complete in any class": pagingIsComplete,
		"paging by offset and cookie":     pagingAtTheSurface,
	}
}

func searchByStatus(t *testing.T) {
	tn := start(t, mixed())
	for status, want := range map[string]int{"active": 140, "inactive": 40, "pending": 20} {
		objs, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "`+status+`"`), Attributes: []string{"STATUS"}})
		for _, o := range objs {
			if got := text(o, "status"); got != status {
				t.Errorf("%s is %s, asked for %s", o, got, status)
			}
		}
		if len(objs) != want {
			t.Errorf("%d users are %s, want %d", len(objs), status, want)
		}
	}
}

func allStatuses(t *testing.T) {
	tn := start(t, mixed())
	objs, _ := tn.search(&shared.Query{Class: user})
	got, seen := map[string]int{}, map[string]bool{}
	for _, o := range objs {
		got[text(o, "status")]++
		if seen[o.UID()] || o.UID() == "" {
			t.Errorf("uid %q is there twice", o.UID())
		}
		seen[o.UID()] = true
	}
	if diff := cmp.Diff(map[string]int{"active": 140, "inactive": 40, "pending": 20}, got); diff != "" {
		t.Error(diff)
	}
}

// Filters find what the contract's own evaluator finds among all objects.
func filtersAreExact(t *testing.T) {
	tn := start(t, mixed())
	schema := schemaOf(tn)
	for class, filters := range map[string][]string{
		user: {
			`email co "a" and not (status eq "active")`, `dept sw "E" or job_title ew "r"`, `first_name gt "M" and last_name le "S"`, `type eq 2`,
			`last_login_time pr and verified ne 0`, `group_ids pr`, `enabled eq false and (language eq "en-US" or timezone pr)`, `role_id eq "0"`, `login_types eq 101`,
		},
		group: {`name co "e"`, `name sw "S" and total_members gt 5`, `not (name ew "s")`},
		role:  {`name eq "admin"`, `total_members gt 1 and description pr`},
	} {
		declared, _ := schema.Class(class)
		all, _ := tn.search(&shared.Query{Class: class})
		for _, text := range filters {
			resolved, faults := parse(t, text).Resolve(declared)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			want := []string{}
			for _, o := range all {
				if resolved.Match(declared, o) {
					want = append(want, o.UID())
				}
			}
			slices.Sort(want)
			if len(want) == 0 || len(want) == len(all) {
				t.Errorf("%s %s selects %d of %d: that says nothing", class, text, len(want), len(all))
			}
			if diff := cmp.Diff(want, tn.find(class, text, "id")); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", class, text, diff)
			}
		}
	}
}

// Uid, name, status, role and group membership decide what Zoom is asked.
func filtersArePushedDown(t *testing.T) {
	tn := start(t, mixed())
	blue := tn.team("Team Blue")
	ann := tn.active("ann@example.com", set("group_ids", ref(group, blue)))
	for filter, most := range map[string]map[string]int64{
		`id eq "` + ann + `"`:                                {"GET /users/{userId}": 1},
		`email eq "ann@example.com"`:                         {"GET /users/{userId}": 1},
		`status eq "inactive"`:                               {"GET /users": 1},
		`role_id eq "0" and status eq "active"`:              {"GET /users": 1},
		`group_ids eq "` + blue + `" and status eq "active"`: {"GET /groups/{groupId}/members": 2, "GET /users": 1, "GET /users/{userId}": 1},
	} {
		tn.sim.ResetRecord()
		if got := tn.find(user, filter, "email"); len(got) == 0 {
			t.Errorf("%s finds nobody", filter)
		}
		for operation, n := range tn.requests() {
			if n > most[operation] {
				t.Errorf("%s: %d times %s, at most %d", filter, n, operation, most[operation])
			}
		}
	}
}

func pagingIsComplete(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 1000, Groups: 650, PendingShare: 0.1, InactiveShare: 0.2}, set("deep_get", no))
	for class, want := range map[string]int{user: 1000, group: 650, role: 5} {
		var got []string
		q := &shared.Query{Class: class, PageSize: max(want/7, 2)}
		for {
			objs, page := tn.search(q)
			got = append(got, uids(objs)...)
			if page.Cookie == "" || len(got) > want {
				break
			}
			q.Cookie = page.Cookie
		}
		slices.Sort(got)
		if n := len(slices.Compact(slices.Clone(got))); n != want || len(got) != want {
			t.Errorf("%s: %d rows of %d objects, want %d", class, len(got), n, want)
		}
	}
	for _, r := range tn.sim.Requests() {
		if strings.Contains(r.Query, "page_number") {
			t.Errorf("a page was asked for by its number: %s", r.Query)
		}
	}
}

func pagingAtTheSurface(t *testing.T) {
	tn := start(t, mixed(), set("deep_get", no))
	whole, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"email"}})
	for _, offset := range []int{1, 96, 191, 196, 201} {
		t.Run(fmt.Sprintf("offset %d", offset), func(t *testing.T) {
			t.Parallel()
			got, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: user, PageSize: 10, Offset: offset})
			if err != nil {
				t.Fatal(err)
			}
			from := offset - 1
			if diff := cmp.Diff(uids(whole[from:min(from+10, 200)]), uids(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	first, page := tn.search(&shared.Query{Class: user, PageSize: 150})
	second, end := tn.search(&shared.Query{Class: user, PageSize: 150, Cookie: page.Cookie})
	if diff := cmp.Diff(uids(whole), uids(slices.Concat(first, second))); diff != "" || end.Cookie != "" {
		t.Errorf("cookie %q, %s", end.Cookie, diff)
	}
}
