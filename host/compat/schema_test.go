package compat_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// schemaChange is as infoChange.
type schemaChange struct {
	edit       func(*shared.Schema)
	want, back []string
}

func classChanges() map[string]schemaChange {
	return map[string]schemaChange{
		"what does not count": {
			edit: func(s *shared.Schema) {
				class(s, "User").Description, attribute(s, "phone").Description = "", "With the area code."
				option(s, "action").Description, option(s, "action").DisplayName = "x", "y"
				attribute(s, "phone").ReferenceClass, attribute(s, "type").CaseExact = "Group", true
			},
		},
		"class": {
			func(s *shared.Schema) {
				s.Classes = append(s.Classes, &shared.ObjectClass{Name: "Role", UIDAttribute: "id", NameAttribute: "id"})
			},
			[]string{"additive: Role: class added"},
			[]string{"breaking: Role: class removed"},
		},
		"spelling of a class": {
			func(s *shared.Schema) { class(s, "Group").Name = "GROUP" },
			[]string{"additive: GROUP: spelled GROUP instead of Group"},
			[]string{"additive: Group: spelled Group instead of GROUP"},
		},
		"name of a class": {
			func(s *shared.Schema) {
				c := class(s, "Group")
				c.Name, c.Aliases = "Team", []string{"group"}
				attribute(s, "groups").ReferenceClass = "Team"
			},
			[]string{"breaking: Team: named Team instead of Group, which is still accepted in requests alone"},
			[]string{"breaking: Team: class removed", "breaking: User.groups: refers to Group instead of Team", "additive: Group: class added"},
		},
		"alias of a class": {
			func(s *shared.Schema) { class(s, "Group").Aliases = []string{"__GROUP__"} },
			[]string{"additive: Group: alias __GROUP__ added"},
			[]string{"narrowing: Group: alias __GROUP__ removed"},
		},
		"alias of another class": {
			func(s *shared.Schema) {
				class(s, "Group").Aliases = []string{"__ACCOUNT__"}
				class(s, "User").Aliases = nil
			},
			[]string{"breaking: User: alias __ACCOUNT__ means Group now"},
			[]string{"breaking: Group: alias __ACCOUNT__ means User now"},
		},
		"uid attribute": {
			func(s *shared.Schema) { class(s, "User").UIDAttribute = "email" },
			[]string{"breaking: User: uid attribute email instead of id"},
			[]string{"breaking: User: uid attribute id instead of email"},
		},
		"naming attribute": {
			func(s *shared.Schema) { class(s, "User").NameAttribute = "phone" },
			[]string{"breaking: User: naming attribute phone instead of email"},
			[]string{"breaking: User: naming attribute email instead of phone"},
		},
		"operation": {
			func(s *shared.Schema) {
				c := class(s, "Group")
				c.Operations = append(c.Operations, shared.OperationInfo{
					Operation: shared.OperationDelete, Options: []*shared.Property{{Name: "x", Type: shared.TypeBool, Required: true}},
				})
			},
			[]string{"additive: Group: operation delete added"},
			[]string{"narrowing: Group: operation delete removed"},
		},
		"option": {
			func(s *shared.Schema) {
				o := &class(s, "User").Operations[0]
				o.Options = append(o.Options, &shared.Property{Name: "x", Type: shared.TypeBool})
			},
			[]string{"additive: User, option x of get: added"},
			[]string{"narrowing: User, option x of get: removed"},
		},
		"required option": {
			func(s *shared.Schema) {
				o := &class(s, "User").Operations[0]
				o.Options = append(o.Options, &shared.Property{Name: "x", Type: shared.TypeBool, Required: true})
			},
			[]string{"narrowing: User, option x of get: added, required and without a default"},
			[]string{"narrowing: User, option x of get: removed"},
		},
		"alias of an option": {
			func(s *shared.Schema) { option(s, "action").Aliases = nil },
			[]string{"narrowing: User, option action of delete: alias how removed"},
			[]string{"additive: User, option action of delete: alias how added"},
		},
		"several values of an option": {
			func(s *shared.Schema) { option(s, "transfer_to").MultiValued = true },
			[]string{"additive: User, option transfer_to of delete: takes several values instead of one"},
			[]string{"narrowing: User, option transfer_to of delete: takes one value instead of several"},
		},
		"option newly required": {
			func(s *shared.Schema) { option(s, "transfer_to").Required = true },
			[]string{"narrowing: User, option transfer_to of delete: required without a default instead of optional without a default"},
			[]string{"additive: User, option transfer_to of delete: optional without a default instead of required without a default"},
		},
		"default of an option": {
			func(s *shared.Schema) { option(s, "action").Default = shared.Strings("keep") },
			[]string{`breaking: User, option action of delete: default "keep" instead of default "delete"`},
			[]string{`breaking: User, option action of delete: default "delete" instead of default "keep"`},
		},
		"type of an option": {
			func(s *shared.Schema) { option(s, "transfer_to").Type = shared.TypeInt },
			[]string{"breaking: User, option transfer_to of delete: type int instead of string"},
			[]string{"breaking: User, option transfer_to of delete: type string instead of int"},
		},
		"allowed values of an option": {
			func(s *shared.Schema) { option(s, "action").AllowedValues = texts("delete") },
			[]string{`narrowing: User, option action of delete: allowed values removed: "keep"`},
			[]string{`additive: User, option action of delete: allowed values added: "keep"`},
		},
		"bound of an option": {
			func(s *shared.Schema) { option(s, "transfer_to").Maximum = new(float64(10)) },
			[]string{"narrowing: User, option transfer_to of delete: maximum 10 instead of none"},
			[]string{"additive: User, option transfer_to of delete: maximum none instead of 10"},
		},
	}
}

