package main_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func transferRows() rows {
	r := rows{"transfer_email": transferEmail}
	for name, alias := range map[string]string{
		"transfer_meeting": "transferMeeting", "transfer_webinar": "transferWebinar", "transfer_recording": "transferRecording",
		"transfer_whiteboard": "transferWhiteboard", "transfer_clipfiles": "transferClipfiles", "transfer_notes": "transferNotes",
		"transfer_visitors": "transferVisitors", "transfer_docs": "transferDocs",
	} {
		r[name] = transfer(name, alias)
	}
	return r
}

const heir = "heir@example.com"

// leaving deletes a user and returns with which parameters Zoom was asked.
func leaving(t *testing.T, config, options shared.Attributes) map[string]string {
	t.Helper()
	tn := start(t, small())
	tp := tn.tap()
	tn.active(heir)
	uid := tn.active("ann@example.com")
	tn.conn = tn.connect(append(config, set("deactivate_on_delete", no), set("service_url", str(tp.ServiceURL)))...)
	tn.delete(user, uid, options...)
	got := map[string]string{}
	for _, r := range tp.requests("DELETE", "/users/"+uid) {
		for name := range r.query {
			got[name] = r.query.Get(name)
		}
	}
	return got
}

func transferEmail(t *testing.T) {
	declared(t, "transfer_email", "", "transferEmail")
	to := shared.Attributes{set("transferEmail", str(heir))}
	want := map[string]string{"action": "delete", "transfer_email": heir}
	for name, got := range map[string]map[string]string{"configured": leaving(t, to, nil), "per call": leaving(t, nil, to)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	tn := start(t, small(), set("deactivate_on_delete", no))
	uid := tn.active("ann@example.com")
	_, err := tn.tryDelete(user, uid, set("transfer_email", str("nobody@example.com")))
	wantError(t, err, shared.ErrInvalidAttributeValue)
	tn.has(user, uid, "status", "active")
}

// Each kind of data goes to the heir when configured or asked for per call, which
// wins over what is configured.
func transfer(name, alias string) func(t *testing.T) {
	return func(t *testing.T) {
		declared(t, name, "false", alias)
		on, off := shared.Attributes{set(alias, yes)}, shared.Attributes{set(name, no)}
		to := set("transfer_email", str(heir))
		with := map[string]string{"action": "delete", "transfer_email": heir, name: "true"}
		if diff := cmp.Diff(with, leaving(t, append(on, to), nil)); diff != "" {
			t.Errorf("configured: %s", diff)
		}
		if diff := cmp.Diff(with, leaving(t, nil, append(on, to))); diff != "" {
			t.Errorf("per call: %s", diff)
		}
		delete(with, name)
		if diff := cmp.Diff(with, leaving(t, append(on, to), off)); diff != "" {
			t.Errorf("the call decides: %s", diff)
		}
		tn := simulate(t, small())
		tn.faulty(tn.config(on...), "transfer_email")
	}
}
