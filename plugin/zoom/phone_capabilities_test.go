package main_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// phoneCapabilityRows are what the connector can do with Zoom Phone at all.
func phoneCapabilityRows() rows {
	return rows{
		"create, update, delete: phone users":            phoneLife,
		"references to sites":                            siteReferences,
		"paging is complete in sites, numbers and plans": phonePagingIsComplete,
		"numbers come from either list":                  numbersOfEitherList,
		"filters are exact in Zoom Phone":                phoneFiltersAreExact,
		"test names what is missing of Zoom Phone":       testNamesMissingPhone,
		"an account without Zoom Phone: reads":           readWithoutPhone,
		"an account without Zoom Phone: writes":          writeWithoutPhone,
		"an account without Zoom Phone: test":            testWithoutPhone,
	}
}

// telephony is an account of all statuses: 140 active users, half of whom have
// Zoom Phone, 40 inactive and 20 pending ones.
func telephony() zoomsim.Options {
	o := mixed()
	o.PhoneShare, o.ProfileDelay, o.PhoneListRepeats, o.PlainPhoneNumbers = 0.5, -1, true, true
	return o
}

func phoneLife(t *testing.T) {
	tn := start(t, small())
	created := tn.create(user, auto(), set("email", str("ann@example.com")), withPhone(), set("site_name", str("Denver Office")),
		set("extension_number", str("54321")), set("zoom_phone_calling_plans", num(200), num(4000)), set("zoom_phone_numbers", spare(0), spare(1)))
	if created.Outcome != shared.OutcomeCreated || left(created) != "" {
		t.Errorf("created: %+v", created)
	}
	uid := created.UID
	tn.has(user, uid, "zoom_phone_feature", "true", "zoom_phone_status", "activate", "site_name", "Denver Office", "extension_number", "254321")
	tn.holds(uid, "zoom_phone_calling_plans", num(200), num(4000))
	tn.holds(uid, "zoom_phone_numbers", spare(0), spare(1))
	updated := tn.update(user, uid, shared.ReplaceDelta("zoom_phone_status", str("deactivate")), shared.ReplaceDelta("zoom_phone_numbers", spare(1), spare(2)),
		shared.ReplaceDelta("zoom_phone_calling_plans", num(100), num(4000)), shared.ReplaceDelta("site_code", num(3)), shared.ReplaceDelta("dept", str("Sales")),
		shared.ReplaceDelta("extension_number", str("54321")))
	if updated.Outcome != shared.OutcomeUpdated || left(updated) != "" || len(updated.SideEffects) > 0 {
		t.Errorf("updated: %+v", updated)
	}
	tn.has(user, uid, "zoom_phone_status", "deactivate", "site_name", "New York Office", "extension_number", "354321", "dept", "Sales")
	tn.holds(uid, "zoom_phone_calling_plans", num(100), num(4000))
	tn.holds(uid, "zoom_phone_numbers", spare(1), spare(2))
	disabled := tn.update(user, uid, shared.ReplaceDelta("enabled", no))
	if disabled.Outcome != shared.OutcomeUpdated || left(disabled) != "" {
		t.Errorf("disabled: %+v", disabled)
	}
	tn.unphoned(uid)
	bob := tn.equipped("bob@example.com")
	if deleted := tn.delete(user, bob); deleted.Outcome != shared.OutcomeDeactivated {
		t.Errorf("deleted: %v", deleted.Outcome)
	}
	tn.unphoned(bob)
}

// Users and numbers refer to sites, and sites can be asked who refers to them;
// numbers refer to users.
func siteReferences(t *testing.T) {
	tn := start(t, small())
	denver, main := tn.site("Denver Office"), tn.site("Main Site")
	ann, bob := tn.equipped("ann@example.com"), tn.phoned("bob@example.com", set("site_id", denver))
	tn.phoned("eve@example.com", set("site_id", main))
	number, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: phoneNumber, Name: spare(0).String()})
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []struct {
		class, uid, attribute string
		to                    shared.Value
	}{
		{user, ann, "site_id", denver},
		{user, bob, "site_id", denver},
		{phoneNumber, number.UID(), "site", denver},
		{phoneNumber, number.UID(), "assignee", ref(user, ann)},
	} {
		values, _ := tn.get(side.class, side.uid, side.attribute).Get(side.attribute)
		if !values.Equal(shared.NewValues(side.to)) {
			t.Errorf("%s of %s %s is %v, not %v", side.attribute, side.class, side.uid, values, side.to)
		}
		r, _ := side.to.AsReference()
		if tn.get(r.Class, r.UID).UID() != r.UID {
			t.Errorf("%s leads nowhere", side.attribute)
		}
	}
	for _, filter := range []string{`site_id eq "` + mustUID(denver) + `"`, `SITE_ID eq "name:denver office"`} {
		if diff := cmp.Diff(sorted(ann, bob), tn.find(user, filter)); diff != "" {
			t.Errorf("%s: %s", filter, diff)
		}
	}
	if diff := cmp.Diff([]string{number.UID()}, tn.find(phoneNumber, `assignee eq "`+ann+`"`)); diff != "" {
		t.Error(diff)
	}
}

