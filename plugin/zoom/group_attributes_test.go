package main_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func groupAttributeRows() rows {
	return rows{
		group + ".id":            groupID,
		group + ".name":          groupName,
		group + ".total_members": totalMembers,
		group + ".members":       groupList("members"),
		group + ".admins":        groupList("admins"),
	}
}

func groupID(t *testing.T) {
	tn := start(t, small())
	tn.attribute(group, "id", shared.TypeString, false, "RD", "GROUP_ID", "__UID__")
	uid := tn.team("Team Blue")
	tn.has(group, uid, "id", uid)
	if got := tn.find(group, `GROUP_ID eq "`+uid+`"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
	_, err := tn.tryUpdate(group, uid, shared.ReplaceDelta("id", str(nowhere)))
	wantError(t, err, shared.ErrInvalidRequest)
}

func groupName(t *testing.T) {
	tn := start(t, small())
	tn.attribute(group, "name", shared.TypeString, false, "!CURD", "GROUP_NAME", "__NAME__")
	uid := tn.create(group, nil, set("GROUP_NAME", str("Team Blue"))).UID
	red := tn.team("Team Red")
	r := tn.update(group, uid, shared.ReplaceDelta("GROUP_NAME", str("Team Green")))
	if r.UID != uid || r.Name != "Team Green" || r.PreviousUID != "" {
		t.Errorf("renamed: %+v", r)
	}
	tn.has(group, uid, "name", "Team Green")
	obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: group, Name: "team green"})
	if err != nil || obj.UID() != uid {
		t.Errorf("by name: %v, %v", obj, err)
	}
	_, err = tn.tryUpdate(group, red, shared.ReplaceDelta("name", str("Team Green")))
	if e := wantError(t, err, shared.ErrAlreadyExists); e.Attribute != "name" {
		t.Errorf("about %q", e.Attribute)
	}
	_, err = tn.tryUpdate(group, red, shared.ReplaceDelta("name"))
	wantError(t, err, shared.ErrInvalidAttributeValue)
	_, err = tn.tryCreate(group, nil)
	wantError(t, err, shared.ErrInvalidRequest)
}

func totalMembers(t *testing.T) {
	tn := start(t, small())
	tn.attribute(group, "total_members", shared.TypeInt, false, "RD", "TOTAL_MEMBERS")
	uid := tn.team("Team Blue")
	for i, email := range []string{"a@example.com", "b@example.com"} {
		tn.active(email, set("group_ids", ref(group, uid)))
		tn.has(group, uid, "total_members", string(rune('1'+i)))
	}
	if got := tn.find(group, `TOTAL_MEMBERS eq 2 and name eq "Team Blue"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
	_, err := tn.tryUpdate(group, uid, shared.ReplaceDelta("total_members", num(5)))
	wantError(t, err, shared.ErrInvalidRequest)
}

// groupList is a list of users: returned on request only, given at create, changed
// by adding and removing, replaced, emptied.
func groupList(name string) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, small())
		tn.attribute(group, name, shared.TypeReference, true, "CUR")
		var people []shared.Value
		for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			people = append(people, ref(user, tn.active(email)))
		}
		uid := tn.create(group, nil, set("name", str("Team Blue")), set(name, people[:2]...)).UID
		holds := func(when string, want ...shared.Value) {
			t.Helper()
			if got, _ := tn.get(group, uid, name).Get(name); !got.Equal(shared.NewValues(want...)) {
				t.Errorf("%s: %v, want %v", when, got, want)
			}
			objs, _ := tn.search(&shared.Query{Class: group, Attributes: []string{name}, Filter: parse(t, `id eq "`+uid+`"`)})
			if got, _ := objs[0].Get(name); !got.Equal(shared.NewValues(want...)) {
				t.Errorf("%s, searched: %v, want %v", when, got, want)
			}
		}
		holds("created", people[:2]...)
		if got := text(tn.get(group, uid), name); got != "absent" {
			t.Errorf("not asked for: %s", got)
		}
		tn.update(group, uid, shared.AttributeDelta{Name: name, Add: shared.NewValues(people[2]), Remove: shared.NewValues(people[0])})
		holds("changed", people[1:]...)
		tn.update(group, uid, shared.ReplaceDelta(name, people[0]))
		holds("replaced", people[0])
		tn.update(group, uid, shared.ReplaceDelta(name))
		holds("emptied")
		pending := ref(user, tn.invited("new@example.com"))
		if r := tn.update(group, uid, shared.AddDelta(name, pending)); left(r) != name {
			t.Errorf("a pending user: not applied %q", left(r))
		}
	}
}

