package zoomimpl_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// object is an embedded object of names and texts in turn.
func object(namesAndTexts ...string) shared.Value {
	b := shared.NewObject("", "", "")
	for i := 0; i < len(namesAndTexts); i += 2 {
		b.SetString(namesAndTexts[i], namesAndTexts[i+1])
	}
	return shared.ObjectValue(b.Build())
}

// roundTrip is how one attribute is written and read.
type roundTrip struct {
	first, second []shared.Value
	// read is what is read of second, where that differs.
	read string
	// cleared is what is read after clearing; "[]" when empty, "fixed" where
	// clearing is refused.
	cleared string
	// updateOnly attributes cannot be given at create.
	updateOnly bool
}

// roundTrips has every attribute that can be written but the e-mail address,
// password, enabled and groups, which have tests of their own.
func roundTrips() map[string]roundTrip {
	line := func(first, second string) roundTrip {
		return roundTrip{first: []shared.Value{str(first)}, second: []shared.Value{str(second)}, cleared: "[]"}
	}
	fixed := func(r roundTrip) roundTrip { r.cleared = "fixed"; return r }
	updateOnly := func(r roundTrip) roundTrip { r.updateOnly = true; return r }
	return map[string]roundTrip{
		"first_name": line("Ann", "Bea"), "last_name": line("Lee", "Doe"),
		"display_name":  {first: []shared.Value{str("A. Lee")}, second: []shared.Value{str("B. Doe")}, cleared: "First Last"},
		"dept":          line("R&D", "Sales"),
		"job_title":     line("Clerk", "Boss"),
		"company":       line("Acme", "Umbrella"),
		"location":      line("Bonn", "Kyiv"),
		"manager":       line("a@example.com", "b@example.com"),
		"cost_center":   line("1", "2"),
		"language":      fixed(line("de-DE", "fr-FR")),
		"timezone":      fixed(line("Europe/Berlin", "Asia/Tokyo")),
		"pronouns":      line("she/her", "they"),
		"phone_country": updateOnly(line("DE", "US")),
		"phone_number":  updateOnly(line("1234", "5678")),
		"pmi":           fixed(line("1234567890", "9876543210")),
		"vanity_name":   line("ann.lee", "A b/c?d#e%20ü"),
		"use_pmi":       {first: []shared.Value{yes}, second: []shared.Value{no}, cleared: "fixed"},
		"type":          {first: []shared.Value{num(2)}, second: []shared.Value{num(4)}, cleared: "fixed"},
		"pronouns_option": {
			first: []shared.Value{num(1)}, second: []shared.Value{num(3)}, cleared: "fixed",
		},
		"plan_united_type": line("1", "131072"),
		"zoom_one_type":    {first: []shared.Value{num(16)}, second: []shared.Value{num(576460752303423488)}, cleared: "[]"},
		"division_ids":     line("d1", "d2"),
		"phone_numbers": {
			first: []shared.Value{object("label", "Home", "number", "1")},
			second: []shared.Value{
				object("code", "+1", "country", "US", "label", "Mobile", "number", "5550100"), object("code", "+49", "country", "DE", "label", "Fax", "number", "2"),
			},
			read:    `[{"code":"+1","country":"US","label":"Mobile","number":"5550100","verified":false}, {"code":"+49","country":"DE","label":"Fax","number":"2","verified":false}]`,
			cleared: "[]",
		},
		"custom_attributes": {
			first:   []shared.Value{object("key", "cbf_1", "name", "A1", "value", "x")},
			second:  []shared.Value{object("key", "cbf_1", "value", "y"), object("key", "cbf_2", "name", "A2", "value", "z")},
			read:    `[{"key":"cbf_1","name":"A1","value":"y"}, {"key":"cbf_2","name":"A2","value":"z"}]`,
			cleared: "[]",
		},
	}
}

