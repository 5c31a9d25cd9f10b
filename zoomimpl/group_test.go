package zoomimpl_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// Sections 3, 4.3 and 5.13: every group, by pages.
func TestSearchGroupsReturnsEveryGroup(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2, Groups: 900})
	objs, page := tn.search(&shared.Query{Class: group})
	if len(objs) != 900 || page.Stats.Requests != 3 {
		t.Errorf("%d groups with %d requests", len(objs), page.Stats.Requests)
	}
	var all []*shared.Object
	q := &shared.Query{Class: group, PageSize: 250}
	for {
		objs, page = tn.search(q)
		all = append(all, objs...)
		if page.Cookie == "" {
			break
		}
		q.Cookie = page.Cookie
	}
	if len(all) != 900 {
		t.Errorf("%d groups by pages", len(all))
	}
}

func TestGroupLifecycle(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 40, Groups: 2, PendingShare: 0.1}, set("entitlement_deletion_enabled", yes))
	users, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "active"`), Attributes: []string{"id"}})
	var members []shared.Value
	for _, u := range users {
		members = append(members, userRef(u.UID()))
	}
	tn.sim.ResetRecord()
	made := tn.create(group, nil, set("name", str("Team Blue")), set("members", members...))
	if made.Outcome != shared.OutcomeCreated || len(made.NotApplied) > 0 {
		t.Errorf("created: %+v", made)
	}
	if diff := cmp.Diff(map[string]int64{"GET /groups": 1, "POST /groups": 1, "POST /groups/{groupId}/members": 2}, tn.requests()); diff != "" {
		t.Error(diff)
	}
	obj := tn.get(group, made.UID, "members", "total_members")
	if v, _ := obj.Get("members"); !v.Equal(shared.NewValues(members...)) || text(obj, "total_members") != fmt.Sprint(len(members)) {
		t.Errorf("members: %d of %d", v.Len(), len(members))
	}
	if _, ok := tn.get(group, made.UID).Get("members"); ok {
		t.Error("members were returned without being asked for")
	}
	result := tn.mustUpdate(group, made.UID, shared.ReplaceDelta("name", str("Team Red")), shared.ReplaceDelta("members", members[0], members[1]))
	if result.Name != "Team Red" || result.Outcome != shared.OutcomeUpdated {
		t.Errorf("updated: %+v", result)
	}
	if v, _ := tn.get(group, made.UID, "members").Get("members"); !v.Equal(shared.NewValues(members[:2]...)) {
		t.Errorf("members: %v", v)
	}
	if again := tn.mustUpdate(group, made.UID, shared.ReplaceDelta("name", str("Team Red")), shared.ReplaceDelta("members", members[0], members[1])); again.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("again: %v", again.Outcome)
	}
	byName, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: group, Name: "team red"})
	if err != nil || byName.UID() != made.UID {
		t.Errorf("by name: %v, %v", byName, err)
	}
	if deleted, err := tn.delete(group, made.UID); err != nil || deleted.Outcome != shared.OutcomeDeleted {
		t.Errorf("deleted: %v", err)
	}
	if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: group, UID: made.UID}); !errors.Is(err, shared.ErrNotFound) {
		t.Errorf("after: %v", err)
	}
}

// Zoom skips pending and unknown members without an error; that is reported.
func TestGroupMembersSkippedByZoom(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	pending := tn.create(user, nil, set("email", str("new@example.com"))).UID
	ann := tn.active("ann@example.com")
	made := tn.create(group, nil, set("name", str("Team Blue")))
	result := tn.mustUpdate(group, made.UID, shared.AddDelta("members", userRef(pending), userRef(ann),
		userRef("nobody@example.com"), userRef("AAAAAAAAAAAAAAAAAAAAAA")))
	if diff := cmp.Diff([]string{"members", "members"}, left(result)); diff != "" {
		t.Error(diff)
	}
	if v, _ := tn.get(group, made.UID, "members").Get("members"); !v.Equal(shared.NewValues(userRef(ann))) {
		t.Errorf("members: %v", v)
	}
	if result := tn.mustUpdate(group, made.UID, shared.RemoveDelta("members", userRef(pending), userRef("ann@example.com"))); len(result.NotApplied) > 0 {
		t.Errorf("removed: %+v", result)
	}
	if got := text(tn.get(group, made.UID), "total_members"); got != "0" {
		t.Errorf("%s members are left", got)
	}
}

// Properties duplicate_record_returns_id and entitlement_deletion_enabled.
func TestGroupDuplicatesAndDeletion(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	ann := tn.active("ann@example.com")
	made := tn.create(group, nil, set("name", str("Team Blue")))
	_, err := tn.conn.Create(t.Context(), &shared.CreateRequest{Class: group, Attributes: shared.Attributes{set("GROUP_NAME", str("TEAM BLUE"))}})
	if !errors.Is(err, shared.ErrAlreadyExists) || shared.AsError(err).UID != made.UID {
		t.Errorf("got %v", err)
	}
	if _, err := tn.delete(group, made.UID); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("delete: got %v", err)
	}
	other := tn.create(group, nil, set("name", str("Team Red")))
	if _, err := tn.update(group, other.UID, shared.ReplaceDelta("name", str("Team Blue"))); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("rename: got %v", err)
	}
	tn.conn = tn.connect(set("duplicateErrorReturnsId", yes))
	result := tn.create(group, nil, set("name", str("team blue")), set("members", userRef(ann)))
	if result.Outcome != shared.OutcomeAdopted || result.UID != made.UID {
		t.Errorf("got %+v", result)
	}
	if got := text(tn.get(group, made.UID), "total_members"); got != "1" {
		t.Errorf("%s members", got)
	}
}

// Section 5.10: a group whose create lost its answer is not reported as existing.
func TestCreateGroupLostAnswer(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(lose(http.MethodPost, "/groups"), set("io_error_retries", num(3)))
	result := tn.create(group, nil, set("name", str("Team Blue")))
	if result.Outcome != shared.OutcomeCreated || result.UID == "" || tn.requests()["POST /groups"] != 1 {
		t.Errorf("got %+v", result)
	}
}

// Groups can be searched by name and by member, exactly.
func TestSearchGroupsByFilter(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 2})
	ann := tn.active("ann@example.com")
	blue := tn.create(group, nil, set("name", str("Team Blue")), set("members", userRef(ann))).UID
	red := tn.create(group, nil, set("name", str("Team Red"))).UID
	tests := map[string][]string{
		`name co "blue"`:                          {blue},
		`GROUP_NAME eq "team blue"`:               {blue},
		`name sw "team"`:                          {blue, red},
		`members eq "` + ann + `"`:                {blue},
		`not (members pr)`:                        {red},
		`id eq "` + red + `"`:                     {red},
		`id eq "` + red + `" and name co "blue"`:  nil,
		`id eq "x/../y" or id eq ".."`:            nil,
		`total_members ge 1 or name eq "nothing"`: {blue},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			objs, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: group, Filter: parse(t, text)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, uids(objs), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A group that Zoom lists twice is one group.
func TestGroupListedTwice(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/groups", 200,
		`{"total_records":3,"next_page_token":"","groups":[{"id":"g1","name":"A"},{"id":"g2","name":"B"},{"id":"g1","name":"A"}]}`))
	objs, _ := tn.search(&shared.Query{Class: group})
	if diff := cmp.Diff([]string{"g1", "g2"}, uids(objs)); diff != "" {
		t.Error(diff)
	}
}
