package main_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// phoneTrapRows are what hurts users of Zoom Phone.
func phoneTrapRows() rows {
	return rows{
		"01 pending users forget changes: Zoom Phone":      pendingForgetsPhone,
		"02 inactive users cannot be changed: Zoom Phone":  inactivePhone,
		"03 lists end after their first page: sites":       sitesAreComplete,
		"03 names of sites are ambiguous":                  ambiguousSites,
		"04 sites are listed for every user":               sitesListedOnce,
		"04 lists are read for every change":               listsReadOnce,
		"06 refusals are swallowed: Zoom Phone":            phoneRefusals,
		"09 values break URLs and JSON: Zoom Phone":        hostilePhoneValues,
		"10 two writers on one user: Zoom Phone":           twoPhoneWriters,
		"11 the profile appears late: waited for":          lateProfile,
		"11 the profile appears late: too late":            tooLateProfile,
		"11 the profile appears late: switched off before": lateProfileOff,
	}
}

// everyPhoneChange is all that can be given along with Zoom Phone.
func everyPhoneChange() []shared.AttributeDelta {
	return []shared.AttributeDelta{
		shared.ReplaceDelta("zoom_phone_numbers", spare(0)), shared.ReplaceDelta("zoom_phone_calling_plans", num(200)), shared.ReplaceDelta("extension_number", str("254321")),
		shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("zoom_phone_status", str("deactivate")), shared.ReplaceDelta("zoom_phone_feature", yes),
	}
}

// hasEveryPhoneChange checks that the user shows them.
func (tn *tenant) hasEveryPhoneChange(uid string) {
	tn.t.Helper()
	tn.has(user, uid, "zoom_phone_feature", "true", "zoom_phone_status", "deactivate", "extension_number", "254321", "site_name", "Denver Office",
		"zoom_phone_calling_plans", "200", "zoom_phone_numbers", spare(0).String())
}

func names(deltas []shared.AttributeDelta) []string {
	var out []string
	for _, d := range deltas {
		out = append(out, d.Name)
	}
	return sorted(out...)
}

// Zoom Phone is nothing for who has not joined: that is told at create and at
// update, and carried out after joining.
func pendingForgetsPhone(t *testing.T) {
	tn := start(t, small())
	var given []shared.Attribute
	for _, d := range everyPhoneChange() {
		if d.Name != "zoom_phone_status" {
			given = append(given, shared.Attribute{Name: d.Name, Values: *d.Replace})
		}
	}
	made := tn.create(user, nil, append(given, set("email", str("new@example.com")))...)
	if got := sorted(strings.Fields(left(made))...); made.Outcome != shared.OutcomePending || !slices.Equal(got, names(slices.Delete(everyPhoneChange(), 4, 5))) {
		t.Errorf("created: %v, not applied %v", made.Outcome, got)
	}
	updated := tn.update(user, made.UID, everyPhoneChange()...)
	if diff := cmp.Diff(names(everyPhoneChange()), sorted(strings.Fields(left(updated))...)); diff != "" || updated.Outcome != shared.OutcomePending {
		t.Errorf("updated: %v, not applied %s", updated.Outcome, diff)
	}
	for _, n := range append(made.NotApplied, updated.NotApplied...) {
		if !errors.Is(n.Reason, shared.ErrPreconditionFailed) || n.Reason.Message == "" {
			t.Errorf("%s: %v", n.Attribute, n.Reason)
		}
	}
	for _, name := range ofPhone() {
		tn.has(user, made.UID, name, "[]")
	}
	if err := tn.sim.ActivateUser(made.UID); err != nil {
		t.Fatal(err)
	}
	if r := tn.update(user, made.UID, everyPhoneChange()...); left(r) != "" {
		t.Errorf("after joining: not applied %q", left(r))
	}
	tn.hasEveryPhoneChange(made.UID)
}

