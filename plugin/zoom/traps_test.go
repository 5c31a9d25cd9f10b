package main_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func trapRows() rows {
	return rows{
		"01 pending users forget changes":             pendingForgets,
		"02 inactive users cannot be changed":         updateInactive,
		"03 lists end after their first page":         listsAreComplete,
		"03 page tokens expire":                       pageTokensExpire,
		"06 refusals are swallowed":                   refusalsAreErrors,
		"07 what is gone is deleted again":            goneIsNotFound,
		"09 values break URLs and JSON":               hostileValues,
		"10 two writers on one user":                  twoWriters,
		"12 the address has an account elsewhere":     unlinked,
		"13 the operators are locked out: the owner":  ownerIsSafe,
		"13 the operators are locked out: named ones": protectedUsers,
		"13 the operators are locked out: if told to": allowProtected,
	}
}

func pendingForgets(t *testing.T) {
	tn := start(t, small())
	red, blue := ref(group, tn.team("Red")), ref(group, tn.team("Blue"))
	made := tn.create(user, nil, set("email", str("new@example.com")), set("group_ids", red, blue), set("job_title", str("Boss")))
	if made.Outcome != shared.OutcomePending || left(made) != "group_ids job_title" {
		t.Errorf("created: %v, not applied %s", made.Outcome, left(made))
	}
	uid := made.UID
	created, _ := tn.get(user, uid).Get("group_ids")
	if created.Len() != 1 {
		t.Errorf("Zoom gives a pending user one group, not %v", created)
	}
	r := tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")), shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("group_ids"))
	if left(r) != "dept enabled group_ids" || r.Outcome != shared.OutcomePending {
		t.Errorf("%v, not applied %s", r.Outcome, left(r))
	}
	for _, n := range r.NotApplied {
		if !errors.Is(n.Reason, shared.ErrPreconditionFailed) || n.Reason.Message == "" {
			t.Errorf("%s: %v", n.Attribute, n.Reason)
		}
	}
	tn.has(user, uid, "dept", "[]", "status", "pending", "group_ids", created.String())
	// Through the group it is no different.
	list := tn.update(group, mustUID(red), shared.ReplaceDelta("members", ref(user, uid)))
	if created.Contains(red) == (left(list) == "members") {
		t.Errorf("as a member: not applied %q with groups %v", left(list), created)
	}
}

func mustUID(v shared.Value) string {
	r, _ := v.AsReference()
	return r.UID
}

func listsAreComplete(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 1300, Groups: 700}, set("deep_import", no))
	if n := len(tn.find(group, "")); n != 700 {
		t.Errorf("%d groups", n)
	}
	if n := len(tn.find(user, "", "email")); n != 1300 {
		t.Errorf("%d users", n)
	}
	for _, r := range tn.sim.Requests() {
		if strings.Contains(r.Query, "page_number") {
			t.Errorf("asked by page number: %s?%s", r.Path, r.Query)
		}
	}
	members, _ := tn.get(role, "2", "members").Get("members")
	if members.Len() < 1000 {
		t.Errorf("%d members of the role that nearly everybody has", members.Len())
	}
}

// Within a search the list starts anew without repeating what was delivered;
// between pages, where the host keeps the cookie, the host is told.
func pageTokensExpire(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 900, Groups: 700}, set("deep_import", no))
	for class, route := range map[string]string{group: "/groups", user: "/users"} {
		tn.faults(zoomsim.Fault{
			Method: "GET", Route: route, Page: 2, Occurrence: 1,
			Effect: refusal(400, 300, "The next page token is invalid or expired."),
		})
		ids := tn.find(class, "", "id")
		for i := 1; i < len(ids); i++ {
			if ids[i] == ids[i-1] {
				t.Errorf("%s %s was delivered twice", class, ids[i])
			}
		}
		if want := map[string]int{group: 700, user: 900}[class]; len(ids) != want {
			t.Errorf("%s: %d of %d", class, len(ids), want)
		}
	}
	if err := tn.sim.CheckFaults(); err != nil {
		t.Error(err)
	}
	q := &shared.Query{Class: group, PageSize: 100}
	_, page := tn.search(q)
	if err := tn.sim.Clock().Advance(16 * time.Minute); err != nil {
		t.Fatal(err)
	}
	q.Cookie = page.Cookie
	_, _, err := searchAll(t.Context(), tn.conn, q)
	wantError(t, err, shared.ErrCursorExpired)
}

