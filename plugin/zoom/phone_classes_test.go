package main_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// shown is an attribute of a class of Zoom Phone, all of which are read only.
type shown struct {
	kind    shared.Type
	several bool
	// onRequest attributes are not returned by default.
	onRequest bool
	// of names an object and want is what it has: a text or, with a leading @,
	// what the user has in that attribute.
	of, want string
	// listed is what Zoom lists, where the simulator's account has no such value.
	listed string
}

func phoneClassRows() rows {
	all := rows{}
	for class, table := range map[string]map[string]shown{phoneSite: siteAttributes(), phoneNumber: numberAttributes(), callingPlan: planAttributes()} {
		for name, s := range table {
			all[class+"."+name] = s.check(class, name)
		}
	}
	return all
}

func siteAttributes() map[string]shown {
	const denver = "Denver Office"
	return map[string]shown{
		"id":               {kind: shared.TypeString, of: denver, want: "@site_id"},
		"name":             {kind: shared.TypeString, of: denver, want: denver},
		"site_code":        {kind: shared.TypeInt, of: denver, want: "2"},
		"country":          {kind: shared.TypeString, of: denver, want: "US"},
		"level":            {kind: shared.TypeString, onRequest: true, of: "Main Site", want: "main"},
		"extension_length": {kind: shared.TypeInt, onRequest: true, of: denver, want: "5"},
		"caller_id_name":   {kind: shared.TypeString, onRequest: true, of: denver, want: denver},
	}
}

func numberAttributes() map[string]shown {
	of := spare(0).String()
	line := func(want string) shown { return shown{kind: shared.TypeString, of: of, want: want} }
	lines := func(want string) shown { return shown{kind: shared.TypeString, several: true, of: of, want: want} }
	named := line("Hotline")
	named.listed = `{"numbers":[{"id":"a1","number":"` + of + `","display_name":"Hotline"}]}`
	return map[string]shown{
		"id":               line(""),
		"number":           line(of),
		"display_name":     named,
		"status":           line("Normal"),
		"number_type":      line("Toll"),
		"capability":       lines("[Incoming, Outgoing]"),
		"source":           line("Zoom"),
		"site":             {kind: shared.TypeReference, of: of, want: "@site_id"},
		"assigned":         {kind: shared.TypeBool, of: of, want: "true"},
		"assignee":         {kind: shared.TypeReference, several: true, of: of, want: "@id"},
		"assignee_type":    lines("User"),
		"assignee_name":    lines("@display_name"),
		"extension_number": lines("@extension_number"),
	}
}

func planAttributes() map[string]shown {
	const unlimited = "US/CA Unlimited Calling Plan"
	seats := func(want string) shown { return shown{kind: shared.TypeInt, of: unlimited, want: want} }
	billed := func(want string) shown {
		return shown{kind: shared.TypeString, of: unlimited, want: want, listed: `{"calling_plans":[{"type":200,"name":"` + unlimited + `",
			"billing_account_id":"acc","billing_account_name":"Account","billing_subscription_id":"sub","billing_subscription_name":"Subscription"}]}`}
	}
	return map[string]shown{
		"id":                        {kind: shared.TypeString, of: unlimited, want: "200"},
		"name":                      {kind: shared.TypeString, of: unlimited, want: unlimited},
		"type":                      seats("200"),
		"subscribed":                seats("1000"),
		"assigned":                  seats("1"),
		"available":                 seats("999"),
		"billing_account_id":        billed("acc"),
		"billing_account_name":      billed("Account"),
		"billing_subscription_id":   billed("sub"),
		"billing_subscription_name": billed("Subscription"),
	}
}

// listOf are the endpoints that list the classes of Zoom Phone.
func listOf(class string) string {
	return map[string]string{phoneSite: "/phone/sites", phoneNumber: "/number_management/numbers", callingPlan: "/phone/calling_plans"}[class]
}

// check reads the attribute by search, by get and by filter, and sees that nobody
// can write it.
func (s shown) check(class, name string) func(t *testing.T) {
	return func(t *testing.T) {
		tn := start(t, small())
		flags := "RD"
		if s.onRequest {
			flags = "R"
		}
		tn.attribute(class, name, s.kind, s.several, flags, strings.ToUpper(name))
		holder := tn.get(user, tn.equipped("ann@example.com"))
		if s.listed != "" {
			tn.faults(zoomsim.Fault{Method: "GET", Route: listOf(class), Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: s.listed}})
		}
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: class, Name: s.of, Attributes: []string{name}})
		if err != nil {
			t.Fatal(err)
		}
		want := s.want
		if attribute, of := strings.CutPrefix(want, "@"); of {
			want = text(holder, attribute)
		}
		if got := text(obj, name); obj.Name() != s.of || got == "[]" || want != "" && got != want {
			t.Errorf("%s of %s is %s, want %s", name, obj.Name(), got, want)
		}
		tn.has(class, obj.UID(), name, text(obj, name))
		s.searched(tn, class, name)
		_, err = tn.tryUpdate(class, obj.UID(), shared.ReplaceDelta(name, str("x")))
		wantError(t, err, shared.ErrUnsupported)
		_, err = tn.tryCreate(class, nil, set(name, str("x")))
		wantError(t, err, shared.ErrUnsupported)
		_, err = tn.tryDelete(class, obj.UID())
		wantError(t, err, shared.ErrUnsupported)
	}
}

// searched checks values and filters of a whole list.
func (s shown) searched(tn *tenant, class, name string) {
	tn.t.Helper()
	byDefault, _ := tn.search(&shared.Query{Class: class})
	if (text(byDefault[0], name) == "absent") != s.onRequest {
		tn.t.Errorf("by default: %s", text(byDefault[0], name))
	}
	objs, _ := tn.search(&shared.Query{Class: class, Attributes: []string{name}})
	var with []string
	same := map[string][]string{}
	for _, o := range objs {
		values, _ := o.Get(name)
		if values.Len() > 0 {
			with = append(with, o.UID())
		}
		for v := range values.All() {
			if v.Type() != s.kind {
				tn.t.Errorf("a value of type %s", v.Type())
			}
			same[v.String()] = append(same[v.String()], o.UID())
		}
	}
	if diff := cmp.Diff(sorted(with...), tn.find(class, name+" pr")); diff != "" {
		tn.t.Errorf("%s pr: %s", name, diff)
	}
	for value, ids := range same {
		if s.kind == shared.TypeString || s.kind == shared.TypeReference {
			value = `"` + value + `"`
		}
		if diff := cmp.Diff(sorted(ids...), tn.find(class, name+" eq "+value)); diff != "" {
			tn.t.Errorf("%s eq %s: %s", name, value, diff)
		}
	}
}
