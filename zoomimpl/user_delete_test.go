package zoomimpl_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// Properties deactivate_on_delete and disassociate_on_delete, and the decision
// on delete.
func TestDeleteModes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config []shared.Attribute
		email  string // a foreign domain can be disassociated
		action string
		status string // of the user before
		want   shared.Outcome
		err    shared.ErrorKind
		after  string // status, or "gone"
	}{
		"deactivate":              {nil, "a@example.com", "autoCreate", "active", shared.OutcomeDeactivated, 0, "inactive"},
		"already inactive":        {nil, "a@example.com", "autoCreate", "inactive", shared.OutcomeAlreadyDone, 0, "inactive"},
		"pending in any mode":     {nil, "a@example.com", "create", "pending", shared.OutcomeDisassociated, 0, "gone"},
		"pending in delete mode":  {[]shared.Attribute{set("deactivate_on_delete", no)}, "a@example.com", "create", "pending", shared.OutcomeDisassociated, 0, "gone"},
		"disassociate":            {[]shared.Attribute{set("deactivate_on_delete", no), set("disassociate_on_delete", yes)}, "a@other.org", "ssoCreate", "active", shared.OutcomeDisassociated, 0, "gone"},
		"disassociate managed":    {[]shared.Attribute{set("deactivate_on_delete", no), set("disassociate_on_delete", yes)}, "a@example.com", "autoCreate", "active", 0, shared.ErrPreconditionFailed, "active"},
		"delete":                  {[]shared.Attribute{set("deactivate_on_delete", no)}, "a@example.com", "autoCreate", "active", shared.OutcomeDeleted, 0, "gone"},
		"delete an inactive user": {[]shared.Attribute{set("deactivate_on_delete", no)}, "a@example.com", "autoCreate", "inactive", 0, shared.ErrPreconditionFailed, "inactive"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small(), test.config...)
			uid := tn.create(user, shared.Attributes{set("create_action", str(test.action))}, set("email", str(test.email))).UID
			if test.status == "inactive" {
				tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
			}
			result, err := tn.delete(user, uid)
			switch {
			case test.err != 0 && !errors.Is(err, test.err):
				t.Errorf("got %v, want %v", err, test.err)
			case test.err == 0 && err != nil:
				t.Fatal(err)
			case test.err == 0 && (result.Outcome != test.want || result.UID != uid):
				t.Errorf("got %+v, want %v", result, test.want)
			}
			obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: uid})
			if test.after == "gone" {
				if !errors.Is(err, shared.ErrNotFound) {
					t.Errorf("get after: %v", err)
				}
				return
			}
			if err != nil || text(obj, "status") != test.after {
				t.Errorf("after: %v", err)
			}
		})
	}
}

// Section 4.7: one rule for what is not there.
func TestDeleteMissing(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("entitlement_deletion_enabled", yes))
	for _, class := range []string{user, group} {
		if _, err := tn.delete(class, "AAAAAAAAAAAAAAAAAAAAAA"); !errors.Is(err, shared.ErrNotFound) {
			t.Errorf("%s: got %v", class, err)
		}
	}
	if _, err := tn.delete(user, "me"); !errors.Is(err, shared.ErrNotFound) {
		t.Errorf("me: got %v", err)
	}
}

// Section 4.13: the owner and protected users are not locked out.
func TestProtectedUsers(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	owner, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `email pr`)})
	var ownerUID string
	for _, o := range owner {
		obj := tn.get(user, o.UID())
		if text(obj, "user_created_at") != "" && ownerUID == "" && text(obj, "type") == "2" {
			ownerUID = o.UID()
		}
	}
	uid := tn.active("boss@example.com")
	tn.conn = tn.connect(set("protected_users", str("BOSS@example.com")), set("deactivate_on_delete", no))
	if _, err := tn.delete(user, uid); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("delete: got %v", err)
	}
	if _, err := tn.update(user, uid, shared.ReplaceDelta("enabled", no)); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("disable: got %v", err)
	}
	if _, err := tn.update(user, uid, shared.ReplaceDelta("dept", str("x"))); err != nil {
		t.Errorf("other changes: %v", err)
	}
	if _, err := tn.update(user, uid, shared.ReplaceDelta("email", str("other@example.com"))); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("a change of the address that protects: got %v", err)
	}
	tn.sim.ResetRecord()
	if _, err := tn.delete(user, ownerUID); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("owner: got %v", err)
	}
	if got := tn.requests(); got["DELETE /users/{userId}"] != 0 || got["PUT /users/{userId}/status"] != 0 {
		t.Errorf("requests: %v", got)
	}
	tn.conn = tn.connect(set("protected_users", str(uid)), set("allow_protected", yes))
	if result, err := tn.delete(user, uid); err != nil || result.Outcome != shared.OutcomeDeactivated {
		t.Errorf("allowed: %v", err)
	}
}