func phonePagingIsComplete(t *testing.T) {
	tn := start(t, zoomsim.Options{Seed: 5, Users: 400, PhoneShare: 1, Sites: 650})
	for class, pages := range map[string]int64{phoneSite: 3, phoneNumber: 6, callingPlan: 1} {
		tn.sim.ResetRecord()
		whole, page := tn.search(&shared.Query{Class: class})
		tn.costs(pages, page.Stats.Requests)
		want := uids(whole)
		q := &shared.Query{Class: class, PageSize: max(len(want)/7, 2)}
		var got []string
		for {
			objs, page := tn.search(q)
			got = append(got, uids(objs)...)
			if page.Cookie == "" || len(got) > len(want) {
				break
			}
			q.Cookie = page.Cookie
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-whole +pages): %s", class, diff)
		}
		part, _ := tn.search(&shared.Query{Class: class, PageSize: 3, Offset: len(want) - 1})
		if diff := cmp.Diff(want[len(want)-2:], uids(part)); diff != "" {
			t.Errorf("%s, the last two: %s", class, diff)
		}
		slices.Sort(want)
		if n := len(slices.Compact(want)); n != len(whole) || class == phoneSite && n != 650 || class == phoneNumber && n < 1000 {
			t.Errorf("%s: %d rows of %d objects", class, len(whole), n)
		}
	}
}

// Where the app may not look at number management, the older list has the same
// numbers, but for the words for their source.
func numbersOfEitherList(t *testing.T) {
	tn := start(t, telephony())
	q := &shared.Query{Class: phoneNumber, Attributes: []string{"id", "number", "status", "number_type", "capability", "site", "assigned", "assignee", "assignee_type", "extension_number"}}
	managed, _ := tn.search(q)
	tn.faults(zoomsim.Fault{
		Method: "GET", Route: "/number_management/numbers",
		Effect: refusal(400, 4711, "Invalid access token, does not contain scopes:[number_management:read:list_numbers:admin]."),
	})
	tn.sim.ResetRecord()
	older, _ := tn.search(q)
	if diff := cmp.Diff(managed, older); diff != "" || tn.requests()["GET /phone/numbers"] == 0 {
		t.Errorf("requests %v (-managed +older):\n%s", tn.requests(), diff)
	}
}

func phoneFiltersAreExact(t *testing.T) {
	tn := start(t, telephony())
	main := mustUID(tn.site("Main Site"))
	for class, filters := range map[string][]string{
		user: {
			`zoom_phone_feature eq true`, `zoom_phone_status eq "activate" and dept sw "E"`, `extension_number sw "2" or status eq "pending"`,
			`site_id eq "` + main + `" and zoom_phone_calling_plans eq 200`, `not (site_name co "office")`, `site_code ge 2 and zoom_phone_numbers pr`,
		},
		phoneSite:   {`site_code ge 2`, `name co "office"`, `level eq "main"`},
		phoneNumber: {`assigned eq false and status eq "normal"`, `number sw "+1800"`, `assignee pr`, `site eq "` + main + `" and number_type eq "Toll"`},
		callingPlan: {`assigned gt 0`, `type lt 1000 and name co "unlimited"`},
	} {
		declared, _ := schemaOf(tn).Class(class)
		every := []string{"id"}
		if class == user {
			every = append(ofPhone(), "status", "dept")
		} else {
			for _, a := range declared.Attributes {
				every = append(every, a.Name)
			}
		}
		all, _ := tn.search(&shared.Query{Class: class, Attributes: every})
		for _, text := range filters {
			resolved, faults := parse(t, text).Resolve(declared)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			want := []string{}
			for _, o := range all {
				if resolved.Match(declared, o) {
					want = append(want, o.UID())
				}
			}
			slices.Sort(want)
			if len(want) == 0 || len(want) == len(all) {
				t.Errorf("%s %s selects %d of %d: that says nothing", class, text, len(want), len(all))
			}
			if diff := cmp.Diff(want, tn.find(class, text, "id")); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", class, text, diff)
			}
		}
	}
}

