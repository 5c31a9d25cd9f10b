package compat_test

import (
	"slices"

	"github.com/igaplugin/igaplugin/host/compat"
	"github.com/igaplugin/igaplugin/shared"
)

// baseInfo has a property of each kind that matters.
func baseInfo() *shared.Info {
	return &shared.Info{
		Name: "test", Version: "1.0.0", ContractVersion: "1.1",
		DisplayName: "Test", Description: "A test.", Vendor: "Somebody", Licence: "Apache-2.0",
		Operations: []shared.Operation{shared.OperationGet, shared.OperationSearch},
		Features:   []string{"columns", "explain"},
		Properties: []*shared.Property{
			{Name: "service_url", Aliases: []string{"url"}, Type: shared.TypeString, Required: true, Default: shared.Strings("https://x")},
			{Name: "client_id", Type: shared.TypeString, Required: true},
			{Name: "client_secret", Type: shared.TypeSecret, Required: true},
			{
				Name: "batch_size", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(30)),
				Minimum: new(float64(1)), Maximum: new(float64(300)),
			},
			{Name: "mode", Type: shared.TypeString, AllowedValues: texts("a", "b")},
			{Name: "users", Type: shared.TypeString, MultiValued: true},
			{Name: "proxy", Type: shared.TypeString},
		},
		Constraints: []shared.PropertyConstraint{{Kind: shared.ConstraintRequires, Properties: []string{"users", "proxy", "mode"}}},
	}
}

// baseSchema has an attribute of each kind that matters.
func baseSchema() *shared.Schema {
	return &shared.Schema{Classes: []*shared.ObjectClass{
		{
			Name: "User", Aliases: []string{"__ACCOUNT__"}, Description: "People.", UIDAttribute: "id", NameAttribute: "email",
			Attributes: []*shared.AttributeInfo{
				{Name: "id", Type: shared.TypeString, CaseExact: true, Readable: true, ReturnedByDefault: true, Source: "list"},
				{
					Name: "email", Aliases: []string{"MAIL", "__NAME__"}, Type: shared.TypeString,
					Required: true, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true,
				},
				{Name: "type", Type: shared.TypeInt, Creatable: true, Updatable: true, Readable: true, AllowedValues: numbers(1, 2)},
				{Name: "phone", Type: shared.TypeString, Creatable: true, Updatable: true, Readable: true, ReturnedByDefault: true, Source: "list"},
				{Name: "password", Type: shared.TypeSecret, Creatable: true},
				{
					Name: "groups", Type: shared.TypeReference, ReferenceClass: "Group", MultiValued: true,
					Creatable: true, Updatable: true, Readable: true,
				},
			},
			Operations: []shared.OperationInfo{
				{Operation: shared.OperationGet},
				{Operation: shared.OperationCreate},
				{Operation: shared.OperationDelete, Options: []*shared.Property{
					{
						Name: "action", Aliases: []string{"how"}, Type: shared.TypeString,
						Default: shared.Strings("delete"), AllowedValues: texts("delete", "keep"),
					},
					{Name: "transfer_to", Type: shared.TypeString},
				}},
			},
		},
		{
			Name: "Group", UIDAttribute: "id", NameAttribute: "id",
			Attributes: []*shared.AttributeInfo{{Name: "id", Type: shared.TypeString, Readable: true}},
			Operations: []shared.OperationInfo{{Operation: shared.OperationGet}},
		},
	}}
}

func texts(ss ...string) []shared.Value {
	out := make([]shared.Value, len(ss))
	for i, s := range ss {
		out[i] = shared.StringValue(s)
	}
	return out
}

func numbers(ns ...int64) []shared.Value {
	out := make([]shared.Value, len(ns))
	for i, n := range ns {
		out[i] = shared.IntValue(n)
	}
	return out
}

func property(info *shared.Info, name string) *shared.Property {
	p, ok := info.Property(name)
	if !ok {
		panic("no property " + name)
	}
	return p
}

func class(s *shared.Schema, name string) *shared.ObjectClass {
	c, ok := s.Class(name)
	if !ok {
		panic("no class " + name)
	}
	return c
}

func attribute(s *shared.Schema, name string) *shared.AttributeInfo {
	a, ok := class(s, "User").Attribute(name)
	if !ok {
		panic("no attribute " + name)
	}
	return a
}

func option(s *shared.Schema, name string) *shared.Property {
	for _, o := range class(s, "User").Operations {
		for _, p := range o.Options {
			if p.Name == name {
				return p
			}
		}
	}
	panic("no option " + name)
}

func lines(r *compat.Report) []string {
	out := make([]string, len(r.Changes))
	for i, c := range r.Changes {
		out[i] = c.String()
	}
	return out
}

func cloneInfo(info *shared.Info) *shared.Info {
	out := *info
	out.Properties = cloneProperties(info.Properties)
	out.Constraints = slices.Clone(info.Constraints)
	out.Operations = slices.Clone(info.Operations)
	out.Features = slices.Clone(info.Features)
	return &out
}

func cloneProperties(properties []*shared.Property) []*shared.Property {
	out := make([]*shared.Property, len(properties))
	for i, p := range properties {
		q := *p
		q.Aliases, q.AllowedValues = slices.Clone(p.Aliases), slices.Clone(p.AllowedValues)
		out[i] = &q
	}
	return out
}

func cloneSchema(s *shared.Schema) *shared.Schema {
	out := &shared.Schema{}
	for _, c := range s.Classes {
		d := *c
		d.Aliases, d.Attributes, d.Operations = slices.Clone(c.Aliases), nil, nil
		for _, a := range c.Attributes {
			b := *a
			b.Aliases, b.AllowedValues = slices.Clone(a.Aliases), slices.Clone(a.AllowedValues)
			d.Attributes = append(d.Attributes, &b)
		}
		for _, o := range c.Operations {
			d.Operations = append(d.Operations, shared.OperationInfo{Operation: o.Operation, Options: cloneProperties(o.Options)})
		}
		out.Classes = append(out.Classes, &d)
	}
	return out
}
