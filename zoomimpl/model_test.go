package zoomimpl_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// account is what a sequence of writes should leave behind.
type account struct {
	users map[string]*person // by uid
	// faulty, where set, stands between the connector and Zoom, and fails a
	// request of some writes.
	faulty *faulty
}

type person struct {
	email  string
	status string
	attrs  map[string]string // absent means empty
	groups []string
}

// Any sequence of creates, updates and deletes leaves what a small model says,
// and a search shows exactly that.
func TestWritesFollowTheModel(t *testing.T) {
	t.Parallel()
	followModel(t, false)
}

// So it does when requests fail at random and the caller goes on from the error.
func TestWritesFollowTheModelThroughFaults(t *testing.T) {
	t.Parallel()
	followModel(t, true)
}

func followModel(t *testing.T, faults bool) {
	t.Helper()
	tn := start(t, zoomsim.Options{Seed: 11, Users: 1, Groups: 3}, set("deactivate_on_delete", no))
	groups := groupIDs(tn)
	var broken *faulty
	if faults {
		broken = newFaulty(tn)
	}
	owner := everyone(tn)[0].UID()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &account{users: map[string]*person{}, faulty: broken}
		next := 0
		rt.Repeat(map[string]func(*rapid.T){
			"create": func(rt *rapid.T) {
				next++
				m.create(rt, tn, fmt.Sprintf("u%d.%d@example.com", run, next))
			},
			"update": func(rt *rapid.T) { m.update(rt, tn, groups) },
			"delete": func(rt *rapid.T) { m.delete(rt, tn) },
			// What costs a request per user is looked at in the end.
			"": func(rt *rapid.T) { m.check(rt, tn, owner, false) },
		})
		m.check(rt, tn, owner, true)
		for uid, p := range m.users {
			if p.status == "inactive" {
				if _, err := tn.update(user, uid, shared.ReplaceDelta("enabled", yes)); err != nil {
					rt.Fatal(err)
				}
			}
			if _, err := tn.delete(user, uid); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// writable are the attributes that the model follows.
func writable() []string { return []string{"first_name", "last_name", "dept", "job_title", "company"} }

func (m *account) create(rt *rapid.T, tn *tenant, email string) {
	actions := []string{"autoCreate", "create"}
	if m.faulty != nil {
		// What a repeat does to a pending user depends on how far the first try
		// came: it takes one group at a time.
		actions = actions[:1]
	}
	action := rapid.SampledFrom(actions).Draw(rt, "action")
	p := &person{email: email, status: "active", attrs: map[string]string{}}
	if action == "create" {
		p.status = "pending"
	}
	attrs := shared.Attributes{set("email", str(email))}
	for _, name := range writable() {
		if value := rapid.SampledFrom([]string{"", "A", "b/c\"d"}).Draw(rt, name); value != "" {
			attrs = append(attrs, set(name, str(value)))
			if p.status == "active" || strings.HasSuffix(name, "_name") {
				p.attrs[name] = value
			}
		}
	}
	req := &shared.CreateRequest{Class: user, Attributes: attrs, Options: shared.Attributes{set("create_action", str(action))}}
	result, err := m.tryCreate(rt, tn, req)
	if err != nil {
		rt.Fatal(err)
	}
	for _, a := range attrs[1:] {
		applied := !slices.ContainsFunc(result.NotApplied, func(n shared.NotApplied) bool { return n.Attribute == a.Name })
		if (p.attrs[a.Name] != "") != applied {
			rt.Fatalf("%s of a %s user: applied %v", a.Name, p.status, applied)
		}
	}
	m.users[result.UID] = p
}

// someone draws a user.
func (m *account) someone(rt *rapid.T) (string, *person) {
	if len(m.users) == 0 {
		rt.Skip("nobody there")
	}
	var all []string
	for uid := range m.users {
		all = append(all, uid)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(m.users[a].email, m.users[b].email) })
	uid := rapid.SampledFrom(all).Draw(rt, "user")
	return uid, m.users[uid]
}

func (m *account) update(rt *rapid.T, tn *tenant, groups []string) {
	uid, p := m.someone(rt)
	var deltas []shared.AttributeDelta
	after := &person{email: p.email, status: p.status, attrs: map[string]string{}, groups: p.groups}
	for _, name := range writable() {
		after.attrs[name] = p.attrs[name]
		switch value := rapid.SampledFrom([]string{"keep", "keep", "", "Z", "b/c\"d"}).Draw(rt, name); value {
		case "keep":
		case "":
			deltas, after.attrs[name] = append(deltas, shared.ReplaceDelta(name)), ""
		default:
			deltas, after.attrs[name] = append(deltas, shared.ReplaceDelta(name, str(value))), value
		}
	}
	if wanted := rapid.SliceOfNDistinct(rapid.SampledFrom(groups), 0, len(groups), rapid.ID[string]).Draw(rt, "groups"); rapid.Bool().Draw(rt, "set groups") {
		var refs []shared.Value
		for _, g := range wanted {
			refs = append(refs, groupRef(g))
		}
		deltas, after.groups = append(deltas, shared.ReplaceDelta("group_ids", refs...)), wanted
	}
	enable := rapid.SampledFrom([]string{"", "", "active", "inactive"}).Draw(rt, "enable")
	if enable != "" {
		deltas, after.status = append(deltas, shared.ReplaceDelta("enabled", shared.BoolValue(enable == "active"))), enable
	}
	changed := !sameText(p, after)
	result, err := m.tryUpdate(rt, tn, &shared.UpdateRequest{Class: user, UID: uid, Deltas: deltas})
	refused := p.status == "inactive" && changed && enable != "active"
	if refused != errors.Is(err, shared.ErrPreconditionFailed) || (!refused && err != nil) {
		rt.Fatalf("%s user, changed %v: %v", p.status, changed, err)
	}
	if err == nil && p.status != "pending" {
		if len(result.NotApplied) > 0 {
			rt.Fatalf("not applied: %v", result.NotApplied)
		}
		m.users[uid] = after
	}
	if err == nil && p.status == "pending" {
		p.joinFirst(rt, result, after.groups)
	}
}

// joinFirst puts a pending user into the first group that it lacks, which is all
// that an update does for it.
func (p *person) joinFirst(rt *rapid.T, result *shared.WriteResult, wanted []string) {
	has := func(g string) bool { return slices.Contains(p.groups, g) }
	lacks := slices.IndexFunc(wanted, func(g string) bool { return !has(g) })
	if lacks >= 0 {
		p.groups = append(slices.Clone(p.groups), wanted[lacks])
	}
	complete := slices.Equal(slices.Sorted(slices.Values(p.groups)), slices.Sorted(slices.Values(wanted)))
	if complete == slices.Contains(left(result), "group_ids") {
		rt.Fatalf("groups %v of %v, not applied: %v", p.groups, wanted, result.NotApplied)
	}
}

// sameText tells whether two persons have the same attributes and groups.
func sameText(a, b *person) bool {
	for _, name := range writable() {
		if a.attrs[name] != b.attrs[name] {
			return false
		}
	}
	return slices.Equal(slices.Sorted(slices.Values(a.groups)), slices.Sorted(slices.Values(b.groups)))
}

func (m *account) delete(rt *rapid.T, tn *tenant) {
	uid, p := m.someone(rt)
	err := m.tryDelete(rt, tn, &shared.DeleteRequest{Class: user, UID: uid})
	if p.status == "inactive" {
		if !errors.Is(err, shared.ErrPreconditionFailed) {
			rt.Fatalf("deleting an inactive user: %v", err)
		}
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	delete(m.users, uid)
}

// check compares a search of everybody with the model.
func (m *account) check(rt *rapid.T, tn *tenant, owner string, deep bool) {
	q := &shared.Query{Class: user}
	if !deep {
		q.Attributes = []string{"email", "status", "group_ids", "first_name", "last_name", "dept"}
	}
	objs, _, err := searchAll(rt.Context(), tn.conn, q)
	if err != nil {
		rt.Fatal(err)
	}
	if len(objs) != len(m.users)+1 {
		rt.Fatalf("%d users, want %d", len(objs), len(m.users)+1)
	}
	for _, o := range objs {
		if o.UID() == owner {
			continue
		}
		p := m.users[o.UID()]
		if p == nil || o.Name() != p.email || text(o, "status") != p.status {
			rt.Fatalf("%v with status %s is not in the model", o, text(o, "status"))
		}
		got := &person{attrs: map[string]string{}}
		for _, name := range writable() {
			v, ok := o.Get(name)
			if got.attrs[name], _ = v.AsString(); !ok && !deep {
				got.attrs[name] = p.attrs[name]
			}
		}
		v, _ := o.Get("group_ids")
		for x := range v.All() {
			got.groups = append(got.groups, x.String())
		}
		if !sameText(got, p) {
			rt.Fatalf("%s: got %+v, want %+v", p.email, got, p)
		}
	}
}