func inactivePhone(t *testing.T) {
	tn := start(t, small())
	uid := tn.inactive("ann@example.com")
	for behaviour, kind := range map[string]error{"error": shared.ErrPreconditionFailed, "skip": nil, "reactivate": nil} {
		tn.conn = tn.connect(set("update_inactive", str(behaviour)))
		r, err := tn.tryUpdate(user, uid, everyPhoneChange()...)
		if !errors.Is(err, kind) {
			t.Errorf("%s: %v", behaviour, err)
		}
		if err == nil {
			if diff := cmp.Diff(names(everyPhoneChange()), sorted(strings.Fields(left(r))...)); diff != "" {
				t.Errorf("%s: not applied %s", behaviour, diff)
			}
		}
		tn.has(user, uid, "status", "inactive")
		tn.unphoned(uid)
	}
	tn.update(user, uid, append(everyPhoneChange(), shared.ReplaceDelta("enabled", yes))...)
	tn.hasEveryPhoneChange(uid)
}

// The last of 900 sites is found by name and by code, and read like the first.
func sitesAreComplete(t *testing.T) {
	o := small()
	o.Sites = 900
	tn := start(t, o)
	objs, page := tn.search(&shared.Query{Class: phoneSite})
	if len(objs) != 900 {
		t.Fatalf("%d sites", len(objs))
	}
	tn.costs(3, page.Stats.Requests)
	last := objs[899]
	for i, attribute := range []shared.Attribute{set("site_name", str(last.Name())), set("site_code", num(999)), set("site_id", ref(phoneSite, last.UID()))} {
		uid := tn.phoned([]string{"a@example.com", "b@example.com", "c@example.com"}[i], attribute)
		tn.has(user, uid, "site_id", last.UID(), "site_name", last.Name(), "site_code", "999")
	}
	if n := len(tn.find(user, `site_name eq "`+last.Name()+`"`, "site_name")); n != 3 {
		t.Errorf("%d users are there", n)
	}
}

// A name that several sites have is refused; the id still tells them apart.
func ambiguousSites(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com")
	denver, york := mustUID(tn.site("Denver Office")), mustUID(tn.site("New York Office"))
	main := text(tn.get(user, uid, "site_id"), "site_id")
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/phone/sites", Effect: zoomsim.Effect{
		Kind: zoomsim.EffectAnswer, Status: 200, Body: `{"sites":[{"id":"` + main + `","name":"Main Site","site_code":1},` +
			`{"id":"` + denver + `","name":"Rome","site_code":2},{"id":"` + york + `","name":"Rome","site_code":3}]}`,
	}})
	byName := shared.ReferenceValue(shared.Reference{Class: phoneSite, Name: "Rome"})
	tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_name", shared.ReplaceDelta("site_name", str("rome")))
	tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_id", shared.ReplaceDelta("site_id", byName))
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), withPhone(), set("site_name", str("Rome")))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); !strings.Contains(e.Error(), "site_id") {
		t.Errorf("what helps is not told: %v", err)
	}
	_, err = tn.conn.Get(t.Context(), &shared.GetRequest{Class: phoneSite, Name: "Rome"})
	wantError(t, err, shared.ErrInvalidRequest)
	tn.update(user, uid, shared.ReplaceDelta("site_name", str("Rome")), shared.ReplaceDelta("site_code", num(3)))
	tn.has(user, uid, "site_id", york)
}

func sitesListedOnce(t *testing.T) {
	o := telephony()
	o.Sites = 400
	tn := start(t, o)
	for _, q := range []shared.Query{
		{Attributes: ofPhone()},
		{Attributes: []string{"email"}, Filter: parse(t, `site_code gt 5`)},
		{Attributes: []string{"site_name", "site_code"}, PageSize: 150},
		{Attributes: []string{"site_name", "site_code"}, PageSize: 10, Filter: parse(t, `status eq "active"`)},
		{},
	} {
		tn.sim.ResetRecord()
		q.Class = user
		objs, page := tn.search(&q)
		got := tn.requests()
		if len(objs) == 0 || page.Stats.Requests != tn.total() || got["GET /phone/sites"] > 2 || got["GET /phone/sites/{siteId}"] > 1 {
			t.Errorf("%d users, sites were read %v", len(objs), got)
		}
	}
	// Nor over and over for sites that have gone.
	tn.faults(zoomsim.Fault{Method: "GET", Route: "/phone/sites", Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: `{"sites":[]}`}})
	tn.sim.ResetRecord()
	if objs, _ := tn.search(&shared.Query{Class: user, Attributes: ofPhone()}); len(objs) != 200 || tn.requests()["GET /phone/sites"] != 1 {
		t.Errorf("gone: %d users, requests %v", len(objs), tn.requests())
	}
}

