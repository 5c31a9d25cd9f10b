package main_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func observedWriteRows() rows {
	return rows{
		"03 create ignores groups":                createWithGroups,
		"03 replacing and clearing do nothing":    replaceAndClear,
		"04 missing users are written":            missingUsers,
		"05 disabling drops other changes":        disableWithChanges,
		"06 adding a group where group_ids lacks": groupIDsOmitted,
		"08 a refused e-mail change is ignored":   emailRefused,
		"12 create of an existing user: refused":  existsRefused,
		"12 create of an existing user: adopted":  existsAdopted,
		"14 what cannot be written is sent":       unwritable,
	}
}

func createWithGroups(t *testing.T) {
	tn := start(t, small())
	red, blue := ref(group, tn.team("Red")), ref(group, tn.team("Blue"))
	r := tn.create(user, auto(), set("email", str("ann@example.com")), set("group_ids", red, blue))
	if got, _ := tn.get(user, r.UID).Get("group_ids"); left(r) != "" || !got.Equal(shared.NewValues(red, blue)) {
		t.Errorf("groups %v, not applied %q", got, left(r))
	}
}

func replaceAndClear(t *testing.T) {
	tn := start(t, small())
	red, blue := ref(group, tn.team("Red")), ref(group, tn.team("Blue"))
	uid := tn.active("ann@example.com", set("group_ids", red), set("dept", str("Sales")), set("job_title", str("Boss")))
	if r := tn.update(user, uid, shared.ReplaceDelta("group_ids", blue), shared.ReplaceDelta("dept"), shared.ReplaceDelta("job_title")); left(r) != "" {
		t.Errorf("not applied %q", left(r))
	}
	tn.has(user, uid, "group_ids", blue.String(), "dept", "[]", "job_title", "[]")
	tn.update(user, uid, shared.ReplaceDelta("group_ids"))
	tn.has(user, uid, "group_ids", "[]")
}

func missingUsers(t *testing.T) {
	tn := start(t, small())
	for what, delta := range map[string]shared.AttributeDelta{
		"update": shared.ReplaceDelta("dept", str("x")), "disable": shared.ReplaceDelta("enabled", no), "group": shared.AddDelta("group_ids", ref(group, nowhere)),
	} {
		_, err := tn.tryUpdate(user, nowhere, delta)
		if e := wantError(t, err, shared.ErrNotFound); e.UID != nowhere {
			t.Errorf("%s: about %q", what, e.UID)
		}
	}
	_, err := tn.tryDelete(user, nowhere)
	wantError(t, err, shared.ErrNotFound)
}

func disableWithChanges(t *testing.T) {
	tn := start(t, small())
	blue := ref(group, tn.team("Blue"))
	uid := tn.active("ann@example.com")
	r := tn.update(user, uid, shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("dept", str("Gone")),
		shared.AddDelta("group_ids", blue), shared.ReplaceDelta("email", str("gone@example.com")))
	if left(r) != "" {
		t.Errorf("not applied %q", left(r))
	}
	tn.has(user, uid, "status", "inactive", "dept", "Gone", "group_ids", blue.String(), "email", "gone@example.com")
}

// Zoom shows group_ids of users without a group as an empty list or not at all.
func groupIDsOmitted(t *testing.T) {
	for _, shown := range []bool{true, false} {
		o := small()
		o.ListEmptyGroupIDs = shown
		tn := start(t, o)
		blue := ref(group, tn.team("Blue"))
		uid := tn.active("ann@example.com")
		tn.has(user, uid, "group_ids", "[]")
		tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")), shared.AddDelta("group_ids", blue))
		tn.has(user, uid, "group_ids", blue.String(), "dept", "Sales")
	}
}

// The refusal is told, with what was done before it and what is left to do.
func emailRefused(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta("email", str("ann@elsewhere.org")), shared.ReplaceDelta("dept", str("Sales")))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); e.Attribute != "email" {
		t.Errorf("about %q: %v", e.Attribute, err)
	}
	tn.has(user, uid, "email", "ann@example.com")
}

func existsRefused(t *testing.T) {
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("dept", str("Sales")))
	_, err := tn.tryCreate(user, auto(), set("email", str("ann@example.com")), set("dept", str("Legal")))
	if e := wantError(t, err, shared.ErrAlreadyExists); e.UID != uid {
		t.Errorf("the uid is %q", e.UID)
	}
	tn.has(user, uid, "dept", "Sales")
}

func existsAdopted(t *testing.T) {
	tn := start(t, small(), set("duplicate_record_returns_id", yes))
	blue := ref(group, tn.team("Blue"))
	uid := tn.active("ann@example.com", set("dept", str("Sales")))
	r := tn.create(user, auto(), set("email", str("ann@example.com")), set("dept", str("Legal")), set("group_ids", blue))
	if r.Outcome != shared.OutcomeAdopted || r.UID != uid {
		t.Errorf("got %+v", r)
	}
	tn.has(user, uid, "dept", "Legal", "group_ids", blue.String())
}

// What the schema does not let through is refused with all faults, before
// anything is sent; what works is in the schema.
func unwritable(t *testing.T) {
	tn := start(t, small())
	uid, blue := tn.active("ann@example.com"), tn.team("Blue")
	tn.sim.ResetRecord()
	_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta("verified", num(1)), shared.ReplaceDelta("status", str("inactive")),
		shared.ReplaceDelta("shoe_size", num(44)), shared.ReplaceDelta("dept", str("Sales")))
	if e := wantError(t, err, shared.ErrInvalidRequest); len(e.Faults) != 3 {
		t.Errorf("faults: %v", e.Faults)
	}
	_, err = tn.tryUpdate(group, blue, shared.ReplaceDelta("total_members", num(1)))
	wantError(t, err, shared.ErrInvalidRequest)
	if n := tn.total(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	for class, names := range map[string][]string{user: {"__ENABLE__"}, group: {"GROUP_NAME"}} {
		declared, _ := schemaOf(tn).Class(class)
		for _, name := range names {
			if a, ok := declared.Attribute(name); !ok || !a.Updatable {
				t.Errorf("%s of %s works and is not declared", name, class)
			}
		}
	}
}