func refusalsAreErrors(t *testing.T) {
	tn := start(t, small())
	ann := tn.active("ann@example.com")
	tn.active("bob@example.com")
	for name, refused := range map[string]struct {
		uid   string
		delta shared.AttributeDelta
		want  shared.ErrorKind
		about string
	}{
		"foreign address": {ann, shared.ReplaceDelta("email", str("ann@elsewhere.org")), shared.ErrInvalidAttributeValue, "email"},
		"taken address":   {ann, shared.ReplaceDelta("email", str("bob@example.com")), shared.ErrAlreadyExists, "email"},
		"unknown user":    {nowhere, shared.ReplaceDelta("dept", str("x")), shared.ErrNotFound, ""},
		"unknown group":   {ann, shared.AddDelta("group_ids", ref(group, nowhere)), shared.ErrInvalidAttributeValue, "group_ids"},
	} {
		_, err := tn.tryUpdate(user, refused.uid, refused.delta)
		if e := wantError(t, err, refused.want); e.Attribute != refused.about || e.UID != refused.uid || e.Class != user {
			t.Errorf("%s: about %s %q, attribute %q", name, e.Class, e.UID, e.Attribute)
		}
	}
	tn.has(user, ann, "email", "ann@example.com")
	_, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: nowhere})
	wantError(t, err, shared.ErrNotFound)
	_, err = tn.tryUpdate(group, nowhere, shared.ReplaceDelta("name", str("x")))
	if e := wantError(t, err, shared.ErrNotFound); e.UID != nowhere {
		t.Errorf("about %q", e.UID)
	}
}

func goneIsNotFound(t *testing.T) {
	tn := start(t, small(), set("entitlement_deletion_enabled", yes), set("deactivate_on_delete", no))
	for class, uid := range map[string]string{user: tn.active("ann@example.com"), group: tn.team("Team Blue")} {
		tn.delete(class, uid)
		for _, missing := range []string{uid, nowhere} {
			_, err := tn.tryDelete(class, missing)
			wantError(t, err, shared.ErrNotFound)
		}
	}
	tn.conn = tn.connect()
	_, err := tn.tryDelete(user, nowhere)
	wantError(t, err, shared.ErrNotFound)
}

func hostileValues(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("o'x+y&z@example.com")
	for i, value := range []string{
		`"q"`, `back\slash`, `a/b?c=d&e#f`, `%2e%2e/`, `<b>`, "tab\tnew\nline", `{"x":1}`, "日本 🙂", "\u202egnp", `email eq "x"`, `${ENV}`,
	} {
		tn.update(user, uid, shared.ReplaceDelta("dept", str(value)), shared.ReplaceDelta("job_title", str(value)))
		tn.has(user, uid, "dept", value, "job_title", value)
		objs, _ := tn.search(&shared.Query{Class: user, Filter: filter.Eq("dept", str(value))})
		if len(objs) != 1 || objs[0].UID() != uid {
			t.Errorf("dept eq %q finds %d", value, len(objs))
		}
		name := fmt.Sprintf("%d %s.", i, value)
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: group, UID: tn.team(name)})
		if err != nil || obj.Name() != name {
			t.Errorf("group %q: %v, %v", name, obj, err)
		}
		for _, class := range []string{user, group} {
			_, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: class, UID: value})
			wantError(t, err, shared.ErrNotFound)
		}
	}
	for _, email := range []string{"a/b@example.com", "a?b@example.com", "a#b@example.com", "a%2fb@example.com"} {
		id := tn.active(email)
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: email})
		if err != nil || obj.UID() != id {
			t.Errorf("%s: %v, %v", email, obj, err)
		}
	}
	if n := tn.requests()["unknown"]; n != 0 {
		t.Errorf("%d requests went to no endpoint of Zoom's", n)
	}
}

