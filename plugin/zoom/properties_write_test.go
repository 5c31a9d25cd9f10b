package main_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

func writePropertyRows() rows {
	return rows{
		"duplicate_record_returns_id":    duplicateReturnsID,
		"deactivate_on_delete":           deactivateOnDelete,
		"disassociate_on_delete":         disassociateOnDelete,
		"immediate_logout_on_deactivate": immediateLogout,
		"entitlement_deletion_enabled":   groupDeletion,
		"create_action":                  createAction,
		"update_inactive":                updateInactive,
		"protected_users":                protectedUsers,
		"allow_protected":                allowProtected,
	}
}

// Creating what exists fails with its uid, or takes it over with its attributes;
// also when somebody else creates it in between.
func duplicateReturnsID(t *testing.T) {
	declared(t, "duplicate_record_returns_id", "false", "duplicateErrorReturnsId", "duplicateRecordReturnsId")
	tn := start(t, small())
	ids := map[string]string{user: tn.active("ann@example.com"), group: tn.team("Team Blue")}
	name := map[string]shared.Attribute{user: set("email", str("ANN@example.com")), group: set("name", str("Team blue"))}
	tn.sim.ResetRecord()
	for class, uid := range ids {
		_, err := tn.tryCreate(class, nil, name[class])
		if e := wantError(t, err, shared.ErrAlreadyExists); e.UID != uid || e.Class != class {
			t.Errorf("%s: the error is about %s %q", class, e.Class, e.UID)
		}
	}
	if got := tn.requests(); got["POST /users"]+got["POST /groups"] != 0 {
		t.Errorf("a create was sent before the look-up: %v", got)
	}
	tn.conn = tn.connect(set("duplicateErrorReturnsId", yes))
	adopted := tn.create(user, auto(), name[user], set("dept", str("Sales")))
	if adopted.Outcome != shared.OutcomeAdopted || adopted.UID != ids[user] {
		t.Errorf("user: %+v", adopted)
	}
	tn.has(user, ids[user], "dept", "Sales")
	adopted = tn.create(group, nil, name[group], set("members", ref(user, ids[user])))
	if adopted.Outcome != shared.OutcomeAdopted || adopted.UID != ids[group] {
		t.Errorf("group: %+v", adopted)
	}
	tn.has(group, ids[group], "members", ids[user])
	// The look-up finds nobody; the create then meets the user who came meanwhile.
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/users/{userId}", Object: "ann@example.com", Occurrence: 1, Effect: refusal(404, 1001, "User does not exist.")})
	adopted = tn.create(user, auto(), name[user], set("dept", str("Legal")))
	if adopted.Outcome != shared.OutcomeAdopted || adopted.UID != ids[user] {
		t.Errorf("raced: %+v", adopted)
	}
	tn.has(user, ids[user], "dept", "Legal")
}

func deactivateOnDelete(t *testing.T) {
	declared(t, "deactivate_on_delete", "true", "deactivateOnDelete")
	tn := start(t, small())
	ann, bob := tn.active("ann@example.com"), tn.active("bob@example.com")
	if r := tn.delete(user, ann); r.Outcome != shared.OutcomeDeactivated {
		t.Errorf("by default: %v", r.Outcome)
	}
	tn.has(user, ann, "status", "inactive")
	tn.conn = tn.connect(set("deactivateOnDelete", no))
	if r := tn.delete(user, bob); r.Outcome != shared.OutcomeDeleted {
		t.Errorf("off: %v", r.Outcome)
	}
	tn.gone(user, bob)
	if !tn.asked("DELETE", "action=delete") {
		t.Errorf("requests: %v", tn.sim.Requests())
	}
}

// asked tells whether a request of a method had this in its query.
func (tn *tenant) asked(method, query string) bool {
	for _, r := range tn.sim.Requests() {
		if r.Method == method && strings.Contains(r.Query, query) {
			return true
		}
	}
	return false
}

func disassociateOnDelete(t *testing.T) {
	declared(t, "disassociate_on_delete", "false", "disassociateOnDelete")
	tn := start(t, small(), set("deactivate_on_delete", no), set("disassociateOnDelete", yes))
	sso := shared.Attributes{set("create_action", str("ssoCreate"))}
	uid := tn.create(user, sso, set("email", str("ann@elsewhere.org"))).UID
	if r := tn.delete(user, uid); r.Outcome != shared.OutcomeDisassociated {
		t.Errorf("on: %v", r.Outcome)
	}
	tn.gone(user, uid)
	if !tn.asked("DELETE", "action=disassociate") {
		t.Errorf("requests: %v", tn.sim.Requests())
	}
	// It counts only when users are not deactivated.
	tn.conn = tn.connect(set("disassociate_on_delete", yes))
	bob := tn.create(user, sso, set("email", str("bob@elsewhere.org"))).UID
	if r := tn.delete(user, bob); r.Outcome != shared.OutcomeDeactivated {
		t.Errorf("with deactivation: %v", r.Outcome)
	}
}

func immediateLogout(t *testing.T) {
	declared(t, "immediate_logout_on_deactivate", "false", "immediateLogoutOnDeactivate")
	const revoke = "DELETE /users/{userId}/token"
	tn := start(t, small())
	for revocations, conn := range map[int64]shared.FullConnection{0: tn.conn, 2: tn.connect(set("immediateLogoutOnDeactivate", yes))} {
		tn.conn = conn
		ann, bob := tn.active("ann@example.com"), tn.active("bob@example.com")
		tn.sim.ResetRecord()
		tn.update(user, ann, shared.ReplaceDelta("enabled", no))
		tn.delete(user, bob)
		if n := tn.requests()[revoke]; n != revocations {
			t.Errorf("%d revocations, want %d", n, revocations)
		}
		tn.sim.ResetTenant()
	}
}

