package zoomimpl_test

import (
	"errors"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

const day = 24 * time.Hour

// lapsed is a tenant with an invitation that has expired, of new@example.com.
func lapsed(t *testing.T, config ...shared.Attribute) *tenant {
	t.Helper()
	clk := newClock()
	options := small()
	options.Clock, options.InvitationLife, options.TokenLifetime = clk.time, 30*day, 90*day
	tn := start(t, options, config...)
	tn.invite("new@example.com")
	clk.forward(31 * day)
	tn.conn = tn.connect(config...)
	return tn
}

// Whoever a search gives can be read by uid and by name, too.
func TestExpiredInvitationIsFoundByEveryRead(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"id", "email"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			tn := lapsed(t, set("pending_uid", str(policy)))
			found, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `email sw "new@"`)})
			if len(found) != 1 {
				t.Fatalf("found %v", found)
			}
			uid := found[0].UID()
			for _, f := range []string{`email eq "New@example.com"`, `id eq "` + uid + `"`, `(email eq "nobody@example.com" or email eq "new@example.com") and status eq "pending"`} {
				if got, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, f)}); len(got) != 1 || got[0].UID() != uid {
					t.Errorf("%s: got %v", f, got)
				}
			}
			if got := tn.get(user, uid); got.Name() != "new@example.com" || text(got, "status") != "pending" || !got.Provisional() {
				t.Errorf("get: %v", got)
			}
			byName, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, Name: "new@example.com"})
			if err != nil || byName.UID() != uid {
				t.Errorf("get by name: %v, %v", byName, err)
			}
		})
	}
}

// The id of a user who was read before the invitation expired stays good.
func TestExpiredInvitationIsFoundByItsID(t *testing.T) {
	t.Parallel()
	clk := newClock()
	options := small()
	options.Clock, options.InvitationLife, options.TokenLifetime = clk.time, 30*day, 90*day
	tn := start(t, options)
	uid := tn.invite("new@example.com")
	listed, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `status eq "pending"`)})
	if len(listed) != 1 || listed[0].UID() != uid {
		t.Fatalf("listed %v", listed)
	}
	clk.forward(31 * day)
	if got := tn.get(user, uid); got.UID() != uid || text(got, "status") != "pending" {
		t.Errorf("got %v", got)
	}
}

// One user whose invitation expired does not keep a group from its other changes.
func TestGroupWriteLeavesExpiredInvitations(t *testing.T) {
	t.Parallel()
	for _, attribute := range []string{"members", "admins"} {
		for name, delta := range map[string]func(values ...shared.Value) shared.AttributeDelta{
			"add":     func(v ...shared.Value) shared.AttributeDelta { return shared.AddDelta(attribute, v...) },
			"replace": func(v ...shared.Value) shared.AttributeDelta { return shared.ReplaceDelta(attribute, v...) },
		} {
			t.Run(attribute+" "+name, func(t *testing.T) {
				t.Parallel()
				tn := lapsed(t)
				ann := tn.active("ann@example.com")
				team := groupIDs(tn)[0]
				result := tn.mustUpdate(group, team, delta(userRef("new@example.com"), userRef(ann)))
				if len(result.NotApplied) != 1 || result.NotApplied[0].Attribute != attribute ||
					!errors.Is(result.NotApplied[0].Reason, shared.ErrPreconditionFailed) {
					t.Errorf("not applied: %+v", result.NotApplied)
				}
				if got, _ := tn.get(group, team, attribute).Get(attribute); !got.Contains(userRef(ann)) {
					t.Errorf("%s are %s", attribute, got)
				}
			})
		}
	}
}
