package zoomimpl_test

import (
	"errors"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// Property pending_uid=id: ids are completed by one light get each, once.
func TestPendingUIDsAreRemembered(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	q := &shared.Query{Class: user, Filter: parse(t, `status eq "pending"`), Attributes: []string{"email"}}
	first, _ := tn.search(q)
	if got := tn.requests()["GET /users/{userId}"]; got != 20 || len(first) != 20 {
		t.Errorf("%d gets for %d users", got, len(first))
	}
	for _, o := range first {
		if o.Provisional() || o.UID() == o.Name() {
			t.Errorf("%s is provisional: %v", o, o.Provisional())
		}
	}
	tn.sim.ResetRecord()
	second, _ := tn.search(q)
	if got := tn.requests()["GET /users/{userId}"]; got != 0 || second[3].UID() != first[3].UID() {
		t.Errorf("%d gets the second time", got)
	}
}

// Property pending_uid=email and the decision on identity.
func TestPendingUIDEmail(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed(), set("pending_uid", str("email")))
	const email = "new.one@example.com"
	created := tn.create(user, nil, set("email", str("New.One@example.com")))
	if created.UID != email || created.Outcome != shared.OutcomePending {
		t.Errorf("created: %+v", created)
	}
	obj := tn.get(user, email)
	if obj.UID() != email || !obj.Provisional() || text(obj, "id") != email {
		t.Errorf("get: %s, provisional %v", obj, obj.Provisional())
	}
	tn.sim.ResetRecord()
	found, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "pending"`), Attributes: []string{"id"}})
	if got := tn.requests(); got["GET /users/{userId}"] != 0 || len(found) != 21 {
		t.Errorf("%d users with %v", len(found), got)
	}
	byUID, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `id eq "`+email+`"`)})
	if len(byUID) != 1 || byUID[0].UID() != email {
		t.Errorf("by uid: %v", byUID)
	}
	if err := tn.sim.ActivateUser(email); err != nil {
		t.Fatal(err)
	}
	listed, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `email sw "new.one"`), Attributes: []string{"email"}})
	if len(listed) != 1 || listed[0].PreviousUID() != email || listed[0].Provisional() || listed[0].UID() == email {
		t.Fatalf("search after activation: %v", listed)
	}
	id := listed[0].UID()
	// Another process, which never gave the address out, is asked for it.
	tn.conn = tn.connect(set("pending_uid", str("email")))
	if obj := tn.get(user, email); obj.UID() != id || obj.PreviousUID() != email {
		t.Errorf("get after activation: %s, previously %q", obj, obj.PreviousUID())
	}
	result := tn.mustUpdate(user, email, shared.ReplaceDelta("dept", str("Sales")))
	if result.UID != id || result.PreviousUID != email || result.Outcome != shared.OutcomeUpdated {
		t.Errorf("update by the old uid: %+v", result)
	}
	if deleted, err := tn.delete(user, email); err != nil || deleted.UID != id {
		t.Errorf("delete by the old uid: %+v, %v", deleted, err)
	}
}

// A previous uid is one that was given out: reading a row without id gives
// nothing out when the object is named by id in the end.
func TestPreviousUIDWasGivenOut(t *testing.T) {
	t.Parallel()
	tn := start(t, mixed())
	email := ""
	for range 2 {
		for _, q := range []*shared.Query{
			{Class: user, Filter: parse(t, `status eq "pending"`), Attributes: []string{"email"}},
			{Class: user, Filter: parse(t, `enabled eq false or not (enabled pr)`), Sort: []shared.SortKey{{Attribute: "email"}}},
			{Class: user, Attributes: []string{"email"}},
			{Class: user, Filter: parse(t, `first_name pr or status eq "pending"`)},
		} {
			objs, _ := tn.search(q)
			for _, o := range objs {
				if o.PreviousUID() != "" || o.Provisional() {
					t.Fatalf("%v: %s had the uid %q, provisional %v", q.Filter, o, o.PreviousUID(), o.Provisional())
				}
				if text(o, "status") == "pending" {
					email = o.Name()
				}
			}
		}
	}
	if email == "" {
		t.Fatal("no pending user was read")
	}
	byAddress := tn.get(user, email)
	result := tn.mustUpdate(user, email, shared.ReplaceDelta("dept", str("Sales")))
	if byAddress.PreviousUID() != "" || result.PreviousUID != "" || result.UID != byAddress.UID() {
		t.Errorf("get: %q, update: %+v", byAddress.PreviousUID(), result)
	}
	if err := tn.sim.ActivateUser(email); err != nil {
		t.Fatal(err)
	}
	if got := tn.get(user, email); got.PreviousUID() != "" {
		t.Errorf("after activation: %q", got.PreviousUID())
	}
}

// Names are compared without case; an id is no name.
func TestGetByName(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: "ANN@Example.com"})
	if err != nil || obj.UID() != uid {
		t.Errorf("got %v, %v", obj, err)
	}
	for _, name := range []string{uid, "me", "nobody@example.com", "../x@example.com", "a\x00@example.com"} {
		if _, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: name}); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("%q: got %v", name, err)
		}
	}
}