// Whatever is given to a user, each list is read once.
func listsReadOnce(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com")
	tn.sim.ResetRecord()
	r := tn.update(user, uid, append(everyPhoneChange(), shared.ReplaceDelta("site_code", num(2)))...)
	want := map[string]int64{
		"GET /users/{userId}": 1, "GET /phone/users/{userId}": 2, "GET /phone/sites": 1, "GET /phone/sites/{siteId}": 1, "GET /phone/calling_plans": 1,
		"GET /number_management/numbers": 1, "PATCH /phone/users/{userId}": 1, "POST /phone/users/{userId}/calling_plans": 1,
		"POST /phone/users/{userId}/phone_numbers": 1, "PUT /phone/users/batch": 1,
		// A phone user may linger for a while after the feature was switched off.
		"GET /users/{userId}/settings": 1,
	}
	if diff := cmp.Diff(want, tn.requests()); diff != "" || left(r) != "" {
		t.Errorf("not applied %q, requests %s", left(r), diff)
	}
}

// Zoom's refusals are typed and say what they are about.
func phoneRefusals(t *testing.T) {
	o := small()
	o.PhoneSeats = 1
	tn := start(t, o)
	bob := tn.active("bob@example.com")
	ann := tn.phoned("ann@example.com")
	tn.refusedUpdate(bob, shared.ErrQuotaExceeded, "zoom_phone_feature", shared.ReplaceDelta("zoom_phone_feature", yes))
	for name, refused := range map[string]struct {
		method, route string
		effect        zoomsim.Effect
		delta         shared.AttributeDelta
		want          shared.ErrorKind
		about         string
	}{
		"site gone":         {"PATCH", "/phone/users/{userId}", refusal(404, 404, "Site does not exist."), shared.ReplaceDelta("site_code", num(2)), shared.ErrInvalidAttributeValue, "site_code"},
		"extension taken":   {"PATCH", "/phone/users/{userId}", refusal(400, 400, "Extension number 154321 is already used."), shared.ReplaceDelta("extension_number", str("154321")), shared.ErrAlreadyExists, "extension_number"},
		"no seat":           {"POST", "/phone/users/{userId}/calling_plans", refusal(400, 300, "No available license for the calling plan: 200."), shared.AddDelta("zoom_phone_calling_plans", num(200)), shared.ErrQuotaExceeded, "zoom_phone_calling_plans"},
		"number given away": {"POST", "/phone/users/{userId}/phone_numbers", refusal(400, 409, "Phone number already in use."), shared.AddDelta("zoom_phone_numbers", spare(0)), shared.ErrAlreadyExists, "zoom_phone_numbers"},
		"status":            {"PUT", "/phone/users/batch", refusal(400, 12008, "Not at sites in India."), shared.ReplaceDelta("zoom_phone_status", str("deactivate")), shared.ErrPreconditionFailed, "zoom_phone_status"},
		"phone user gone":   {"PATCH", "/phone/users/{userId}", refusal(404, 1001, "User does not exist."), shared.ReplaceDelta("site_code", num(2)), shared.ErrPreconditionFailed, "zoom_phone_feature"},
		"missing scope":     {"PUT", "/phone/users/batch", refusal(400, 4711, "Invalid access token, does not contain scopes:[phone:update:batch_users:admin]."), shared.ReplaceDelta("zoom_phone_status", str("deactivate")), shared.ErrPermissionDenied, ""},
	} {
		tn.faults(zoomsim.Fault{Method: refused.method, Route: refused.route, Effect: refused.effect})
		_, err := tn.tryUpdate(user, ann, refused.delta)
		if e := wantError(t, err, refused.want); e.Attribute != refused.about || e.UID != ann || e.Class != user {
			t.Errorf("%s: about %s %q, attribute %q", name, e.Class, e.UID, e.Attribute)
		}
		if err := tn.sim.CheckFaults(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	tn.sim.ClearFaults()
	_, err := tn.tryUpdate(user, nowhere, shared.ReplaceDelta("zoom_phone_feature", yes))
	wantError(t, err, shared.ErrNotFound)
}

func hostilePhoneValues(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com")
	for _, value := range []string{`"q"`, `back\slash`, `a/b?c=d&e#f`, `..`, `../users`, `%2e%2e/`, "tab\tnew\nline", `{"x":1}`, "日本 🙂", `1" or "1"="1`} {
		for _, name := range []string{"site_name", "extension_number", "zoom_phone_numbers", "zoom_phone_status"} {
			tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, name, shared.ReplaceDelta(name, str(value)))
		}
		tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_id", shared.ReplaceDelta("site_id", ref(phoneSite, value)))
		for _, class := range phoneClasses() {
			for _, req := range []shared.GetRequest{{Class: class, UID: value}, {Class: class, Name: value}} {
				_, err := tn.conn.Get(t.Context(), &req)
				wantError(t, err, shared.ErrNotFound)
			}
		}
	}
	if n := tn.requests()["unknown"]; n != 0 {
		t.Errorf("%d requests went to no endpoint of Zoom's", n)
	}
}

// Writes to the Zoom Phone of one user are one after the other.
func twoPhoneWriters(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com")
	tp := tn.tap()
	tn.conn = tn.connect(set("service_url", str(tp.ServiceURL)))
	deltas := everyPhoneChange()
	failures := make(chan error, len(deltas))
	for _, delta := range deltas {
		go func() {
			_, err := tn.conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{delta}})
			failures <- err
		}()
	}
	var refused int
	for range deltas {
		if err := <-failures; err != nil {
			// The extension is one of Denver, which the other write may not have reached.
			wantError(t, err, shared.ErrInvalidAttributeValue)
			refused++
		}
	}
	if n := tp.writesAtOnce.Load(); n != 1 || refused > 1 {
		t.Errorf("%d writes were in work at once, %d were refused", n, refused)
	}
	tn.update(user, uid, deltas...)
	tn.hasEveryPhoneChange(uid)
}