func attributeChanges() map[string]schemaChange {
	add := func(s *shared.Schema, class int, a *shared.AttributeInfo) {
		s.Classes[class].Attributes = append(s.Classes[class].Attributes, a)
	}
	return map[string]schemaChange{
		"attribute": {
			func(s *shared.Schema) {
				add(s, 0, &shared.AttributeInfo{Name: "x", Type: shared.TypeInt, Readable: true})
			},
			[]string{"additive: User.x: added"},
			[]string{"breaking: User.x: removed"},
		},
		"required attribute": {
			func(s *shared.Schema) {
				add(s, 0, &shared.AttributeInfo{Name: "x", Type: shared.TypeInt, Required: true, Creatable: true})
			},
			[]string{"narrowing: User.x: added, required at create"},
			[]string{"breaking: User.x: removed"},
		},
		"required attribute where nothing could be created": {
			func(s *shared.Schema) {
				add(s, 1, &shared.AttributeInfo{Name: "x", Type: shared.TypeInt, Required: true, Creatable: true})
			},
			[]string{"additive: Group.x: added"},
			[]string{"breaking: Group.x: removed"},
		},
		"spelling of an attribute": {
			func(s *shared.Schema) { attribute(s, "phone").Name = "Phone" },
			[]string{"additive: User.Phone: spelled Phone instead of phone"},
			[]string{"additive: User.phone: spelled phone instead of Phone"},
		},
		"underscores make another attribute": {
			func(s *shared.Schema) { attribute(s, "phone").Name = "pho_ne" },
			[]string{"breaking: User.phone: removed", "additive: User.pho_ne: added"},
			[]string{"breaking: User.pho_ne: removed", "additive: User.phone: added"},
		},
		"name of an attribute": {
			func(s *shared.Schema) {
				a := attribute(s, "phone")
				a.Name, a.Aliases = "telephone", []string{"PHONE"}
			},
			[]string{"breaking: User.telephone: named telephone instead of phone, which is still accepted in requests alone"},
			[]string{"breaking: User.telephone: removed", "additive: User.phone: added"},
		},
		"name of the uid attribute": {
			func(s *shared.Schema) {
				a := attribute(s, "id")
				a.Name, a.Aliases = "uuid", []string{"id"}
				class(s, "User").UIDAttribute = "uuid"
			},
			[]string{"breaking: User.uuid: named uuid instead of id, which is still accepted in requests alone"},
			[]string{"breaking: User: uid attribute id instead of uuid", "breaking: User.uuid: removed", "additive: User.id: added"},
		},
		"name of an attribute that cannot be read": {
			func(s *shared.Schema) {
				a := attribute(s, "password")
				a.Name, a.Aliases = "passphrase", []string{"password"}
			},
			[]string{"additive: User.passphrase: named passphrase instead of password, which is still accepted"},
			[]string{"breaking: User.passphrase: removed", "additive: User.password: added"},
		},
		"alias of an attribute": {
			func(s *shared.Schema) { attribute(s, "email").Aliases = []string{"mail", "address"} },
			[]string{"additive: User.email: alias address added"},
			[]string{"narrowing: User.email: alias address removed"},
		},
		"alias of another attribute": {
			func(s *shared.Schema) {
				attribute(s, "email").Aliases = nil
				add(s, 0, &shared.AttributeInfo{Name: "mail", Type: shared.TypeString, Readable: true})
			},
			[]string{"breaking: User.email: alias MAIL means mail now", "additive: User.mail: added"},
			[]string{"breaking: User.mail: removed: its name means email now"},
		},
		"type of an attribute": {
			func(s *shared.Schema) {
				a := attribute(s, "type")
				a.Type, a.AllowedValues = shared.TypeString, texts("1")
			},
			[]string{"breaking: User.type: type string instead of int"},
			[]string{"breaking: User.type: type int instead of string"},
		},
		"secret": {
			func(s *shared.Schema) { attribute(s, "password").Type = shared.TypeString },
			[]string{"breaking: User.password: type string instead of secret: its values are no secrets any more"},
			[]string{"breaking: User.password: type secret instead of string: its values are secrets now"},
		},
		"several values of an attribute": {
			func(s *shared.Schema) { attribute(s, "phone").MultiValued = true },
			[]string{"breaking: User.phone: several values instead of one"},
			[]string{"breaking: User.phone: one value instead of several"},
		},
		"required": {
			func(s *shared.Schema) { attribute(s, "phone").Required = true },
			[]string{"narrowing: User.phone: required at create now"},
			[]string{"additive: User.phone: not required at create any more"},
		},
		"creatable": {
			func(s *shared.Schema) { attribute(s, "phone").Creatable = false },
			[]string{"narrowing: User.phone: cannot be set at create any more"},
			[]string{"additive: User.phone: can be set at create now"},
		},
		"updatable": {
			func(s *shared.Schema) { attribute(s, "phone").Updatable = false },
			[]string{"narrowing: User.phone: cannot be updated any more"},
			[]string{"additive: User.phone: can be updated now"},
		},
		"readable": {
			func(s *shared.Schema) {
				attribute(s, "phone").Readable, attribute(s, "phone").ReturnedByDefault = false, false
			},
			[]string{"breaking: User.phone: cannot be read, filtered or sorted by any more"},
			[]string{"additive: User.phone: can be read now"},
		},
		"returned by default": {
			func(s *shared.Schema) { attribute(s, "phone").ReturnedByDefault = false },
			[]string{"narrowing: User.phone: not returned by default any more"},
			[]string{"additive: User.phone: returned by default now"},
		},
		"case": {
			func(s *shared.Schema) { attribute(s, "id").CaseExact = false },
			[]string{"breaking: User.id: compared without regard to case instead of with"},
			[]string{"breaking: User.id: compared with regard to case instead of without"},
		},
		"target of a reference": {
			func(s *shared.Schema) { attribute(s, "groups").ReferenceClass = "User" },
			[]string{"breaking: User.groups: refers to User instead of Group"},
			[]string{"breaking: User.groups: refers to Group instead of User"},
		},
		"other name for the target of a reference": {
			edit: func(s *shared.Schema) {
				attribute(s, "groups").ReferenceClass = "GROUP"
			},
		},
		"allowed values": {
			func(s *shared.Schema) { attribute(s, "type").AllowedValues = numbers(2, 3) },
			[]string{"narrowing: User.type: allowed values removed: 1", "additive: User.type: allowed values added: 3"},
			[]string{"narrowing: User.type: allowed values removed: 3", "additive: User.type: allowed values added: 1"},
		},
		"allowed values that are no texts": {
			func(s *shared.Schema) {
				*attribute(s, "type") = shared.AttributeInfo{
					Name: "type", Type: shared.TypeFloat, Creatable: true, Updatable: true, Readable: true,
					AllowedValues: []shared.Value{shared.FloatValue(2), shared.FloatValue(1.5)},
				}
			},
			[]string{"breaking: User.type: type float instead of int"},
			[]string{"breaking: User.type: type int instead of float"},
		},
		"open allowed values": {
			func(s *shared.Schema) {
				attribute(s, "type").AllowedValuesOpen, attribute(s, "type").AllowedValues = true, numbers(7)
			},
			[]string{"additive: User.type: allows any value instead of 1, 2"},
			[]string{"narrowing: User.type: allows 1, 2 instead of any value"},
		},
		"open without allowed values": {
			edit: func(s *shared.Schema) { attribute(s, "phone").AllowedValuesOpen = true },
		},
		"source": {
			func(s *shared.Schema) { attribute(s, "phone").Source = "" },
			[]string{"additive: User.phone: source none instead of list"},
			[]string{"additive: User.phone: source list instead of none"},
		},
	}
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]schemaChange{classChanges(), attributeChanges()} {
		for name, tc := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				edited := baseSchema()
				tc.edit(edited)
				check(t, compat.Schemas(baseSchema(), edited), tc.want)
				check(t, compat.Schemas(edited, baseSchema()), tc.back)
				check(t, compat.Schemas(edited, cloneSchema(edited)), nil)
			})
		}
	}
}
