package main_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// phoneAttributeRows are the attributes of Zoom Phone: written and read like any
// other one, and with what is peculiar to each.
func phoneAttributeRows() rows {
	table := map[string]struct {
		written
		peculiar func(t *testing.T)
	}{
		"zoom_phone_feature": {written{kind: shared.TypeBool, first: []shared.Value{yes}, second: []shared.Value{no}}, featureSwitch},
		"zoom_phone_status": {written{
			kind: shared.TypeString, updateOnly: true, first: []shared.Value{str("deactivate")}, second: []shared.Value{str("activate")},
		}, phoneStatus},
		"extension_number":         {written{kind: shared.TypeString, first: []shared.Value{str("154321")}, second: []shared.Value{str("154322")}}, extension},
		"site_name":                {written{kind: shared.TypeString, first: []shared.Value{str("Denver Office")}, second: []shared.Value{str("New York Office")}}, siteName},
		"site_code":                {written{kind: shared.TypeInt, first: []shared.Value{num(2)}, second: []shared.Value{num(3)}}, siteCode},
		"zoom_phone_calling_plans": {written{kind: shared.TypeInt, several: true, first: []shared.Value{num(200)}, second: []shared.Value{num(100)}, cleared: "[]"}, phonePlans},
		"zoom_phone_numbers":       {written{kind: shared.TypeString, several: true, first: []shared.Value{spare(0)}, second: []shared.Value{spare(1), spare(2)}, cleared: "[]"}, phoneNumbers},
	}
	all := rows{user + ".site_id": siteID}
	for name, row := range table {
		row.aliases = []string{strings.ToUpper(name)}
		if name != "zoom_phone_feature" {
			row.with = []shared.Attribute{withPhone()}
		}
		all[user+"."+name] = both(row.check(name), row.peculiar)
	}
	return all
}

// Switching off takes everything, which is told; nothing can be given without
// Zoom Phone, or along with its being switched off.
func featureSwitch(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	r := tn.update(user, uid, shared.ReplaceDelta("ZOOM_PHONE_FEATURE", no))
	if diff := cmp.Diff([]string{"extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"}, effects(r)); diff != "" || left(r) != "" {
		t.Errorf("not applied %q, side effects %s", left(r), diff)
	}
	tn.unphoned(uid)
	number, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: phoneNumber, Name: spare(0).String()})
	if err != nil || text(number, "assigned") != "false" {
		t.Errorf("the number: %v, %v", number, err)
	}
	for name, delta := range map[string]shared.AttributeDelta{
		"extension_number": shared.ReplaceDelta("extension_number", str("154321")), "site_name": shared.ReplaceDelta("site_name", str("Denver Office")),
		"site_code": shared.ReplaceDelta("site_code", num(2)), "site_id": shared.ReplaceDelta("site_id", tn.site("Denver Office")),
		"zoom_phone_status": shared.ReplaceDelta("zoom_phone_status", str("deactivate")), "zoom_phone_calling_plans": shared.AddDelta("zoom_phone_calling_plans", num(200)),
		"zoom_phone_numbers": shared.AddDelta("zoom_phone_numbers", spare(0)),
	} {
		tn.refusedUpdate(uid, shared.ErrPreconditionFailed, "zoom_phone_feature", delta)
		tn.refusedUpdate(uid, shared.ErrInvalidRequest, name, delta, shared.ReplaceDelta("zoom_phone_feature", no))
	}
	tn.update(user, uid, shared.ReplaceDelta("zoom_phone_numbers"), shared.ReplaceDelta("zoom_phone_calling_plans"))
	if got := tn.find(user, `ZOOM_PHONE_FEATURE eq true`); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	tn.update(user, uid, shared.ReplaceDelta("zoom_phone_feature", yes))
	if got := tn.find(user, `ZOOM_PHONE_FEATURE eq true`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}

