package main_test

import (
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// written is an attribute that can be written: what it is given first, and
// then.
type written struct {
	kind    shared.Type
	aliases []string
	first   []shared.Value
	second  []shared.Value
	// shows is what is read of second, where that differs.
	shows string
	// cleared is what is read after clearing; "" where clearing is refused.
	cleared string
	// updateOnly attributes cannot be given at create, several hold many values.
	updateOnly, several bool
	// with is what Zoom wants besides.
	with []shared.Attribute
}

// userAttributeRows are the attributes that are written and read like any other.
func userAttributeRows() rows {
	line := func(first, second string, aliases ...string) written {
		return written{kind: shared.TypeString, aliases: aliases, first: []shared.Value{str(first)}, second: []shared.Value{str(second)}, cleared: "[]"}
	}
	whole := func(first, second int64, aliases ...string) written {
		return written{kind: shared.TypeInt, aliases: aliases, first: []shared.Value{num(first)}, second: []shared.Value{num(second)}}
	}
	fixed := func(w written) written { w.cleared = ""; return w }
	updateOnly := func(w written) written { w.updateOnly = true; return w }
	with := func(w written, more ...shared.Attribute) written { w.with = more; return w }
	clearable := func(w written) written { w.cleared = "[]"; return w }
	several := func(w written) written { w.several = true; return w }
	objects := func(shows string, first shared.Value, second ...shared.Value) written {
		return written{kind: shared.TypeObject, first: []shared.Value{first}, second: second, shows: shows, cleared: "[]", several: true}
	}
	named := line("A. Lee", "B. Doe")
	named.cleared = "Ann Lee"
	table := map[string]written{
		"first_name":       line("Ann", "Bea", "FIRST_NAME"),
		"last_name":        line("Lee", "Doe", "LAST_NAME"),
		"display_name":     with(named, set("first_name", str("Ann")), set("last_name", str("Lee"))),
		"type":             whole(2, 4, "TYPE"),
		"language":         fixed(line("de-DE", "fr-FR", "LANGUAGE")),
		"timezone":         fixed(line("Europe/Berlin", "Asia/Tokyo", "TIME_ZONE")),
		"phone_number":     updateOnly(with(line("1234", "5678", "PHONE_NUMBER"), set("phone_country", str("US")))),
		"phone_country":    updateOnly(line("DE", "US", "PHONE_COUNTRY")),
		"pmi":              with(fixed(line("1234567890", "9876543210", "PERSONAL_MEETING_ID")), set("type", num(2))),
		"dept":             line("R&D", "Sales", "DEPT"),
		"job_title":        line("Clerk", "Boss", "JOB_TITLE"),
		"company":          line("Acme", "Umbrella"),
		"location":         line("Bonn", "Kyiv"),
		"manager":          line("a@example.com", "b@example.com"),
		"cost_center":      line("1", "2"),
		"pronouns":         line("she/her", "they"),
		"vanity_name":      line("ann.lee", "bea doe/1"),
		"pronouns_option":  whole(1, 3),
		"plan_united_type": line("1", "131072"),
		"zoom_one_type":    clearable(whole(16, 576460752303423488, "ZOOM_ONE_FEATURE_TYPE", "ZOOM_ONE_TYPE")),
		"division_ids":     several(line("d1", "d2")),
		"use_pmi":          {kind: shared.TypeBool, first: []shared.Value{yes}, second: []shared.Value{no}},
		"phone_numbers": objects(`[{"code":"+1","country":"US","label":"Mobile","number":"5550100","verified":false}, {"code":"+49","country":"DE","label":"Fax","number":"2","verified":false}]`,
			object("label", "Home", "number", "1"),
			object("code", "+1", "country", "US", "label", "Mobile", "number", "5550100"), object("code", "+49", "country", "DE", "label", "Fax", "number", "2")),
		"custom_attributes": objects(`[{"key":"cbf_1","name":"A1","value":"y"}, {"key":"cbf_2","name":"A2","value":"z"}]`,
			object("key", "cbf_1", "name", "A1", "value", "x"), object("key", "cbf_1", "value", "y"), object("key", "cbf_2", "name", "A2", "value", "z")),
	}
	all := rows{}
	for name, w := range table {
		all[user+"."+name] = w.check(name)
	}
	return all
}

// attribute checks what the schema says of an attribute.
func (tn *tenant) attribute(class, name string, kind shared.Type, several bool, flags string, aliases ...string) {
	tn.t.Helper()
	declared, _ := schemaOf(tn).Class(class)
	a, ok := declared.Attribute(name)
	if !ok || a.Name != name {
		tn.t.Fatalf("%s has no attribute %s", class, name)
	}
	for _, alias := range aliases {
		if b, _ := declared.Attribute(alias); b != a {
			tn.t.Errorf("%s is no name of %s", alias, name)
		}
	}
	got := ""
	for _, flag := range []struct {
		letter string
		on     bool
	}{{"!", a.Required}, {"C", a.Creatable}, {"U", a.Updatable}, {"R", a.Readable}, {"D", a.ReturnedByDefault}} {
		if flag.on {
			got += flag.letter
		}
	}
	if a.Type != kind || a.MultiValued != several || got != flags {
		tn.t.Errorf("%s is of type %s, several %v, flags %s; want %s, %v, %s", name, a.Type, a.MultiValued, got, kind, several, flags)
	}
}

// check writes the attribute at create where it can be, changes and clears it,
// under each of its names, and reads it by get, search and filter.
func (w written) check(name string) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, small())
		flags := "CURD"
		if w.updateOnly {
			flags = "URD"
		}
		tn.attribute(user, name, w.kind, w.several, flags, append(w.aliases, strings.ToUpper(name))...)
		uid := w.create(tn, name)
		w.reads(tn, uid, name, "created", w.first)
		for _, called := range append(w.aliases, name) {
			if r := tn.update(user, uid, shared.ReplaceDelta(called, w.second...)); left(r) != "" {
				t.Errorf("not applied: %s", left(r))
			}
		}
		w.reads(tn, uid, name, "updated", w.second)
		if r := tn.update(user, uid, shared.ReplaceDelta(name, w.second...)); r.Outcome != shared.OutcomeAlreadyDone {
			t.Errorf("repeated: %v", r.Outcome)
		}
		if w.cleared == "" {
			_, err := tn.tryUpdate(user, uid, shared.ReplaceDelta(name))
			if e := wantError(t, err, shared.ErrInvalidAttributeValue); e.Attribute != name {
				t.Errorf("clearing: about %s", e.Attribute)
			}
			return
		}
		tn.update(user, uid, shared.ReplaceDelta(name))
		tn.has(user, uid, name, w.cleared)
	}
}

