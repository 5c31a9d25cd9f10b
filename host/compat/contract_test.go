package compat_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// TestAdditiveIsWhatTheContractAccepts compares unrelated declarations, and where
// the report says that nothing stops working, asks the contract: what the old one
// accepts the new one has to accept, and to read alike.
func TestAdditiveIsWhatTheContractAccepts(t *testing.T) {
	t.Parallel()
	names := []string{"p_1", "P2", "p3", "p_4"}
	rapid.Check(t, func(t *rapid.T) {
		before := drawInfo(t, "old")
		after := cloneInfo(before)
		alterInfo(t, after)
		for _, info := range []*shared.Info{before, after} {
			if shared.CheckInfo(info) != nil {
				t.Skip("not sound")
			}
		}
		report := compat.Infos(before, after)
		config := drawGiven(t, "config", names[:rapid.IntRange(0, len(names)).Draw(t, "of the names")])
		was, err := shared.ResolveConfig(before, config)
		if err != nil || report.Level() > compat.Additive {
			return
		}
		is, err := shared.ResolveConfig(after, config)
		if err != nil {
			t.Fatalf("%q, yet: %v", lines(report), err)
		}
		for _, a := range was {
			p, ok := after.Property(a.Name)
			if !ok {
				t.Fatalf("%q, yet %s is gone", lines(report), a.Name)
			}
			if got, _ := is.Get(p.Name); !got.Equal(a.Values) {
				t.Fatalf("%q, yet %s is %s instead of %s", lines(report), a.Name, got, a.Values)
			}
		}
	})
}

// alterInfo replaces some properties by others of the same name, adds some,
// removes some and renames some.
func alterInfo(t *rapid.T, info *shared.Info) {
	for i, p := range info.Properties {
		switch rapid.IntRange(0, 8).Draw(t, "alter "+p.Name) {
		case 0:
			info.Properties[i] = drawProperty(t, p.Name, p.Aliases)
		case 4, 5:
			alterProperty(t, p)
		case 1:
			if _, taken := info.Property("p_9"); !taken {
				p.Name, p.Aliases = "p_9", append(p.Aliases, p.Name)
			}
		case 2:
			p.Aliases = nil
		case 3:
			p.AllowedValues, p.Maximum = nil, nil
		}
	}
	if drawBool(t, "add") {
		name := rapid.SampledFrom([]string{"p1", "p_2", "p_7"}).Draw(t, "new name")
		// CheckInfo lets two properties of one and the same name pass.
		if _, taken := info.Property(name); !taken {
			info.Properties = append(info.Properties, drawProperty(t, name, nil))
		}
	}
	switch rapid.IntRange(0, 4).Draw(t, "constraints") {
	case 0:
		info.Constraints = nil
	case 1:
		if n := len(info.Properties); n > 1 {
			all := rapid.Permutation(info.Properties).Draw(t, "of")
			info.Constraints = append(info.Constraints, shared.PropertyConstraint{
				Kind: shared.ConstraintKind(rapid.IntRange(1, 3).Draw(t, "kind")), Properties: []string{all[0].Name, all[1].Name},
			})
		}
	}
}

// alterProperty changes one thing.
func alterProperty(t *rapid.T, p *shared.Property) {
	q := drawProperty(t, p.Name, nil)
	if q.Type != p.Type {
		return
	}
	switch rapid.IntRange(0, 5).Draw(t, "take over") {
	case 0:
		p.Required = !p.Required
	case 1:
		p.Default = q.Default
	case 2:
		p.MultiValued = !p.MultiValued
	case 3:
		p.AllowedValues = q.AllowedValues
	case 4:
		p.Minimum = q.Minimum
	case 5:
		p.Maximum = q.Maximum
	}
}

// TestAdditiveSchemasAcceptTheSameRequests is the same for schemas.
func TestAdditiveSchemasAcceptTheSameRequests(t *testing.T) {
	t.Parallel()
	names := []string{"A1", "a2", "A3", "a4"}
	rapid.Check(t, func(t *rapid.T) {
		before := drawSchema(t, "old")
		after := cloneSchema(before)
		alterSchema(t, after)
		if shared.CheckSchema(before, fullInfo()) != nil || shared.CheckSchema(after, fullInfo()) != nil {
			t.Skip("not sound")
		}
		report := compat.Schemas(before, after)
		if report.Level() > compat.Additive {
			return
		}
		create := &shared.CreateRequest{
			Class: "user", Attributes: drawGiven(t, "attribute", names), Options: drawGiven(t, "option", []string{"o_0", "O1"}),
		}
		if was, err := shared.ResolveCreate(before, create); err == nil {
			is, err := shared.ResolveCreate(after, create)
			if err != nil {
				t.Fatalf("%q, yet create: %v", lines(report), err)
			}
			for _, a := range was.Options {
				if got, _ := is.Options.Get(a.Name); !got.Equal(a.Values) {
					t.Fatalf("%q, yet option %s is %s instead of %s", lines(report), a.Name, got, a.Values)
				}
			}
		}
		update := &shared.UpdateRequest{Class: "user", UID: "1"}
		for _, a := range create.Attributes {
			update.Deltas = append(update.Deltas, shared.AttributeDelta{Name: a.Name, Replace: &a.Values})
		}
		if _, err := shared.ResolveUpdate(before, update); err == nil {
			if _, err := shared.ResolveUpdate(after, update); err != nil {
				t.Fatalf("%q, yet update: %v", lines(report), err)
			}
		}
		get := &shared.GetRequest{Class: "user", UID: "1", Attributes: rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID).Draw(t, "read")}
		if was, err := shared.ResolveGet(before, get); err == nil {
			is, err := shared.ResolveGet(after, get)
			if err != nil {
				t.Fatalf("%q, yet get: %v", lines(report), err)
			}
			if diff := cmp.Diff(was.Attributes, is.Attributes); diff != "" {
				t.Fatalf("%q, yet the answer has other names:\n%s", lines(report), diff)
			}
		}
	})
}

// alterSchema makes some edits of which most accept more.
func alterSchema(t *rapid.T, s *shared.Schema) {
	user := s.Classes[0]
	for _, a := range user.Attributes[1:] {
		switch rapid.IntRange(0, 9).Draw(t, "alter "+a.Name) {
		case 0:
			a.Creatable = true
		case 1:
			a.Required = !a.Required
		case 2:
			a.AllowedValues = drawTexts(t, "allowed")
		case 3:
			a.AllowedValuesOpen = !a.AllowedValuesOpen
		case 4:
			a.Name, a.Aliases = "a9", append(a.Aliases, a.Name)
		case 5:
			a.Aliases = append(a.Aliases, "a4")
		case 6:
			a.Readable = true
		case 7:
			a.MultiValued = !a.MultiValued
		}
	}
	if drawBool(t, "add") {
		user.Attributes = append(user.Attributes, &shared.AttributeInfo{
			Name: "a8", Type: shared.TypeString, Creatable: true, Required: drawBool(t, "required"),
		})
	}
	for i := range user.Operations {
		for j := range user.Operations[i].Options {
			if drawBool(t, "alter option") {
				alterProperty(t, user.Operations[i].Options[j])
			}
		}
	}
}