// Who is deactivated keeps everything else.
func phoneStatus(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	r := tn.update(user, uid, shared.ReplaceDelta("ZOOM_PHONE_STATUS", str("deactivate")))
	if len(r.SideEffects) > 0 || left(r) != "" {
		t.Errorf("got %+v", r)
	}
	tn.has(user, uid, "zoom_phone_status", "deactivate", "zoom_phone_feature", "true", "extension_number", "254321", "site_name", "Denver Office",
		"zoom_phone_calling_plans", "200", "zoom_phone_numbers", spare(0).String())
	tn.phoned("bob@example.com")
	if got := tn.find(user, `zoom_phone_status eq "deactivate"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
	tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "zoom_phone_status", shared.ReplaceDelta("zoom_phone_status", str("off")))
}

// A short extension gets the code of the site, also of the one that the user
// moves to in the same request.
func extension(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com", set("EXTENSION_NUMBER", str("44444")))
	tn.has(user, uid, "extension_number", "144444", "site_code", "1")
	r := tn.update(user, uid, shared.ReplaceDelta("extension_number", str("55555")), shared.ReplaceDelta("site_code", num(2)))
	if left(r) != "" || len(r.SideEffects) > 0 {
		t.Errorf("got %+v", r)
	}
	tn.has(user, uid, "extension_number", "255555", "site_code", "2")
	bob := tn.phoned("bob@example.com", set("site_code", num(2)))
	for value, kind := range map[string]shared.ErrorKind{
		"255555": shared.ErrAlreadyExists, "155556": shared.ErrInvalidAttributeValue, "2555555": shared.ErrInvalidAttributeValue, "12a": shared.ErrInvalidAttributeValue,
	} {
		tn.refusedUpdate(bob, kind, "extension_number", shared.ReplaceDelta("extension_number", str(value)))
	}
	if got := tn.find(user, `EXTENSION_NUMBER sw "25555"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}

// A site is given by reference, which may be by name; what changes along with it
// is told.
func siteID(t *testing.T) {
	tn := start(t, small())
	tn.attribute(user, "site_id", shared.TypeReference, false, "CURD", "SITE_ID")
	main, denver, york := tn.site("Main Site"), tn.site("Denver Office"), tn.site("New York Office")
	ann := tn.phoned("ann@example.com", set("SITE_ID", denver))
	w := written{kind: shared.TypeReference}
	w.reads(tn, ann, "site_id", "created", []shared.Value{denver})
	tn.has(user, ann, "site_name", "Denver Office", "site_code", "2", "extension_number", "210001")
	r := tn.update(user, ann, shared.ReplaceDelta("site_id", york))
	if diff := cmp.Diff([]string{"extension_number"}, effects(r)); diff != "" || left(r) != "" || !strings.Contains(r.SideEffects[0].Description, "310001") {
		t.Errorf("not applied %q, side effects %v", left(r), r.SideEffects)
	}
	w.reads(tn, ann, "site_id", "updated", []shared.Value{york})
	if again := tn.update(user, ann, shared.ReplaceDelta("SITE_ID", york)); again.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("repeated: %v", again.Outcome)
	}
	tn.update(user, ann, shared.ReplaceDelta("site_id", shared.ReferenceValue(shared.Reference{Class: phoneSite, Name: "main site"})))
	w.reads(tn, ann, "site_id", "by name", []shared.Value{main})
	for _, wrong := range []string{nowhere, "..", "a/b?c"} {
		tn.refusedUpdate(ann, shared.ErrInvalidAttributeValue, "site_id", shared.ReplaceDelta("site_id", ref(phoneSite, wrong)))
	}
	tn.refusedUpdate(ann, shared.ErrInvalidAttributeValue, "site_id", shared.ReplaceDelta("site_id"))
	values, _ := tn.get(user, ann).Get("site_id")
	if reference, ok := values.AsReference(); !ok || reference.Class != phoneSite {
		t.Errorf("a reference to %q", reference.Class)
	}
}

