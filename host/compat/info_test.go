package compat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// infoChange is an edit of the new version, with all that is reported, and all
// that is reported the other way round.
type infoChange struct {
	edit       func(*shared.Info)
	want, back []string
}

func infoChanges() map[string]infoChange {
	return map[string]infoChange{
		"what does not count": {
			edit: func(i *shared.Info) {
				i.DisplayName, i.Description, i.Vendor, i.Version, i.Licence = "", "", "", "0.0.1", "MIT"
				i.Properties[0].DisplayName, i.Properties[0].Description = "URL", "Where it is."
				i.Properties[0].Check = func(shared.Value) error { return errors.New("never") }
			},
		},
		"name": {
			func(i *shared.Info) { i.Name = "other" },
			[]string{"breaking: connector other instead of test"},
			[]string{"breaking: connector test instead of other"},
		},
		"spelling of the name": {
			func(i *shared.Info) { i.Name = "TEST" },
			[]string{"additive: connector spelled TEST instead of test"},
			[]string{"additive: connector spelled test instead of TEST"},
		},
		"minor version of the contract": {
			func(i *shared.Info) { i.ContractVersion = "1.10" },
			[]string{"additive: contract version 1.10 instead of 1.1"},
			[]string{"narrowing: contract version 1.1 instead of 1.10"},
		},
		"major version of the contract": {
			func(i *shared.Info) { i.ContractVersion = "2.0" },
			[]string{"additive: contract version 2.0 instead of 1.1"},
			[]string{"narrowing: contract version 1.1 instead of 2.0"},
		},
		"version of the contract that is none": {
			func(i *shared.Info) { i.ContractVersion = "" },
			[]string{"narrowing: contract version none instead of 1.1"},
			[]string{"narrowing: contract version 1.1 instead of none"},
		},
		"operation": {
			func(i *shared.Info) { i.Operations = append(i.Operations, shared.OperationSync) },
			[]string{"additive: operation sync added"},
			[]string{"narrowing: operation sync removed"},
		},
		"feature": {
			func(i *shared.Info) { i.Features = append(i.Features, "sync") },
			[]string{"additive: feature sync added"},
			[]string{"narrowing: feature sync removed"},
		},
		"constraint": {
			func(i *shared.Info) {
				i.Constraints = append(i.Constraints, shared.PropertyConstraint{Kind: shared.ConstraintExclusive, Properties: []string{"proxy", "MODE"}})
			},
			[]string{"narrowing: constraint added: exclusive mode, proxy"},
			[]string{"additive: constraint removed: exclusive mode, proxy"},
		},
		"kind of a constraint": {
			func(i *shared.Info) { i.Constraints[0].Kind = shared.ConstraintTogether },
			[]string{"narrowing: constraint added: together mode, proxy, users", "additive: constraint removed: users requires mode, proxy"},
			[]string{"narrowing: constraint added: users requires mode, proxy", "additive: constraint removed: together mode, proxy, users"},
		},
		"first of a constraint": {
			func(i *shared.Info) { i.Constraints[0].Properties = []string{"proxy", "users", "mode"} },
			[]string{"narrowing: constraint added: proxy requires mode, users", "additive: constraint removed: users requires mode, proxy"},
			[]string{"narrowing: constraint added: users requires mode, proxy", "additive: constraint removed: proxy requires mode, users"},
		},
		"other form of a constraint": {
			edit: func(i *shared.Info) { i.Constraints[0].Properties = []string{"USERS", "Mode", "p_roxy", "mode"} },
		},
		"constraint of a kind that nobody knows": {
			func(i *shared.Info) { i.Constraints[0].Kind = 9 },
			[]string{"narrowing: constraint added: constraint(9) mode, proxy, users", "additive: constraint removed: users requires mode, proxy"},
			[]string{"narrowing: constraint added: users requires mode, proxy", "additive: constraint removed: constraint(9) mode, proxy, users"},
		},
		"constraint of new properties": {
			func(i *shared.Info) {
				i.Properties = append(i.Properties, &shared.Property{Name: "x", Type: shared.TypeString}, &shared.Property{Name: "y", Type: shared.TypeString})
				i.Constraints = append(
					i.Constraints,
					shared.PropertyConstraint{Kind: shared.ConstraintTogether, Properties: []string{"x", "y"}},
					shared.PropertyConstraint{Kind: shared.ConstraintExclusive, Properties: []string{"proxy", "y"}},
					shared.PropertyConstraint{Kind: shared.ConstraintRequires, Properties: []string{"x", "proxy"}},
				)
			},
			[]string{
				"additive: constraint added: exclusive proxy, y", "additive: constraint added: together x, y",
				"additive: constraint added: x requires proxy", "additive: property x: added", "additive: property y: added",
			},
			[]string{
				"breaking: property x: removed", "breaking: property y: removed", "additive: constraint removed: exclusive proxy, y",
				"additive: constraint removed: together x, y", "additive: constraint removed: x requires proxy",
			},
		},
		"constraint of old properties with new ones": {
			func(i *shared.Info) {
				i.Properties = append(i.Properties, &shared.Property{Name: "x", Type: shared.TypeString})
				i.Constraints = append(
					i.Constraints,
					shared.PropertyConstraint{Kind: shared.ConstraintTogether, Properties: []string{"x", "proxy"}},
					shared.PropertyConstraint{Kind: shared.ConstraintRequires, Properties: []string{"mode", "x"}},
				)
			},
			[]string{
				"narrowing: constraint added: mode requires x", "narrowing: constraint added: together proxy, x", "additive: property x: added",
			},
			[]string{
				"breaking: property x: removed", "additive: constraint removed: mode requires x", "additive: constraint removed: together proxy, x",
			},
		},
	}
}

