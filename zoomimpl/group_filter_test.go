package zoomimpl_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// A filter costs what it needs: the members and admins of a group are read only
// when it depends on them, and users tell which groups they are in.
func TestGroupFilterCost(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 2})
	ann, bob := tn.active("ann@example.com"), tn.active("bob@example.com")
	blue := tn.create(group, nil, set("name", str("Team Blue")), set("members", userRefs(ann, bob)...), set("admins", userRefs(bob)...)).UID
	red := tn.create(group, nil, set("name", str("Team Red")), set("members", userRefs(ann)...)).UID
	green := tn.create(group, nil, set("name", str("Green"))).UID
	pending := tn.invite("new@example.com", set("group_ids", groupRef(green)))
	all := []string{blue, red, green}
	byUser := func(users, groups int64) map[string]int64 {
		want := map[string]int64{getAUser: users}
		if groups > 0 {
			want["GET /groups/{groupId}"] = groups
		}
		return want
	}
	listed := func(members, admins, users int64) map[string]int64 {
		want := map[string]int64{listGroups: 1, listMembers: members, listAdmins: admins, getAUser: users}
		for key, n := range want {
			if n == 0 {
				delete(want, key)
			}
		}
		return want
	}
	for text, test := range map[string]struct {
		want []string
		cost map[string]int64
	}{
		`name eq "team blue"`:                                         {[]string{blue}, listed(0, 0, 0)},
		`id eq "` + red + `"`:                                         {[]string{red}, map[string]int64{"GET /groups/{groupId}": 1}},
		`members eq "` + ann + `"`:                                    {[]string{blue, red}, byUser(1, 2)},
		`members eq "name:ANN@example.com"`:                           {[]string{blue, red}, byUser(1, 2)},
		`members eq "` + pending + `"`:                                {[]string{green}, byUser(1, 1)},
		`members eq "` + nowhere + `"`:                                {nil, byUser(1, 0)},
		`members eq "ann@example.com"`:                                {nil, byUser(1, 0)}, // An address is not the uid.
		`members eq "name:ann"`:                                       {nil, map[string]int64{}},
		`members eq "` + ann + `" and name co "red"`:                  {[]string{red}, byUser(1, 2)},
		`members eq "` + ann + `" and members eq "` + bob + `"`:       {[]string{blue}, byUser(2, 2)},
		`members eq "` + ann + `" and not (members eq "` + bob + `")`: {[]string{red}, byUser(2, 2)},
		`members eq "` + bob + `" or members eq "` + pending + `"`:    {[]string{blue, green}, byUser(2, 2)},
		`members ne "` + ann + `"`:                                    {[]string{green}, listed(0, 0, 1)},
		`members eq "` + bob + `" or name eq "team red"`:              {[]string{blue, red}, listed(0, 0, 1)},
		`members pr`:                                           {all, listed(3, 0, 0)},
		`members pr and name co "red"`:                         {[]string{red}, listed(1, 0, 0)},
		`members pr and members eq "` + ann + `"`:              {[]string{blue, red}, listed(3, 0, 0)},
		`admins eq "` + bob + `"`:                              {[]string{blue}, listed(0, 3, 1)},
		`admins eq "name:bob@example.com" and name co "red"`:   {nil, listed(0, 1, 0)},
		`admins eq "` + bob + `" and members eq "` + ann + `"`: {[]string{blue}, map[string]int64{"GET /groups/{groupId}": 2, listAdmins: 2, getAUser: 2}},
	} {
		tn.sim.ResetRecord()
		objs, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: group, Filter: parse(t, text)})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got := uids(objs)
		slices.Sort(got)
		slices.Sort(test.want)
		if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if diff := cmp.Diff(test.cost, tn.requests(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: cost %s", text, diff)
		}
	}
}

// What a filter read is not read again to be returned.
func TestGroupAttributesAreReadOnce(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 2})
	ann := tn.active("ann@example.com")
	for _, name := range []string{"A", "B"} {
		tn.create(group, nil, set("name", str(name)), set("members", userRef(ann)), set("admins", userRef(ann)))
	}
	tn.sim.ResetRecord()
	objs, _ := tn.search(&shared.Query{Class: group, Filter: parse(t, `members pr and admins pr`), Attributes: []string{"members", "admins"}})
	for _, o := range objs {
		for _, name := range []string{"members", "admins"} {
			if v, _ := o.Get(name); !v.Equal(shared.NewValues(userRef(ann))) {
				t.Errorf("%s of %s: %v", name, o, v)
			}
		}
	}
	if diff := cmp.Diff(map[string]int64{listGroups: 1, listMembers: 2, listAdmins: 2, getAUser: 1}, tn.requests()); diff != "" || len(objs) != 2 {
		t.Errorf("%d groups: %s", len(objs), diff)
	}
}

// Pages of the groups of a user go on by id; when the groups become too many to
// be read one by one, the cookie has expired.
func TestGroupPagesOfAUser(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 2, Groups: 40})
	groups := groupIDs(tn)
	ann := tn.active("ann@example.com")
	tn.mustUpdate(user, ann, shared.ReplaceDelta("group_ids", groupRefs(groups[:15])...))
	q := shared.Query{Class: group, PageSize: 4, Filter: parse(t, `members eq "`+ann+`"`)}
	var got []string
	for _, page := range pages(tn, q) {
		got = append(got, uids(page)...)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(groups[:15])), got); diff != "" {
		t.Error(diff)
	}
	_, page := tn.search(&q)
	tn.mustUpdate(user, ann, shared.RemoveDelta("group_ids", groupRefs(got[4:5])...))
	q.Cookie = page.Cookie
	next, page := tn.search(&q)
	if diff := cmp.Diff(got[5:9], uids(next)); diff != "" {
		t.Errorf("after leaving the next group: %s", diff)
	}
	tn.mustUpdate(user, ann, shared.ReplaceDelta("group_ids", groupRefs(groups)...))
	q.Cookie = page.Cookie
	if _, err := tn.conn.Search(t.Context(), &q); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("got %v", err)
	}
	q.Cookie = ""
	got = nil
	for _, page := range pages(tn, q) {
		got = append(got, uids(page)...)
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(groups)), got); diff != "" {
		t.Errorf("many: %s", diff)
	}
	for route, n := range tn.requests() {
		if strings.HasSuffix(route, "/members") && strings.HasPrefix(route, "GET") {
			t.Errorf("%d of %s", n, route)
		}
	}
}

func groupRefs(ids []string) []shared.Value {
	refs := make([]shared.Value, len(ids))
	for i, id := range ids {
		refs[i] = groupRef(id)
	}
	return refs
}