// Section 3: every attribute is written at create where Zoom allows, changed,
// repeated at no cost, and cleared; reads and searches show it.
func TestAttributesRoundTrip(t *testing.T) {
	t.Parallel()
	for name, test := range roundTrips() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			attrs := shared.Attributes{set("email", str("ann@example.com"))}
			if name == "display_name" {
				attrs = append(attrs, set("first_name", str("First")), set("last_name", str("Last")))
			}
			if !test.updateOnly {
				attrs = append(attrs, set(strings.ToUpper(name), test.first...))
			}
			created := tn.create(user, auto(), attrs...)
			uid := created.UID
			if test.updateOnly {
				deltas := []shared.AttributeDelta{shared.ReplaceDelta(name, test.first...)}
				if name == "phone_number" {
					deltas = append(deltas, shared.ReplaceDelta("phone_country", str("US")))
				}
				tn.mustUpdate(user, uid, deltas...)
			}
			check := func(when, want string) {
				t.Helper()
				got := text(tn.get(user, uid, name), name)
				if test.read == "" || when == "created" {
					got = strings.ReplaceAll(got, `,"verified":false`, "") // Set by Zoom.
				}
				if got != want {
					t.Errorf("%s: got %s, want %s", when, got, want)
				}
				objs, _ := tn.search(&shared.Query{Class: user, Attributes: []string{name}, Filter: parse(t, `email co "ann"`)})
				if len(objs) != 1 || text(objs[0], name) != text(tn.get(user, uid, name), name) {
					t.Errorf("%s: the search found %d and not the same", when, len(objs))
				}
			}
			check("created", shared.NewValues(test.first...).String())
			result := tn.mustUpdate(user, uid, shared.ReplaceDelta(name, test.second...))
			if len(result.NotApplied) > 0 || len(created.NotApplied) > 0 {
				t.Errorf("not applied: %v, %v", created.NotApplied, result.NotApplied)
			}
			want := test.read
			if want == "" {
				want = shared.NewValues(test.second...).String()
			}
			check("updated", want)
			tn.sim.ResetRecord()
			if again := tn.mustUpdate(user, uid, shared.ReplaceDelta(name, test.second...)); again.Outcome != shared.OutcomeAlreadyDone || again.Stats.Requests != 1 {
				t.Errorf("repeated: %v with %v", again.Outcome, tn.requests())
			}
			cleared, err := tn.update(user, uid, shared.ReplaceDelta(name))
			if test.cleared == "fixed" {
				if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != name {
					t.Errorf("clearing: %v", err)
				}
				return
			}
			if err != nil || len(cleared.NotApplied) > 0 {
				t.Fatalf("clearing: %v, %v", err, cleared)
			}
			check("cleared", test.cleared)
		})
	}
}

// The table above is complete.
func TestAttributesRoundTripAll(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	class, _ := schema.Class(user)
	elsewhere := append(everyPhoneAttribute(), "email", "password", "enabled", "group_ids", "role_id", "license_info_list")
	for _, a := range class.Attributes {
		test, has := roundTrips()[a.Name]
		if a.Updatable != has && !slices.Contains(elsewhere, a.Name) {
			t.Errorf("%s: updatable %v, has a test %v", a.Name, a.Updatable, has)
		}
		if has && a.Creatable == test.updateOnly {
			t.Errorf("%s: creatable is %v", a.Name, a.Creatable)
		}
	}
}

