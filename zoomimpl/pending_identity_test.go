package zoomimpl_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// A user who gets the address of one who was invited and removed is somebody
// else.
func TestPreviousUIDIsOfTheSamePerson(t *testing.T) {
	t.Parallel()
	const email = "ann@example.com"
	for name, tt := range map[string]struct {
		seen   func(*tenant)
		remove func(*tenant) error
	}{
		"invited": {seen: func(*tenant) {}},
		"read":    {seen: func(tn *tenant) { tn.get(user, email) }},
		"listed":  {seen: func(tn *tenant) { tn.search(&shared.Query{Class: user, Filter: parse(tn.t, `status eq "pending"`)}) }},
		"removed by somebody else": {
			seen: func(tn *tenant) { tn.get(user, email) },
			remove: func(tn *tenant) error {
				_, err := tn.connect(set("pending_uid", str("email"))).Delete(tn.t.Context(), &shared.DeleteRequest{Class: user, UID: email})
				return err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small(), set("pending_uid", str("email")))
			tn.invite(email)
			tt.seen(tn)
			var err error
			if tt.remove != nil {
				err = tt.remove(tn)
			} else {
				_, err = tn.delete(user, email)
			}
			if err != nil {
				t.Fatal(err)
			}
			id := tn.active(email)
			for _, uid := range []string{id, email} {
				if got := tn.get(user, uid); got.UID() != id || got.PreviousUID() != "" {
					t.Errorf("get %s: uid %s, previously %q", uid, got.UID(), got.PreviousUID())
				}
			}
			listed, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `email sw "ann@"`)})
			if len(listed) != 1 || listed[0].PreviousUID() != "" {
				t.Errorf("listed: %v, previously %q", listed, listed[0].PreviousUID())
			}
		})
	}
}

// An address that is invited again, and joins, is known as before.
func TestPreviousUIDAfterASecondInvitation(t *testing.T) {
	t.Parallel()
	const email = "ann@example.com"
	tn := start(t, small(), set("pending_uid", str("email")))
	for range 2 {
		tn.invite(email)
		if _, err := tn.delete(user, email); err != nil {
			t.Fatal(err)
		}
	}
	tn.invite(email)
	if err := tn.sim.ActivateUser(email); err != nil {
		t.Fatal(err)
	}
	if got := tn.get(user, email); got.PreviousUID() != email || got.UID() == email {
		t.Errorf("uid %s, previously %q", got.UID(), got.PreviousUID())
	}
}
