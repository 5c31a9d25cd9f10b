package output

import (
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// InfoDocument shows what a connector says of itself.
func InfoDocument(info *shared.Info) Document {
	operations := operationNames(info.Operations)
	value := ordered{
		{"name", info.Name},
		{"display_name", info.DisplayName},
		{"description", info.Description},
		{"vendor", info.Vendor},
		{"version", info.Version},
		{"licence", info.Licence},
		{"contract_version", info.ContractVersion},
		{"operations", operations},
		{"features", append([]string{}, info.Features...)},
		{"properties", propertiesJSON(info.Properties)},
		{"constraints", constraintsJSON(info.Constraints)},
	}
	properties := propertyTable("configuration properties", info.Properties)
	d := Document{
		Value: value,
		Fields: []Field{
			{"name", info.Name},
			{"display name", info.DisplayName},
			{"description", info.Description},
			{"vendor", info.Vendor},
			{"version", info.Version},
			{"licence", info.Licence},
			{"contract version", info.ContractVersion},
			{"operations", strings.Join(operations, ", ")},
			{"features", strings.Join(info.Features, ", ")},
		},
		Tables: []TableData{properties},
		CSV:    properties,
	}
	if len(info.Constraints) > 0 {
		d.Tables = append(d.Tables, constraintTable(info.Constraints))
	}
	return d
}

func operationNames(operations []shared.Operation) []string {
	out := make([]string, len(operations))
	for i, o := range operations {
		out[i] = o.String()
	}
	return out
}

func propertyTable(title string, properties []*shared.Property) TableData {
	t := TableData{Title: title, Columns: []string{"property", "type", "required", "default", "description"}}
	for _, p := range properties {
		t.Rows = append(t.Rows, []string{
			p.Name, typeName(p.Type, p.MultiValued), yes(p.Required), joined(p.Default), propertyText(p),
		})
	}
	return t
}

// propertyText is the description with what else bounds the values.
func propertyText(p *shared.Property) string {
	parts := []string{}
	if p.Description != "" {
		parts = append(parts, p.Description)
	}
	if len(p.AllowedValues) > 0 {
		parts = append(parts, "One of "+strings.Join(valueTexts(p.AllowedValues), ", ")+".")
	}
	if p.Minimum != nil {
		parts = append(parts, "At least "+number(*p.Minimum)+".")
	}
	if p.Maximum != nil {
		parts = append(parts, "At most "+number(*p.Maximum)+".")
	}
	return strings.Join(parts, " ")
}

func constraintTable(constraints []shared.PropertyConstraint) TableData {
	t := TableData{Title: "constraints", Columns: []string{"rule", "properties"}}
	for _, c := range constraints {
		t.Rows = append(t.Rows, []string{constraintName(c.Kind), strings.Join(c.Properties, ", ")})
	}
	return t
}

func constraintName(kind shared.ConstraintKind) string {
	switch kind {
	case shared.ConstraintTogether:
		return "together"
	case shared.ConstraintExclusive:
		return "exclusive"
	case shared.ConstraintRequires:
		return "requires"
	default:
		return "unknown"
	}
}

func constraintsJSON(constraints []shared.PropertyConstraint) []ordered {
	out := make([]ordered, len(constraints))
	for i, c := range constraints {
		out[i] = ordered{{"kind", constraintName(c.Kind)}, {"properties", c.Properties}}
	}
	return out
}

func propertiesJSON(properties []*shared.Property) []ordered {
	out := make([]ordered, len(properties))
	for i, p := range properties {
		out[i] = ordered{
			{"name", p.Name},
			{"aliases", append([]string{}, p.Aliases...)},
			{"display_name", p.DisplayName},
			{"description", p.Description},
			{"type", p.Type.String()},
			{"multi_valued", p.MultiValued},
			{"required", p.Required},
			{"default", valuesJSON(p.Default, p.MultiValued)},
			{"allowed_values", valueTexts(p.AllowedValues)},
			{"minimum", p.Minimum},
			{"maximum", p.Maximum},
		}
	}
	return out
}

func valueTexts(values []shared.Value) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.String()
	}
	return out
}

func typeName(t shared.Type, multi bool) string {
	if multi {
		return t.String() + " list"
	}
	return t.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
