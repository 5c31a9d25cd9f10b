package filter_test

import (
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func str(s string) shared.Value { return shared.StringValue(s) }

func num(i int64) shared.Value { return shared.IntValue(i) }

func ref(uid, name string) shared.Value {
	return shared.ReferenceValue(shared.Reference{UID: uid, Name: name})
}

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// userClass has an attribute of each type.
func userClass() *shared.ObjectClass {
	readable := func(name string, typ shared.Type) *shared.AttributeInfo {
		return &shared.AttributeInfo{Name: name, Type: typ, Readable: true}
	}
	id := readable("id", shared.TypeString)
	id.CaseExact = true
	status := readable("status", shared.TypeString)
	status.Aliases = []string{"state"}
	tags := readable("tags", shared.TypeString)
	tags.MultiValued = true
	groups := readable("groups", shared.TypeReference)
	groups.MultiValued = true
	groups.ReferenceClass = "group"
	hidden := readable("hidden", shared.TypeString)
	hidden.Readable = false
	return &shared.ObjectClass{
		Name:          "user",
		UIDAttribute:  "id",
		NameAttribute: "email",
		Attributes: []*shared.AttributeInfo{
			id, readable("email", shared.TypeString), status, tags, groups, hidden,
			readable("logins", shared.TypeInt), readable("score", shared.TypeFloat),
			readable("active", shared.TypeBool), readable("photo", shared.TypeBytes),
			readable("created", shared.TypeTime), readable("password", shared.TypeSecret),
			readable("address", shared.TypeObject), readable("empty", shared.TypeString),
			readable("lost", shared.TypeString), readable("absent", shared.TypeString),
		},
	}
}

// jane has a value of each type, an empty and an unavailable attribute. The
// attributes id and email are not set: they come from the object itself.
func jane() *shared.Object {
	return shared.NewObject("user", "Ab1", "Jane@Example.com").
		SetString("status", "Active").
		Set("tags", str("Red"), str("Straße"), str("ÉCOLE")).
		Set("groups",
			shared.ReferenceValue(shared.Reference{Class: "group", UID: "g1", Name: "Sales"}),
			shared.ReferenceValue(shared.Reference{Class: "group", UID: "g2"})).
		Set("logins", num(9007199254740993)).
		Set("score", shared.FloatValue(2.5)).
		Set("active", shared.BoolValue(true)).
		Set("photo", shared.BytesValue([]byte{0xff, 0x00})).
		Set("created", shared.TimeValue(noon)).
		Set("password", shared.SecretValue(shared.NewSecret("s3cret"))).
		Set("address", shared.ObjectValue(shared.NewObject("address", "", "").SetString("city", "Bern").Build())).
		Set("empty").
		SetUnavailable("lost", "no licence").
		Build()
}

func mustParse(t testing.TB, text string) shared.Filter {
	t.Helper()
	f, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return f
}

func mustResolve(t testing.TB, f shared.Filter) shared.Filter {
	t.Helper()
	r, faults := f.Resolve(userClass())
	if len(faults) > 0 {
		t.Fatalf("Resolve(%s): %v", f, faults)
	}
	return r
}