// A delete whose answer is lost is settled by a look.
func TestDeleteLostAnswer(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(lose(http.MethodDelete, "/users/"+uid), set("deactivate_on_delete", no))
	result, err := tn.delete(user, uid)
	if err != nil || result.Outcome != shared.OutcomeDeleted {
		t.Fatalf("got %v, %v", result, err)
	}
	bob := tn.active("bob@example.com")
	tn.conn = tn.connectThrough(lose(http.MethodPut, "/status"))
	if result, err := tn.delete(user, bob); err != nil || result.Outcome != shared.OutcomeDeactivated {
		t.Errorf("deactivation: got %v, %v", result, err)
	}
}

// Transfer options on delete: configured, per call, and both.
func TestDeleteTransfers(t *testing.T) {
	t.Parallel()
	deletes := []shared.Attribute{set("deactivate_on_delete", no)}
	tests := map[string]struct {
		config  []shared.Attribute
		options shared.Attributes
		want    string // query of the delete
		err     shared.ErrorKind
	}{
		"none": {deletes, nil, "action=delete", 0},
		"configured": {
			append(deletes, set("transfer_email", str("heir@example.com")), set("transfer_meeting", yes)), nil,
			"action=delete&transfer_email=heir%40example.com&transfer_meeting=true", 0,
		},
		"per call": {
			deletes,
			shared.Attributes{set("transfer_email", str("heir@example.com")), set("transferDocs", yes)},
			"action=delete&transfer_docs=true&transfer_email=heir%40example.com", 0,
		},
		"call wins": {
			append(deletes, set("transfer_email", str("other@example.com")), set("transfer_meeting", yes)),
			shared.Attributes{set("transfer_email", str("heir@example.com")), set("transfer_meeting", no), set("transfer_notes", yes)},
			"action=delete&transfer_email=heir%40example.com&transfer_notes=true", 0,
		},
		"without heir":   {deletes, shared.Attributes{set("transfer_docs", yes)}, "", shared.ErrInvalidRequest},
		"no address":     {deletes, shared.Attributes{set("transfer_email", str("heir"))}, "", shared.ErrInvalidAttributeValue},
		"unknown heir":   {deletes, shared.Attributes{set("transfer_email", str("nobody@example.com"))}, "action=delete&transfer_email=nobody%40example.com", shared.ErrInvalidAttributeValue},
		"deactivating":   {nil, shared.Attributes{set("transfer_email", str("heir@example.com"))}, "", shared.ErrInvalidRequest},
		"unknown option": {deletes, shared.Attributes{set("transfer_shoes", yes)}, "", shared.ErrInvalidRequest},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			tn.active("heir@example.com")
			tn.active("other@example.com")
			uid := tn.active("ann@example.com")
			var query string
			tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if req.Method == http.MethodDelete {
					query = req.URL.RawQuery
				}
				return send()
			}, tt.config...)
			_, err := tn.conn.Delete(t.Context(), &shared.DeleteRequest{Class: user, UID: uid, Options: tt.options})
			if tt.err == 0 && err != nil || tt.err != 0 && !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			if query != tt.want {
				t.Errorf("sent %q, want %q", query, tt.want)
			}
		})
	}
}

// A delete that was carried out, answered with 503 and repeated, finds nobody:
// that is its own doing.
func TestDeleteRepeatedAfterUnavailable(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	first := true
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err == nil && req.Method == http.MethodDelete && first {
			first = false
			return answer(http.StatusServiceUnavailable, ""), resp.Body.Close()
		}
		return resp, err
	}, set("deactivate_on_delete", no), set("io_error_retries", num(2)))
	if result, err := tn.delete(user, uid); err != nil || result.Outcome != shared.OutcomeDeleted {
		t.Errorf("got %v, %v", result, err)
	}
}