// Scopes are missing by name, for what each class of Zoom Phone needs.
func testNamesMissingPhone(t *testing.T) {
	o := small()
	o.Scopes = []string{"user:read:admin", "user:write:admin", "group:read:admin", "role:read:admin", "phone:read:list_users:admin", "phone:update:user:admin"}
	report, err := start(t, o).conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || report.OK() {
		t.Fatalf("got %+v, %v", report, err)
	}
	for class, want := range map[string]string{
		user: "phone:delete:user_number:admin phone:delete:users_calling_plan:admin phone:read:list_sites:admin phone:read:site:admin phone:read:user:admin " +
			"phone:update:batch_users:admin phone:update:calling_plan:admin phone:write:calling_plan:admin phone:write:user_number:admin",
		phoneSite:   "phone:read:list_sites:admin phone:read:site:admin",
		phoneNumber: "number_management:read:list_numbers:admin",
		callingPlan: "phone:read:list_calling_plans:admin",
	} {
		got := lacks(report, class)
		for scope := range strings.FieldsSeq(want) {
			if !slices.Contains(got, scope) {
				t.Errorf("%s: %s is missing, and not named", class, scope)
			}
		}
		for _, scope := range got {
			if slices.Contains(o.Scopes, scope) {
				t.Errorf("%s: %s is there, and said to be missing", class, scope)
			}
		}
	}
}

func withoutPhone() zoomsim.Options {
	o := mixed()
	o.NoPhone = true
	return o
}

// Users are complete, and say why they have nothing of Zoom Phone; who names it
// gets an error.
func readWithoutPhone(t *testing.T) {
	tn := start(t, withoutPhone())
	objs, _ := tn.search(&shared.Query{Class: user})
	if len(objs) != 200 || tn.requests()["GET /phone/users"] != 1 || tn.requests()["GET /phone/users/{userId}"] > 0 {
		t.Errorf("%d users, requests %v", len(objs), tn.requests())
	}
	page, _ := tn.search(&shared.Query{Class: user, PageSize: 5, Filter: parse(t, `status eq "active"`)})
	one := page[0].UID()
	for _, o := range append(page, tn.get(user, one)) {
		for _, name := range ofPhone() {
			values, _ := o.Get(name)
			if reason, is := values.Unavailable(); !is || !strings.Contains(reason, "no Zoom Phone") {
				t.Errorf("%s of %s: %v", name, o, values)
			}
		}
	}
	for _, name := range ofPhone() {
		_, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: one, Attributes: []string{name}})
		wantError(t, err, shared.ErrUnsupported)
		_, _, err = searchAll(t.Context(), tn.conn, &shared.Query{Class: user, Attributes: []string{strings.ToUpper(name)}})
		wantError(t, err, shared.ErrUnsupported)
		_, _, err = searchAll(t.Context(), tn.conn, &shared.Query{Class: user, Attributes: []string{"email"}, Filter: parse(t, name+" pr")})
		wantError(t, err, shared.ErrUnsupported)
	}
	for _, class := range phoneClasses() {
		_, _, err := searchAll(t.Context(), tn.conn, &shared.Query{Class: class})
		if class == phoneNumber && err == nil {
			continue // Number management is not Zoom Phone alone.
		}
		wantError(t, err, shared.ErrUnsupported)
	}
}

func writeWithoutPhone(t *testing.T) {
	tn := start(t, withoutPhone())
	uid := tn.active("ann@example.com", set("dept", str("Sales")))
	for _, delta := range []shared.AttributeDelta{
		shared.ReplaceDelta("zoom_phone_feature", yes), shared.ReplaceDelta("zoom_phone_feature", no), shared.ReplaceDelta("zoom_phone_status", str("deactivate")),
		shared.ReplaceDelta("extension_number", str("12345")), shared.ReplaceDelta("site_id", ref(phoneSite, nowhere)), shared.ReplaceDelta("site_name", str("Main Site")),
		shared.ReplaceDelta("site_code", num(1)), shared.AddDelta("zoom_phone_calling_plans", num(200)), shared.AddDelta("zoom_phone_numbers", spare(0)),
	} {
		tn.refusedUpdate(uid, shared.ErrUnsupported, delta.Name, delta, shared.ReplaceDelta("dept", str("Legal")))
	}
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), withPhone(), set("site_name", str("Main Site")))
	wantError(t, err, shared.ErrUnsupported)
	if got := tn.find(user, `email eq "bob@example.com"`); len(got) > 0 {
		t.Errorf("bob is there: %v", got)
	}
	tn.update(user, uid, shared.ReplaceDelta("dept", str("Legal")), shared.ReplaceDelta("enabled", no))
	tn.has(user, uid, "dept", "Legal", "status", "inactive")
	tn.delete(user, tn.active("eve@example.com"))
}

func testWithoutPhone(t *testing.T) {
	report, err := start(t, withoutPhone()).conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || report.OK() {
		t.Fatalf("got %+v, %v", report, err)
	}
	for _, class := range []string{user, phoneSite, callingPlan} {
		if diff := cmp.Diff([]string{"account with Zoom Phone"}, lacks(report, class)); diff != "" {
			t.Errorf("%s: %s", class, diff)
		}
	}
	for _, class := range []string{group, role} {
		if got := lacks(report, class); len(got) > 0 {
			t.Errorf("%s: %v", class, got)
		}
	}
}