// Aliases and any spelling work in create, update, filter, sort and
// attributes-to-get; answers have the canonical name.
func TestAliasesWorkEverywhere(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name   string
		value  shared.Value
		filter string
	}{
		"TIME_ZONE":             {"timezone", str("Asia/Tokyo"), `TIME_ZONE eq "Asia/Tokyo"`},
		"ZOOM_ONE_FEATURE_TYPE": {"zoom_one_type", num(64), "ZOOM_ONE_FEATURE_TYPE eq 64"},
		"ZOOM_ONE_TYPE":         {"zoom_one_type", num(64), "ZOOM_ONE_TYPE eq 64"},
		"PERSONAL_MEETING_ID":   {"pmi", str("1234567890"), `PERSONAL_MEETING_ID eq "1234567890"`},
		"FIRST_NAME":            {"first_name", str("Ann"), `FIRST_NAME eq "Ann"`},
		"DEPT":                  {"dept", str("R&D"), `DEPT eq "R&D"`},
		"JOB_TITLE":             {"job_title", str("Boss"), `JOB_TITLE eq "Boss"`},
	}
	for alias, test := range tests {
		t.Run(alias, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			made := tn.active("made@example.com", set(alias, test.value))
			changed := tn.active("changed@example.com")
			tn.mustUpdate(user, changed, shared.ReplaceDelta(alias, test.value))
			objs, _ := tn.search(&shared.Query{
				Class: user, Attributes: []string{alias}, Filter: parse(t, test.filter), Sort: []shared.SortKey{{Attribute: alias}, {Attribute: "__NAME__"}},
			})
			if diff := cmp.Diff([]string{changed, made}, uids(objs)); diff != "" {
				t.Fatal(diff)
			}
			for _, o := range append(objs, tn.get(user, made, alias)) {
				if got := text(o, test.name); got != test.value.String() || o.Len() != 1 {
					t.Errorf("%s is %s among %d", test.name, got, o.Len())
				}
			}
		})
	}
}

// A search by custom attributes needs the list alone.
func TestCustomAttributesComeWithTheList(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("custom_attributes", object("key", "k", "name", "n", "value", "v")))
	tn.sim.ResetRecord()
	objs, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"email"}, Filter: parse(t, `status eq "active" and custom_attributes pr`)})
	if diff := cmp.Diff([]string{uid}, uids(objs)); diff != "" {
		t.Error(diff)
	}
	objs, _ = tn.search(&shared.Query{Class: user, Attributes: []string{"custom_attributes"}, Filter: parse(t, `status eq "active"`)})
	if got := text(objs[len(objs)-1], "custom_attributes"); got != `{"key":"k","name":"n","value":"v"}` {
		t.Errorf("got %s", got)
	}
	if diff := cmp.Diff(map[string]int64{"GET /users": 2}, tn.requests()); diff != "" {
		t.Error(diff)
	}
}

// A name of the personal link belongs to one user.
func TestVanityNameTaken(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	tn.active("ann@example.com", set("vanity_name", str("room")))
	bob := tn.active("bob@example.com")
	_, err := tn.update(user, bob, shared.ReplaceDelta("vanity_name", str("Room")))
	if !errors.Is(err, shared.ErrAlreadyExists) || shared.AsError(err).Attribute != "vanity_name" {
		t.Errorf("got %v", err)
	}
}

// The number of the profile goes with its country, which Zoom wants.
func TestPhoneNumberNeedsCountry(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 3})
	uid := tn.active("ann@example.com")
	_, err := tn.update(user, uid, shared.ReplaceDelta("phone_number", str("1")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || shared.AsError(err).Attribute != "phone_number" || tn.requests()["PATCH /users/{userId}"] != 0 {
		t.Errorf("got %v after %v", err, tn.requests())
	}
	tn.mustUpdate(user, uid, shared.ReplaceDelta("phone_country", str("DE")))
	var sent string
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch {
			sent = bodyOf(t, req)
		}
		return send()
	})
	tn.mustUpdate(user, uid, shared.ReplaceDelta("phone_number", str("1")))
	if sent != `{"phone_country":"DE","phone_number":"1"}` {
		t.Errorf("sent %s", sent)
	}
	_, err = tn.update(user, uid, shared.ReplaceDelta("phone_number", str("2")), shared.ReplaceDelta("PHONE_COUNTRY", str("US")),
		shared.ReplaceDelta("phone_numbers", object("number", "2")), shared.ReplaceDelta("pmi", str("x")))
	if !errors.Is(err, shared.ErrInvalidRequest) || len(shared.AsError(err).Faults) != 3 {
		t.Errorf("both forms: %v", err)
	}
}

// Users without a meetings licence have no personal meeting id to change.
func TestPMINeedsMeetings(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("type", num(4)))
	_, err := tn.update(user, uid, shared.ReplaceDelta("pmi", str("1234567890")))
	if !errors.Is(err, shared.ErrPreconditionFailed) || shared.AsError(err).Attribute != "pmi" {
		t.Errorf("got %v", err)
	}
}
