package main_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// phoneThousand is an account of 700 active, 200 inactive and 100 pending users;
// half of the active ones have Zoom Phone.
func phoneThousand() zoomsim.Options {
	o := thousand()
	o.PhoneShare, o.ProfileDelay = 0.5, -1
	return o
}

// phoneCostRows count requests with Zoom Phone, tokens aside.
func phoneCostRows() rows {
	return rows{
		"cost of all users with what lists carry and Zoom Phone": costOfPhoneLists,
		"cost of all users with all attributes and Zoom Phone":   costOfEverythingWithPhone,
		"cost of one phone user":                                 costOfOnePhoneUser,
		"cost of an update of a phone user":                      costOfPhoneUpdate,
		"cost of disabling a phone user":                         costOfDisablingPhone,
		"cost of deleting a phone user by deactivation":          costOfDeletingPhone,
	}
}

// carried are the attributes that the lists carry, and those of Zoom Phone.
func carried(tn *tenant) []string {
	var names []string
	class, _ := schemaOf(tn).Class(user)
	for _, a := range class.Attributes {
		if a.Readable && (a.Source == "list" || a.Source == "phone list") {
			names = append(names, a.Name)
		}
	}
	return names
}

// Five pages of users, four of phone users and one of sites; the other connector
// needed 1,805 requests and lost the pending users.
func costOfPhoneLists(t *testing.T) {
	tn := start(t, phoneThousand(), set("pending_uid", str("email")))
	objs, page := tn.search(&shared.Query{Class: user, Attributes: carried(tn)})
	counts := map[string]int{}
	for _, o := range objs {
		counts[text(o, "status")]++
		if text(o, "zoom_phone_feature") == "true" {
			counts["with Zoom Phone"]++
			for _, name := range []string{"zoom_phone_status", "extension_number", "site_id", "site_name", "site_code"} {
				if got := text(o, name); got == "[]" || got == "absent" {
					t.Errorf("%s of %s is %s", name, o, got)
				}
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"active": 700, "inactive": 200, "pending": 100, "with Zoom Phone": 350}, counts); diff != "" {
		t.Error(diff)
	}
	tn.costs(12, page.Stats.Requests)
	// With the ids of the pending users, which Zoom's list does not tell.
	tn.conn = tn.connect()
	tn.sim.ResetRecord()
	_, page = tn.search(&shared.Query{Class: user, Attributes: carried(tn)})
	tn.costs(112, page.Stats.Requests)
}

// Zoom gives the details of users one by one; Zoom Phone adds five requests.
func costOfEverythingWithPhone(t *testing.T) {
	tn := start(t, phoneThousand())
	objs, page := tn.search(&shared.Query{Class: user})
	if len(objs) != 1000 {
		t.Errorf("%d users", len(objs))
	}
	tn.costs(1012, page.Stats.Requests)
}

// The other connector needed 4.
func costOfOnePhoneUser(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	for want, names := range map[int64][]string{3: nil, 2: {"email", "dept", "zoom_phone_feature", "extension_number", "site_id", "zoom_phone_numbers"}, 1: {"email", "dept"}} {
		tn.sim.ResetRecord()
		tn.get(user, uid, names...)
		tn.costs(want, want)
	}
}

// The other connector needed 13 for two attributes and two groups of a phone
// user.
func costOfPhoneUpdate(t *testing.T) {
	tn := start(t, small())
	red, blue := ref(group, tn.team("Red")), ref(group, tn.team("Blue"))
	change := func(dept string, add, remove shared.Value) []shared.AttributeDelta {
		return []shared.AttributeDelta{
			shared.ReplaceDelta("dept", str(dept)), shared.ReplaceDelta("first_name", str(dept)),
			{Name: "group_ids", Add: shared.NewValues(add), Remove: shared.NewValues(remove)},
		}
	}
	uid := tn.phoned("ann@example.com", set("group_ids", red), set("zoom_phone_calling_plans", num(200)))
	tn.sim.ResetRecord()
	r := tn.update(user, uid, change("Sales", blue, red)...)
	tn.costs(5, r.Stats.Requests)
	// With a new site and another calling plan besides: two looks, two lists and two
	// changes.
	tn.sim.ResetRecord()
	r = tn.update(user, uid, append(change("Legal", red, blue), shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("zoom_phone_calling_plans", num(100)))...)
	tn.costs(11, r.Stats.Requests)
	tn.has(user, uid, "dept", "Legal", "group_ids", red.String(), "site_name", "Denver Office", "zoom_phone_calling_plans", "100")
}

// The other connector needed 5.
func costOfDisablingPhone(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	tn.sim.ResetRecord()
	r := tn.update(user, uid, shared.ReplaceDelta("enabled", no))
	tn.costs(3, r.Stats.Requests)
	tn.unphoned(uid)
	for _, name := range []string{"zoom_phone_feature", "extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"} {
		if !slices.ContainsFunc(r.SideEffects, func(e shared.SideEffect) bool { return e.Attribute == name }) {
			t.Errorf("%s is lost and not reported: %v", name, r.SideEffects)
		}
	}
}

// The other connector needed 8.
func costOfDeletingPhone(t *testing.T) {
	tn := start(t, small())
	uid := tn.equipped("ann@example.com")
	tn.sim.ResetRecord()
	r := tn.delete(user, uid)
	tn.costs(3, r.Stats.Requests)
	tn.unphoned(uid)
	for _, name := range []string{"zoom_phone_feature", "extension_number", "site_id", "zoom_phone_calling_plans", "zoom_phone_numbers"} {
		if !slices.ContainsFunc(r.SideEffects, func(e shared.SideEffect) bool { return e.Attribute == name }) {
			t.Errorf("%s is lost and not reported: %v", name, r.SideEffects)
		}
	}
}

func phoneObservedRows() rows {
	return rows{
		"07 feature without zoom_phone aborts searches":     featureWithoutPhone,
		"07 a phone user without a site aborts searches":    phoneUserWithoutSite,
		"07 errors of Zoom Phone abort searches":            phoneErrorsDoNotMatter,
		"07 errors of Zoom Phone abort searches: if wanted": phoneErrorsMatterWhenNamed,
		"08 an unknown site name is ignored":                unknownSite,
	}
}

func featureWithoutPhone(t *testing.T) {
	for _, feature := range []string{`"feature":{}`, `"feature":{"meeting_capacity":100}`, `"feature":null`, `"dept":""`} {
		tn := start(t, small())
		uid := tn.active("ann@example.com")
		body := `{"id":"` + uid + `","email":"ann@example.com","type":1,"status":"active",` + feature + `}`
		tn.faults(zoomsim.Fault{Method: "GET", Route: "/users/{userId}", Object: uid, Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: body}})
		if n := len(tn.find(user, "")); n != 4 {
			t.Errorf("%s: %d users", feature, n)
		}
		tn.has(user, uid, "zoom_phone_feature", "false", "site_name", "[]")
		if r := tn.update(user, uid, shared.ReplaceDelta("zoom_phone_feature", no)); r.Outcome != shared.OutcomeAlreadyDone {
			t.Errorf("%s: off: %v", feature, r.Outcome)
		}
		if err := tn.sim.CheckFaults(); err != nil {
			t.Error(err)
		}
	}
}