func groupDeletion(t *testing.T) {
	declared(t, "entitlement_deletion_enabled", "false", "entitlementDeletionEnabled")
	tn := start(t, small())
	uid := tn.team("Team Blue")
	tn.sim.ResetRecord()
	_, err := tn.tryDelete(group, uid)
	if e := wantError(t, err, shared.ErrPreconditionFailed); !strings.Contains(e.Message, "entitlement_deletion_enabled") {
		t.Errorf("the error does not say what to do: %v", err)
	}
	if n := tn.requests()["DELETE /groups/{groupId}"]; n != 0 {
		t.Errorf("%d deletes were sent", n)
	}
	tn.conn = tn.connect(set("entitlementDeletionEnabled", yes))
	if r := tn.delete(group, uid); r.Outcome != shared.OutcomeDeleted {
		t.Errorf("on: %v", r.Outcome)
	}
	tn.gone(group, uid)
}

// The four actions, configured and per call.
func createAction(t *testing.T) {
	declared(t, "create_action", "create", "createAction")
	tn := simulate(t, small())
	tp := tn.tap()
	through := set("service_url", str(tp.ServiceURL))
	for action, status := range map[string]string{"create": "pending", "autoCreate": "active", "custCreate": "active", "ssoCreate": "active"} {
		tn.conn = tn.connect(through, set("createAction", str(action)))
		uid := tn.create(user, nil, set("email", str("configured."+action+"@example.com"))).UID
		tn.has(user, uid, "status", status)
		tn.conn = tn.connect(through)
		uid = tn.create(user, shared.Attributes{set("create_action", str(action))}, set("email", str("asked."+action+"@example.com"))).UID
		tn.has(user, uid, "status", status)
		n := 0
		for _, r := range tp.requests("POST", "/users") {
			if strings.Contains(r.body, `"action":"`+action+`"`) {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%s was sent %d times, want 2", action, n)
		}
	}
	tn.conn = tn.connect()
	tn.has(user, tn.create(user, nil, set("email", str("default@example.com"))).UID, "status", "pending")
}

func updateInactive(t *testing.T) {
	declared(t, "update_inactive", "error", "updateInactive")
	change := []shared.AttributeDelta{shared.ReplaceDelta("dept", str("Sales"))}
	t.Run("error", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small())
		uid := tn.inactive("ann@example.com")
		tn.sim.ResetRecord()
		_, err := tn.tryUpdate(user, uid, change...)
		if e := wantError(t, err, shared.ErrPreconditionFailed); !strings.Contains(e.Message, "inactive") || tn.requests()["PATCH /users/{userId}"] != 0 {
			t.Errorf("%v after %v", err, tn.requests())
		}
	})
	t.Run("skip", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small(), set("updateInactive", str("skip")))
		uid := tn.inactive("ann@example.com")
		r := tn.update(user, uid, change...)
		if left(r) != "dept" || !errors.Is(r.NotApplied[0].Reason, shared.ErrPreconditionFailed) {
			t.Errorf("not applied: %v", r.NotApplied)
		}
		tn.has(user, uid, "status", "inactive", "dept", "[]")
	})
	t.Run("reactivate", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small(), set("update_inactive", str("reactivate")))
		uid := tn.inactive("ann@example.com")
		if r := tn.update(user, uid, change...); r.Outcome != shared.OutcomeUpdated || left(r) != "" {
			t.Errorf("got %+v", r)
		}
		tn.has(user, uid, "status", "inactive", "dept", "Sales")
	})
	t.Run("reactivate, when a step fails", func(t *testing.T) {
		t.Parallel()
		tn := start(t, small(), set("update_inactive", str("reactivate")))
		uid := tn.inactive("ann@example.com")
		tn.faults(zoomsim.Fault{Method: "PATCH", Route: "/users/{userId}", Effect: refusal(400, 300, "Validation Failed.")})
		if _, err := tn.tryUpdate(user, uid, change...); err == nil {
			t.Error("the failure is not told")
		}
		tn.has(user, uid, "status", "inactive", "dept", "[]")
	})
}

func protectedUsers(t *testing.T) {
	declared(t, "protected_users", "", "protectedUsers")
	tn := start(t, small())
	ann, bob, eve := tn.active("ann@example.com"), tn.active("bob@example.com"), tn.active("eve@example.com")
	tn.conn = tn.connect(set("protectedUsers", str("ANN@example.com"), str(bob)))
	for _, uid := range []string{ann, bob} {
		_, err := tn.tryDelete(user, uid)
		wantError(t, err, shared.ErrPreconditionFailed)
		_, err = tn.tryUpdate(user, uid, shared.ReplaceDelta("enabled", no))
		wantError(t, err, shared.ErrPreconditionFailed)
		tn.update(user, uid, shared.ReplaceDelta("dept", str("Sales")))
		tn.has(user, uid, "status", "active", "dept", "Sales")
	}
	tn.delete(user, eve)
}

func allowProtected(t *testing.T) {
	declared(t, "allow_protected", "false", "allowProtected")
	tn := start(t, small())
	ann := tn.active("ann@example.com")
	tn.conn = tn.connect(set("protected_users", str(ann)), set("allowProtected", yes))
	if r := tn.delete(user, ann); r.Outcome != shared.OutcomeDeactivated {
		t.Errorf("got %v", r.Outcome)
	}
}