// What follows on switching Zoom Phone on waits for it.
func lateProfile(t *testing.T) {
	o := small()
	o.ProfileDelay = 400 * time.Millisecond
	tn := start(t, o)
	uid := tn.active("ann@example.com")
	r := tn.update(user, uid, everyPhoneChange()...)
	if left(r) != "" || tn.requests()["GET /phone/users/{userId}"] < 4 {
		t.Errorf("not applied %q, requests %v", left(r), tn.requests())
	}
	tn.hasEveryPhoneChange(uid)
}

// The wait ends before the caller's time does; what remains can be done later.
func tooLateProfile(t *testing.T) {
	o := small()
	o.ProfileDelay = time.Hour
	tn := start(t, o)
	uid := tn.active("ann@example.com")
	ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
	defer cancel()
	_, err := tn.conn.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: append(everyPhoneChange(), shared.ReplaceDelta("dept", str("Sales")))})
	partial, ok := errors.AsType[*shared.WriteError](err)
	if !ok || !errors.Is(err, shared.ErrPartial) || !errors.Is(partial.Cause, shared.ErrPreconditionFailed) || partial.Cause.Attribute != "zoom_phone_feature" || ctx.Err() != nil {
		t.Fatalf("got %v, %v", err, ctx.Err())
	}
	if diff := cmp.Diff(names(everyPhoneChange()), names(partial.Remaining)); diff != "" {
		t.Errorf("remaining: %s", diff)
	}
	tn.has(user, uid, "dept", "Sales")
	if err := tn.sim.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	tn.conn = tn.connect() // The token has expired as well.
	if r := tn.update(user, uid, partial.Remaining...); left(r) != "" {
		t.Errorf("not applied %q", left(r))
	}
	tn.hasEveryPhoneChange(uid)
}

// Who was switched on a moment ago can be switched off, and stays so.
func lateProfileOff(t *testing.T) {
	o := small()
	o.ProfileDelay = 30 * time.Minute
	tn := start(t, o)
	uid := tn.active("ann@example.com")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := tn.conn.Update(ctx, &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{shared.ReplaceDelta("zoom_phone_feature", yes)}})
	if !errors.Is(err, shared.ErrPartial) {
		t.Fatal(err)
	}
	off := shared.ReplaceDelta("zoom_phone_feature", no)
	if r := tn.update(user, uid, off); r.Outcome != shared.OutcomeUpdated {
		t.Errorf("off: %v", r.Outcome)
	}
	if err := tn.sim.Clock().Advance(31 * time.Minute); err != nil {
		t.Fatal(err)
	}
	tn.unphoned(uid)
	if r := tn.update(user, uid, off); r.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("again: %v", r.Outcome)
	}
}