func siteName(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com", set("SITE_NAME", str("dENVER oFFICE")))
	tn.has(user, uid, "site_name", "Denver Office", "site_id", mustUID(tn.site("Denver Office")), "site_code", "2")
	tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_name", shared.ReplaceDelta("site_name", str("Denver")))
	tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_name",
		shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("site_code", num(3)))
	if got := tn.find(user, `SITE_NAME eq "denver office"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}

func siteCode(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com", set("SITE_CODE", num(3)), set("site_name", str("New York Office")))
	tn.has(user, uid, "site_name", "New York Office", "site_id", mustUID(tn.site("New York Office")))
	for _, wrong := range []int64{0, 9, -1} {
		tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, "site_code", shared.ReplaceDelta("site_code", num(wrong)))
	}
	tn.phoned("bob@example.com")
	if got := tn.find(user, `SITE_CODE gt 1`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}

// Plans are added, removed and exchanged; at no time has the user none. Of what
// the account lacks, none is given.
func phonePlans(t *testing.T) {
	o := small()
	o.CallingPlanSeats = 1
	tn := start(t, o)
	uid := tn.equipped("ann@example.com")
	tn.update(user, uid, shared.AddDelta("ZOOM_PHONE_CALLING_PLANS", num(4000)))
	tn.holds(uid, "zoom_phone_calling_plans", num(200), num(4000))
	tn.update(user, uid, shared.RemoveDelta("zoom_phone_calling_plans", num(4000)))
	tn.has(user, uid, "zoom_phone_calling_plans", "200")
	tn.sim.ResetRecord()
	r := tn.update(user, uid, shared.ReplaceDelta("zoom_phone_calling_plans", num(3000)))
	if left(r) != "" || len(r.SideEffects) > 0 {
		t.Errorf("got %+v", r)
	}
	got := tn.requests()
	if got["PUT /phone/users/{userId}/calling_plans"] != 1 || got["DELETE /phone/users/{userId}/calling_plans/{planType}"]+got["POST /phone/users/{userId}/calling_plans"] > 0 {
		t.Errorf("requests: %v", got)
	}
	tn.has(user, uid, "zoom_phone_calling_plans", "3000", "zoom_phone_numbers", spare(0).String())
	bob := tn.phoned("bob@example.com")
	tn.refusedUpdate(bob, shared.ErrQuotaExceeded, "zoom_phone_calling_plans", shared.AddDelta("zoom_phone_calling_plans", num(3000)))
	tn.refusedUpdate(bob, shared.ErrInvalidAttributeValue, "zoom_phone_calling_plans", shared.AddDelta("zoom_phone_calling_plans", num(777)))
	if got := tn.find(user, `ZOOM_PHONE_CALLING_PLANS eq 3000`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}

// Numbers are the same in any spelling, belong to one user at a time, and are ten
// at most.
func phoneNumbers(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	tn.update(user, uid, shared.AddDelta("ZOOM_PHONE_NUMBERS", str("+1 (555) 200-0004")))
	tn.holds(uid, "zoom_phone_numbers", spare(0), spare(1))
	if r := tn.update(user, uid, shared.AddDelta("zoom_phone_numbers", str("15552000003"))); r.Outcome != shared.OutcomeAlreadyDone {
		t.Errorf("in another spelling: %v", r.Outcome)
	}
	tn.update(user, uid, shared.RemoveDelta("zoom_phone_numbers", spare(0)))
	tn.has(user, uid, "zoom_phone_numbers", spare(1).String())
	bob := tn.phoned("bob@example.com")
	many := make([]shared.Value, 11)
	for i := range many {
		many[i] = spare(20 + i)
	}
	for _, wrong := range [][]shared.Value{{spare(1)}, {str("+4930123456")}, {str("911")}, many} {
		tn.refusedUpdate(bob, shared.ErrInvalidAttributeValue, "zoom_phone_numbers", shared.ReplaceDelta("zoom_phone_numbers", wrong...))
	}
	if got := tn.find(user, `ZOOM_PHONE_NUMBERS eq "`+spare(1).String()+`"`); !slices.Equal(got, []string{uid}) {
		t.Errorf("found %v", got)
	}
}