// Zoom refuses a second write to a user while one is in work. Here eight come
// at once, by two connections, and then two deletes.
func twoWriters(t *testing.T) {
	o := small()
	o.Latency = 5 * time.Millisecond
	tn := start(t, o, set("deactivate_on_delete", no))
	uid := tn.active("ann@example.com")
	tp := tn.tap()
	through := set("service_url", str(tp.ServiceURL))
	conns := []shared.FullConnection{tn.connect(through), tn.connect(through, set("deep_get", no))}
	names := []string{"dept", "job_title", "company", "location", "manager", "cost_center", "first_name", "last_name"}
	var writers sync.WaitGroup
	for i, name := range names {
		writers.Go(func() {
			_, err := conns[i%2].Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta(name, str("new"))}})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	writers.Wait()
	for _, name := range names {
		tn.has(user, uid, name, "new")
	}
	if n := tp.writesAtOnce.Load(); n != 1 {
		t.Errorf("%d writes were in work at once", n)
	}
	conns = []shared.FullConnection{tn.conn, tn.connect(set("deactivate_on_delete", no), set("deep_get", no))}
	var deleted, missed atomic.Int64
	for _, conn := range conns {
		writers.Go(func() {
			switch _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: user, UID: uid}); {
			case err == nil:
				deleted.Add(1)
			case errors.Is(err, shared.ErrNotFound):
				missed.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	writers.Wait()
	if deleted.Load() != 1 || missed.Load() != 1 {
		t.Errorf("%d deleted the user, %d found nobody", deleted.Load(), missed.Load())
	}
}

func unlinked(t *testing.T) {
	o := small()
	o.UnlinkedEmails = []string{"ann@elsewhere.org"}
	tn := start(t, o)
	r := tn.create(user, nil, set("email", str("ann@elsewhere.org")), set("dept", str("Sales")))
	if r.Outcome != shared.OutcomeUnlinked || r.UID != "" || r.Name != "ann@elsewhere.org" || left(r) != "dept" {
		t.Errorf("got %+v", r)
	}
}

func ownerIsSafe(t *testing.T) {
	tn := start(t, small())
	owner := tn.find(user, `role_id eq "0"`, "email")[0]
	tn.sim.ResetRecord()
	_, err := tn.tryDelete(user, owner)
	wantError(t, err, shared.ErrPreconditionFailed)
	_, err = tn.tryUpdate(user, owner, shared.ReplaceDelta("enabled", no))
	wantError(t, err, shared.ErrPreconditionFailed)
	_, err = tn.tryUpdate(user, owner, shared.ReplaceDelta("role_id", ref(role, "2")))
	wantError(t, err, shared.ErrPreconditionFailed)
	for operation := range tn.requests() {
		if !strings.HasPrefix(operation, "GET ") {
			t.Errorf("%s was sent", operation)
		}
	}
	admin := tn.active("boss@example.com")
	tn.update(user, admin, shared.ReplaceDelta("role_id", ref(role, "1")))
	tn.conn = tn.connect(set("protected_users", str(admin)))
	_, err = tn.tryUpdate(user, admin, shared.ReplaceDelta("role_id", ref(role, "2")))
	wantError(t, err, shared.ErrPreconditionFailed)
	tn.has(user, admin, "role_id", "1")
	tn.conn = tn.connect(set("protected_users", str(admin)), set("allow_protected", yes))
	tn.update(user, admin, shared.ReplaceDelta("role_id", ref(role, "2")))
	if diff := cmp.Diff([]string{owner}, tn.find(user, `role_id eq "0"`, "email")); diff != "" {
		t.Error(diff)
	}
}