func roleAttributeRows() rows {
	return rows{
		role + ".id":            roleLine("id", true),
		role + ".name":          roleLine("name", true),
		role + ".description":   roleLine("description", false),
		role + ".type":          roleLine("type", false),
		role + ".total_members": roleTotal,
		role + ".members":       roleMembers,
		role + ".privileges":    rolePrivileges,
	}
}

// ranked is an account with members in every role.
func ranked() zoomsim.Options { return zoomsim.Options{Seed: 7, Users: 1000} }

// roleLine is a text of a role; names and ids tell roles apart.
func roleLine(name string, apart bool) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, ranked())
		tn.attribute(role, name, shared.TypeString, false, "RD")
		objs, _ := tn.search(&shared.Query{Class: role})
		seen := map[string]string{}
		for _, o := range objs {
			got := text(o, name)
			if got == "" || got == "[]" || got == "absent" || apart && seen[got] != "" {
				t.Errorf("%s of %s is %q", name, o, got)
			}
			seen[got] = o.UID()
			tn.has(role, o.UID(), name, got)
			if ids := tn.find(role, name+` eq "`+got+`"`, name); !slices.Contains(ids, o.UID()) {
				t.Errorf("%s eq %q finds %v", name, got, ids)
			}
		}
		if len(objs) != 5 {
			t.Errorf("%d roles", len(objs))
		}
		_, err := tn.tryUpdate(role, "1", shared.ReplaceDelta(name, str("x")))
		wantError(t, err, shared.ErrUnsupported)
	}
}

func roleTotal(t *testing.T) {
	tn := start(t, small())
	tn.attribute(role, "total_members", shared.TypeInt, false, "RD")
	tn.has(role, "0", "total_members", "1")
	before := text(tn.get(role, "1"), "total_members")
	tn.update(user, tn.active("ann@example.com"), shared.ReplaceDelta("role_id", ref(role, "1")))
	if after := text(tn.get(role, "1"), "total_members"); after == before {
		t.Errorf("it is %s before and after one more", after)
	}
}

func roleMembers(t *testing.T) {
	tn := start(t, ranked())
	tn.attribute(role, "members", shared.TypeReference, true, "R")
	if got := text(tn.get(role, "1"), "members"); got != "absent" {
		t.Errorf("not asked for: %s", got)
	}
	var desk *shared.Object
	objs, _ := tn.search(&shared.Query{Class: role})
	for _, o := range objs {
		if o.Name() == "Help Desk" {
			desk = o
		}
	}
	members, _ := tn.get(role, desk.UID(), "members").Get("members")
	var got []string
	for v := range members.All() {
		r, _ := v.AsReference()
		got = append(got, r.UID)
	}
	if diff := cmp.Diff(tn.find(user, `role_id eq "`+desk.UID()+`"`, "id"), sorted(got...)); diff != "" || len(got) == 0 {
		t.Errorf("%d members, from the other side: %s", len(got), diff)
	}
}

func rolePrivileges(t *testing.T) {
	tn := start(t, small())
	tn.attribute(role, "privileges", shared.TypeString, true, "R")
	if got := text(tn.get(role, "1"), "privileges"); got != "absent" {
		t.Errorf("not asked for: %s", got)
	}
	values, _ := tn.get(role, "1", "privileges").Get("privileges")
	if !values.Contains(str("User:Read")) {
		t.Errorf("administrators may %v", values)
	}
}