func phoneUserWithoutSite(t *testing.T) {
	for _, more := range []string{``, `,"site":null,"calling_plans":null,"phone_numbers":null`, `,"site":{}`, `,"site_id":""`, `,"site":{"id":"gone"}`} {
		tn := start(t, small())
		uid := tn.active("ann@example.com")
		one := `{"id":"` + uid + `","status":"activate","extension_number":100` + more + `}`
		tn.faults(
			zoomsim.Fault{Method: "GET", Route: "/phone/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: `{"users":[` + one + `]}`}},
			zoomsim.Fault{Method: "GET", Route: "/phone/users/{userId}", Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: one}},
		)
		objs, _ := tn.search(&shared.Query{Class: user})
		if len(objs) != 4 {
			t.Errorf("%s: %d users", more, len(objs))
		}
		found, _ := tn.search(&shared.Query{Class: user, Attributes: ofPhone(), Filter: parse(t, `zoom_phone_feature eq true`)})
		for _, o := range append(found, tn.get(user, uid)) {
			if o.UID() != uid || text(o, "extension_number") != "100" || text(o, "site_name") != "[]" || text(o, "site_code") != "[]" {
				t.Errorf("%s: got %v", more, o)
			}
		}
		if len(found) != 1 {
			t.Errorf("%s: %d users with Zoom Phone", more, len(found))
		}
		if err := tn.sim.CheckFaults(); err != nil {
			t.Error(err)
		}
	}
}

