package main_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	phoneSite   = "ZoomPhoneSite"
	phoneNumber = "ZoomPhoneNumber"
	callingPlan = "ZoomCallingPlan"
)

func phoneClasses() []string { return []string{phoneSite, phoneNumber, callingPlan} }

// ofPhone are the attributes of users that come from Zoom Phone.
func ofPhone() []string {
	return []string{
		"zoom_phone_feature", "zoom_phone_status", "extension_number", "site_id", "site_name", "site_code", "zoom_phone_calling_plans", "zoom_phone_numbers",
	}
}

// spare is a number of the small account that nobody has, from 0.
func spare(n int) shared.Value { return str(fmt.Sprintf("+1555200%04d", 3+n)) }

// withPhone is the attribute that switches Zoom Phone on.
func withPhone() shared.Attribute { return set("zoom_phone_feature", yes) }

// phoned makes an active user with Zoom Phone, at the main site.
func (tn *tenant) phoned(email string, more ...shared.Attribute) string {
	tn.t.Helper()
	result := tn.create(user, auto(), append([]shared.Attribute{set("email", str(email)), withPhone()}, more...)...)
	if left(result) != "" {
		tn.t.Fatalf("%s: not applied %s", email, left(result))
	}
	return result.UID
}

// equipped makes a user who has everything that Zoom Phone has.
func (tn *tenant) equipped(email string) string {
	tn.t.Helper()
	return tn.phoned(email, set("display_name", str("Ann Lee")), set("site_name", str("Denver Office")), set("extension_number", str("254321")),
		set("zoom_phone_calling_plans", num(200)), set("zoom_phone_numbers", spare(0)))
}

// site is a reference to the site of that name.
func (tn *tenant) site(name string) shared.Value {
	tn.t.Helper()
	obj, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: phoneSite, Name: name})
	if err != nil {
		tn.t.Fatal(err)
	}
	return ref(phoneSite, obj.UID())
}

// unphoned checks that a user has nothing of Zoom Phone.
func (tn *tenant) unphoned(uid string) {
	tn.t.Helper()
	obj := tn.get(user, uid, ofPhone()...)
	for _, name := range ofPhone() {
		want := "[]"
		if name == "zoom_phone_feature" {
			want = "false"
		}
		if got := text(obj, name); got != want {
			tn.t.Errorf("%s of %s is %s, want %s", name, obj, got, want)
		}
	}
}

// refusedUpdate checks that an update fails for what the attribute is given, and
// that nothing of it is done.
func (tn *tenant) refusedUpdate(uid string, kind shared.ErrorKind, attribute string, deltas ...shared.AttributeDelta) {
	tn.t.Helper()
	before := tn.get(user, uid)
	_, err := tn.tryUpdate(user, uid, deltas...)
	if e := wantError(tn.t, err, kind); e.Attribute != attribute && !slices.ContainsFunc(e.Faults, func(f shared.Fault) bool { return f.Field == attribute }) {
		tn.t.Errorf("about %q, not %s: %v", e.Attribute, attribute, err)
	}
	if after := tn.get(user, uid); !after.Equal(before) {
		tn.t.Errorf("refused, and changed from %v to %v", before, after)
	}
}

// holds checks the values of an attribute, in whatever order.
func (tn *tenant) holds(uid, name string, want ...shared.Value) {
	tn.t.Helper()
	if got, _ := tn.get(user, uid, name).Get(name); !got.Equal(shared.NewValues(want...)) {
		tn.t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// effects are the attributes of the side effects of a write, in order.
func effects(r *shared.WriteResult) []string {
	names := []string{}
	for _, e := range r.SideEffects {
		names = append(names, e.Attribute)
	}
	return sorted(names...)
}

// both runs two checks.
func both(first, second func(t *testing.T)) func(t *testing.T) {
	return func(t *testing.T) {
		first(t)
		second(t)
	}
}