func propertyChanges() map[string]infoChange {
	return map[string]infoChange{
		"optional property": {
			func(i *shared.Info) {
				i.Properties = append(i.Properties, &shared.Property{Name: "x", Type: shared.TypeString, Required: true, Default: shared.Strings("x")})
			},
			[]string{"additive: property x: added"},
			[]string{"breaking: property x: removed"},
		},
		"required property": {
			func(i *shared.Info) {
				i.Properties = append(i.Properties, &shared.Property{Name: "x", Type: shared.TypeString, Required: true})
			},
			[]string{"breaking: property x: added, required and without a default"},
			[]string{"breaking: property x: removed"},
		},
		"spelling of a property": {
			func(i *shared.Info) { property(i, "client_id").Name = "clientId" },
			[]string{"additive: property clientId: spelled clientId instead of client_id"},
			[]string{"additive: property client_id: spelled client_id instead of clientId"},
		},
		"name of a property": {
			func(i *shared.Info) {
				p := property(i, "users")
				p.Name, p.Aliases = "people", []string{"USERS"}
			},
			[]string{"additive: property people: named people instead of users, which is still accepted"},
			[]string{
				"breaking: property people: removed", "additive: constraint added: users requires mode, proxy",
				"additive: constraint removed: people requires mode, proxy", "additive: property users: added",
			},
		},
		"alias of a property": {
			func(i *shared.Info) { property(i, "mode").Aliases = []string{"how"} },
			[]string{"additive: property mode: alias how added"},
			[]string{"breaking: property mode: alias how removed"},
		},
		"spelling of an alias": {
			edit: func(i *shared.Info) { property(i, "service_url").Aliases = []string{"U_R_L"} },
		},
		"alias of another property": {
			func(i *shared.Info) {
				property(i, "service_url").Aliases = nil
				property(i, "proxy").Aliases = []string{"url"}
			},
			[]string{"breaking: property service_url: alias url means proxy now"},
			[]string{"breaking: property proxy: alias url means service_url now"},
		},
		"two properties become one": {
			func(i *shared.Info) {
				i.Properties = i.Properties[:6]
				property(i, "mode").Aliases = []string{"proxy"}
				i.Constraints = nil
			},
			[]string{"breaking: property proxy: removed: its name means mode now", "additive: constraint removed: users requires mode, proxy"},
			[]string{
				"breaking: property mode: alias proxy means proxy now", "narrowing: constraint added: users requires mode, proxy",
				"additive: property proxy: added",
			},
		},
		"type of a property": {
			func(i *shared.Info) {
				p := property(i, "batch_size")
				p.Type, p.Default, p.Minimum = shared.TypeString, shared.Strings("30"), nil
			},
			[]string{"breaking: property batch_size: type string instead of int"},
			[]string{"breaking: property batch_size: type int instead of string"},
		},
		"secret": {
			func(i *shared.Info) { property(i, "client_id").Type = shared.TypeSecret },
			[]string{"breaking: property client_id: type secret instead of string: its values are secrets now"},
			[]string{"breaking: property client_id: type string instead of secret: its values are no secrets any more"},
		},
		"several values of a property": {
			func(i *shared.Info) { property(i, "proxy").MultiValued = true },
			[]string{"additive: property proxy: takes several values instead of one"},
			[]string{"breaking: property proxy: takes one value instead of several"},
		},
		"property newly required": {
			func(i *shared.Info) { property(i, "proxy").Required = true },
			[]string{"breaking: property proxy: required without a default instead of optional without a default"},
			[]string{"additive: property proxy: optional without a default instead of required without a default"},
		},
		"property newly required instead of its default": {
			func(i *shared.Info) {
				p := property(i, "batch_size")
				p.Default, p.Required = shared.Values{}, true
			},
			[]string{"breaking: property batch_size: required without a default instead of default 30"},
			[]string{"additive: property batch_size: default 30 instead of required without a default"},
		},
		"text that may be blank": {
			func(i *shared.Info) { property(i, "service_url").Required = false },
			[]string{"additive: property service_url: may be blank now"},
			[]string{"narrowing: property service_url: must not be blank any more"},
		},
		"number with a default newly required": {
			edit: func(i *shared.Info) { property(i, "batch_size").Required = true },
		},
		"default": {
			func(i *shared.Info) { property(i, "batch_size").Default = shared.NewValues(shared.IntValue(31)) },
			[]string{"breaking: property batch_size: default 31 instead of default 30"},
			[]string{"breaking: property batch_size: default 30 instead of default 31"},
		},
		"default more": {
			func(i *shared.Info) { property(i, "users").Default = shared.Strings("a", "b") },
			[]string{`breaking: property users: default "a", "b" instead of optional without a default`},
			[]string{`breaking: property users: optional without a default instead of default "a", "b"`},
		},
		"allowed values of a property": {
			func(i *shared.Info) { property(i, "mode").AllowedValues = texts("c", "b") },
			[]string{`narrowing: property mode: allowed values removed: "a"`, `additive: property mode: allowed values added: "c"`},
			[]string{`narrowing: property mode: allowed values removed: "c"`, `additive: property mode: allowed values added: "a"`},
		},
		"allowed values that are no texts": {
			func(i *shared.Info) {
				i.Properties[4] = &shared.Property{Name: "mode", Type: shared.TypeFloat, AllowedValues: []shared.Value{shared.FloatValue(2), shared.FloatValue(1.5)}}
			},
			[]string{"breaking: property mode: type float instead of string"},
			[]string{"breaking: property mode: type string instead of float"},
		},
		"order of allowed values": {
			edit: func(i *shared.Info) { property(i, "mode").AllowedValues = texts("b", "a", "b") },
		},
		"any value of a property": {
			func(i *shared.Info) { property(i, "mode").AllowedValues = nil },
			[]string{`additive: property mode: allows any value instead of "a", "b"`},
			[]string{`narrowing: property mode: allows "a", "b" instead of any value`},
		},
		"many allowed values on one line": {
			func(i *shared.Info) {
				property(i, "proxy").AllowedValues = texts("1\n2", strings.Repeat("é", 40), "3", "4", "5", "6", "7", "ê", "êa", "10", "3")
			},
			[]string{`narrowing: property proxy: allows "1\n2", "10", "3", "4", "5", "6", "7", "` + strings.Repeat("é", 32) + `…", and 2 more instead of any value`},
			[]string{`additive: property proxy: allows any value instead of "1\n2", "10", "3", "4", "5", "6", "7", "` + strings.Repeat("é", 32) + `…", and 2 more`},
		},
		"minimum": {
			func(i *shared.Info) { property(i, "batch_size").Minimum = new(float64(2.5)) },
			[]string{"narrowing: property batch_size: minimum 2.5 instead of 1"},
			[]string{"additive: property batch_size: minimum 1 instead of 2.5"},
		},
		"maximum": {
			func(i *shared.Info) { property(i, "batch_size").Maximum = new(float64(1000000)) },
			[]string{"additive: property batch_size: maximum 1e+06 instead of 300"},
			[]string{"narrowing: property batch_size: maximum 300 instead of 1e+06"},
		},
		"no bounds": {
			func(i *shared.Info) { property(i, "batch_size").Minimum, property(i, "batch_size").Maximum = nil, nil },
			[]string{"additive: property batch_size: maximum none instead of 300", "additive: property batch_size: minimum none instead of 1"},
			[]string{"narrowing: property batch_size: maximum 300 instead of none", "narrowing: property batch_size: minimum 1 instead of none"},
		},
		"a name that would break the line": {
			func(i *shared.Info) {
				i.Properties = append(i.Properties, &shared.Property{Name: "x\x1b\n\xff\u202e", Type: shared.TypeString})
			},
			[]string{`additive: property x\x1b\n\xff\u202e: added`},
			[]string{`breaking: property x\x1b\n\xff\u202e: removed`},
		},
	}
}

func TestInfos(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]infoChange{infoChanges(), propertyChanges()} {
		for name, tc := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				edited := baseInfo()
				tc.edit(edited)
				check(t, compat.Infos(baseInfo(), edited), tc.want)
				check(t, compat.Infos(edited, baseInfo()), tc.back)
				check(t, compat.Infos(edited, cloneInfo(edited)), nil)
			})
		}
	}
}

// check compares all lines of a report, in their order.
func check(t *testing.T, r *compat.Report, want []string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, lines(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNilIsEmpty(t *testing.T) {
	t.Parallel()
	if got := compat.Infos(nil, nil).Level(); got != compat.Same {
		t.Errorf("Infos: %s", got)
	}
	if got := compat.Infos(baseInfo(), nil).Level(); got != compat.Breaking {
		t.Errorf("Infos: %s", got)
	}
	check(t, compat.Schemas(baseSchema(), nil), []string{"breaking: Group: class removed", "breaking: User: class removed"})
	check(t, compat.Schemas(nil, baseSchema()), []string{"additive: Group: class added", "additive: User: class added"})
	if got := (*compat.Report)(nil).Level(); got != compat.Same {
		t.Errorf("Level: %s", got)
	}
}