// phoneFailures are what goes wrong at an endpoint of Zoom Phone.
func phoneFailures() map[string]zoomsim.Effect {
	return map[string]zoomsim.Effect{
		"failed": refusal(500, 0, "Internal error."), "refused": refusal(400, 300, "Invalid field."), "no right": refusal(403, 200, "No permission."),
		"a page": {Kind: zoomsim.EffectHTML}, "nothing": {Kind: zoomsim.EffectEmpty}, "half": {Kind: zoomsim.EffectTruncate}, "cut": {Kind: zoomsim.EffectCut},
	}
}

// What fails at the endpoints of Zoom Phone hides its attributes, and says why;
// everything else is read. It is not asked for over and over.
func phoneErrorsDoNotMatter(t *testing.T) {
	o := telephony()
	o.Users = 30
	for _, route := range []string{"/phone/users", "/phone/users/{userId}", "/phone/sites", "/phone/sites/{siteId}"} {
		for name, effect := range phoneFailures() {
			tn := start(t, o)
			tn.faults(zoomsim.Fault{Method: "GET", Route: route, Effect: effect})
			objs, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, `job_title pr or email pr`)})
			page, _ := tn.search(&shared.Query{Class: user, PageSize: 9, Filter: parse(t, `status eq "active"`)})
			for _, obj := range append(page[:3:3], tn.get(user, page[0].UID()), tn.get(user, page[1].UID())) {
				if text(obj, "status") != "active" || text(obj, "job_title") == "absent" {
					t.Errorf("%s at %s: got %v", name, route, obj)
				}
			}
			if len(objs) != 30 || len(page) != 9 {
				t.Errorf("%s at %s: %d users, a page of %d", name, route, len(objs), len(page))
			}
			hidden := 0
			for _, obj := range append(objs, page...) {
				values, _ := obj.Get("site_code")
				if reason, is := values.Unavailable(); is {
					hidden++
					if reason == "" {
						t.Errorf("%s at %s: no reason", name, route)
					}
				}
			}
			// What is cut is sent again by Go's own HTTP client, see tokensElsewhere.
			if asked := tn.requests()["GET "+route]; asked > 15 && name != "cut" {
				t.Errorf("%s at %s: asked %d times", name, route, asked)
			}
			if strings.HasSuffix(route, "users") && hidden == 0 {
				t.Errorf("%s at %s: nothing is said of it", name, route)
			}
			if err := tn.sim.CheckFaults(); err != nil && route != "/phone/sites/{siteId}" {
				t.Errorf("%s at %s: %v", name, route, err)
			}
		}
	}
}

// Who asks for what cannot be read is told.
func phoneErrorsMatterWhenNamed(t *testing.T) {
	for name, effect := range phoneFailures() {
		for attribute, routes := range map[string][]string{"zoom_phone_feature": {"/phone/users"}, "site_code": {"/phone/sites", "/phone/sites/{siteId}"}} {
			tn := start(t, telephony())
			for _, route := range routes {
				if err := tn.sim.AddFaults([]zoomsim.Fault{{Method: "GET", Route: route, Effect: effect}}); err != nil {
					t.Fatal(err)
				}
			}
			for _, q := range []shared.Query{{Attributes: []string{attribute}}, {Attributes: []string{"email"}, Filter: parse(t, attribute+" pr")}} {
				q.Class = user
				objs, _, err := searchAll(t.Context(), tn.conn, &q)
				if shared.AsError(err) == nil {
					t.Errorf("%s: %s of %d users and no error", name, attribute, len(objs))
				}
			}
		}
	}
}

func unknownSite(t *testing.T) {
	tn := start(t, small())
	uid := tn.phoned("ann@example.com")
	for _, delta := range []shared.AttributeDelta{
		shared.ReplaceDelta("site_name", str("Atlantis")), shared.ReplaceDelta("SITE_NAME", str("")), shared.ReplaceDelta("site_code", num(99)), shared.ReplaceDelta("site_id", ref(phoneSite, nowhere)),
		shared.ReplaceDelta("site_id", shared.ReferenceValue(shared.Reference{Class: phoneSite, Name: "Atlantis"})),
	} {
		tn.refusedUpdate(uid, shared.ErrInvalidAttributeValue, strings.ToLower(delta.Name), delta, shared.ReplaceDelta("dept", str("Sales")))
	}
	tn.has(user, uid, "site_name", "Main Site", "dept", "[]")
	tn.sim.ResetRecord()
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), withPhone(), set("site_name", str("Atlantis")))
	if e := wantError(t, err, shared.ErrInvalidAttributeValue); !strings.Contains(e.Error(), "Atlantis") {
		t.Errorf("got %v", err)
	}
	if n := tn.requests()["POST /users"]; n != 0 {
		t.Error("the user was made all the same")
	}
}