func (w written) create(tn *tenant, name string) string {
	tn.t.Helper()
	if !w.updateOnly {
		return tn.active("ann@example.com", append(w.with, set(name, w.first...))...)
	}
	uid := tn.active("ann@example.com")
	_, err := tn.tryCreate(user, auto(), set("email", str("bob@example.com")), set(name, w.first...))
	wantError(tn.t, err, shared.ErrInvalidRequest)
	deltas := []shared.AttributeDelta{shared.ReplaceDelta(name, w.first...)}
	for _, a := range w.with {
		deltas = append(deltas, shared.AttributeDelta{Name: a.Name, Replace: &a.Values})
	}
	tn.update(user, uid, deltas...)
	return uid
}

// reads looks at the attribute every way that there is.
func (w written) reads(tn *tenant, uid, name, when string, values []shared.Value) {
	tn.t.Helper()
	want := shared.NewValues(values...).String()
	if w.kind == shared.TypeObject && when == "updated" {
		want = w.shows
	}
	filter := parse(tn.t, name+` pr and email eq "ann@example.com"`)
	found, _ := tn.search(&shared.Query{Class: user, Filter: filter, Attributes: []string{name}})
	page, _ := tn.search(&shared.Query{Class: user, Filter: filter, PageSize: 5})
	for how, objs := range map[string][]*shared.Object{"get": {tn.get(user, uid)}, "get of it alone": {tn.get(user, uid, name)}, "search": found, "page": page} {
		if len(objs) != 1 || objs[0].UID() != uid {
			tn.t.Errorf("%s, %s: %d users", when, how, len(objs))
			continue
		}
		got, _ := objs[0].Get(name)
		shown := got.String()
		if when == "created" { // Zoom adds this member itself.
			shown = strings.ReplaceAll(shown, `,"verified":false`, "")
		}
		if shown != want {
			tn.t.Errorf("%s, %s: %s, want %s", when, how, shown, want)
		}
		for v := range got.All() {
			if v.Type() != w.kind {
				tn.t.Errorf("%s, %s: a value of type %s", when, how, v.Type())
			}
		}
	}
}
