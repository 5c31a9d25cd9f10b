package main_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// company is an account of 2,000, of all three statuses.
func company() zoomsim.Options {
	return zoomsim.Options{Seed: 12, Users: 2000, Groups: 10, PendingShare: 0.1, InactiveShare: 0.2, PhoneShare: 0.6}
}

// TestImportFaults imports 2,000 users from a Zoom that fails for a while: what
// the process returns is what it returns undisturbed. The last rows fail for good.
func TestImportFaults(t *testing.T) {
	t.Parallel()
	soon := throttled()
	soon.Headers = map[string]string{"Retry-After": "1"}
	reset := zoomsim.Effect{Kind: zoomsim.EffectCut}
	lateToken := refusal(401, 124, "Access token is expired.")
	latePage := refusal(400, 300, "The next page token is invalid or expired.")
	latePhonePage := refusal(400, 400, "The next page token is invalid or expired.")
	rows{
		"429 on a page of each list":   imported(nil, zoomsim.Fault{Route: "/users", Page: 3, Times: 3, MinFires: 3, Effect: soon}),
		"429 on the phone list":        imported(nil, zoomsim.Fault{Route: "/phone/users", Page: 5, Times: 2, MinFires: 2, Effect: soon}),
		"429 without a time":           imported(nil, zoomsim.Fault{Route: "/users", From: 4, Times: 3, MinFires: 3, Effect: throttled()}),
		"access tokens that expire":    imported(nil, zoomsim.Fault{Route: "/users", Page: 2, PerRequest: true, Times: 1, MinFires: 3, Effect: lateToken}, zoomsim.Fault{Route: "/phone/users", Page: 4, Times: 1, Effect: lateToken}),
		"page tokens that expire":      imported(nil, zoomsim.Fault{Route: "/users", Page: 2, Times: 2, MinFires: 2, Effect: latePage}, zoomsim.Fault{Route: "/phone/users", Page: 6, Times: 1, Effect: latePhonePage}),
		"a reset of each request once": imported(nil, zoomsim.Fault{Route: "/users", PerRequest: true, Times: 1, MinFires: 8, Effect: reset}),
		"bodies that break off":        imported(nil, zoomsim.Fault{Route: "/users", From: 3, Times: 3, MinFires: 3, Effect: zoomsim.Effect{Kind: zoomsim.EffectCutBody}}),
		"resets and 429s of single users": imported([]string{"company"},
			zoomsim.Fault{Route: "/users/{userId}", From: 500, Times: 3, MinFires: 3, Effect: soon},
			zoomsim.Fault{Route: "/users/{userId}", Object: "b*", PerRequest: true, Times: 1, MinFires: 20, Effect: reset}),
		"an expired token at single users": imported([]string{"company"},
			zoomsim.Fault{Route: "/users/{userId}", Object: "b*", PerRequest: true, Times: 1, MinFires: 20, Effect: lateToken}),
		"resets without end":         broken(shared.ErrConnectionFailed, zoomsim.Fault{Route: "/users", Page: 3, Effect: reset}),
		"tokens refused without end": broken(shared.ErrUnauthenticated, zoomsim.Fault{Route: "/users", Page: 3, Effect: lateToken}),
		"a daily limit":              broken(shared.ErrQuotaExceeded, zoomsim.Fault{Route: "/phone/users", Page: 3, Effect: refusal(429, 429, "You have reached the maximum daily rate limit for this API.")}),
	}.run(t)
}

// everybody is an import of all users.
func everybody(more []string) *shared.Query {
	return &shared.Query{Class: user, Attributes: append([]string{"email", "first_name", "status", "type", "dept", "extension_number", "zoom_phone_numbers"}, more...)}
}

// imported compares an import with one that nothing disturbs.
func imported(more []string, faults ...zoomsim.Fault) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, company(), set("io_error_retries", num(3)), set("import_batch_size", num(150)), set("pending_uid", str("email")))
		want := map[string]*shared.Object{}
		objs, _ := tn.search(everybody(more))
		for _, o := range objs {
			want[o.UID()] = o
		}
		if len(objs) != 2000 || len(want) != 2000 {
			t.Fatalf("%d rows, %d users", len(objs), len(want))
		}
		tn.faults(faults...)
		got, page := tn.search(everybody(more))
		tn.same(want, got)
		if len(got) != 2000 || page.Cookie != "" {
			t.Errorf("%d rows, cookie %q", len(got), page.Cookie)
		}
	}
}

// same checks that each row is one of those wanted, and comes once.
func (tn *tenant) same(want map[string]*shared.Object, got []*shared.Object) {
	tn.t.Helper()
	times := map[string]int{}
	for _, o := range got {
		if times[o.UID()]++; times[o.UID()] > 1 {
			tn.t.Errorf("%s came %d times", o.UID(), times[o.UID()])
		}
		if w := want[o.UID()]; w == nil || !w.Equal(o) {
			tn.t.Errorf("%s is other than undisturbed", o.UID())
		}
	}
}

// broken is an import that fails: rows before the error are right, and no end
// without it looks like success.
func broken(kind shared.ErrorKind, fault zoomsim.Fault) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, company(), set("io_error_retries", num(1)), set("import_batch_size", num(150)), set("pending_uid", str("email")))
		objs, _ := tn.search(everybody(nil))
		want := map[string]*shared.Object{}
		for _, o := range objs {
			want[o.UID()] = o
		}
		tn.faults(fault)
		got, _, err := searchAll(t.Context(), tn.conn, everybody(nil))
		wantError(t, err, kind)
		tn.same(want, got)
		if len(got) >= 2000 {
			t.Errorf("%d rows, and an error", len(got))
		}
	}
}
