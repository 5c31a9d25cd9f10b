package pluginrpc

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/igaplugin/igaplugin/shared"
)

// manifest is what --manifest prints. Its order is that of the declarations.
type manifest struct {
	Name            string         `json:"name"`
	DisplayName     string         `json:"display_name,omitempty"`
	Description     string         `json:"description,omitempty"`
	Vendor          string         `json:"vendor,omitempty"`
	Version         string         `json:"version"`
	Licence         string         `json:"licence,omitempty"`
	ContractVersion string         `json:"contract_version"`
	Operations      []string       `json:"operations"`
	Features        []string       `json:"features,omitempty"`
	Config          manifestConfig `json:"config"`
}

type manifestConfig struct {
	Properties  []manifestProperty   `json:"properties"`
	Constraints []manifestConstraint `json:"constraints,omitempty"`
}

type manifestProperty struct {
	Name          string   `json:"name"`
	Aliases       []string `json:"aliases,omitempty"`
	DisplayName   string   `json:"display_name,omitempty"`
	Description   string   `json:"description,omitempty"`
	Type          string   `json:"type"`
	MultiValued   bool     `json:"multi_valued,omitempty"`
	Required      bool     `json:"required,omitempty"`
	Default       []any    `json:"default,omitempty"`
	AllowedValues []any    `json:"allowed_values,omitempty"`
	Minimum       *float64 `json:"minimum,omitempty"`
	Maximum       *float64 `json:"maximum,omitempty"`
}

type manifestConstraint struct {
	Kind       string   `json:"kind"`
	Properties []string `json:"properties"`
}

func printManifest(w io.Writer, info *shared.Info) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(newManifest(info)); err != nil {
		return fmt.Errorf("print the manifest: %w", err)
	}
	return nil
}

func newManifest(info *shared.Info) manifest {
	m := manifest{
		Name:            info.Name,
		DisplayName:     info.DisplayName,
		Description:     info.Description,
		Vendor:          info.Vendor,
		Version:         info.Version,
		Licence:         info.Licence,
		ContractVersion: info.ContractVersion,
		Operations:      make([]string, 0, len(info.Operations)),
		Features:        info.Features,
		Config:          manifestConfig{Properties: make([]manifestProperty, 0, len(info.Properties))},
	}
	for _, op := range info.Operations {
		m.Operations = append(m.Operations, op.String())
	}
	for _, p := range info.Properties {
		m.Config.Properties = append(m.Config.Properties, newManifestProperty(p))
	}
	for _, c := range info.Constraints {
		m.Config.Constraints = append(m.Config.Constraints, manifestConstraint{Kind: constraintName(c.Kind), Properties: c.Properties})
	}
	return m
}

func newManifestProperty(p *shared.Property) manifestProperty {
	out := manifestProperty{
		Name:        p.Name,
		Aliases:     p.Aliases,
		DisplayName: p.DisplayName,
		Description: p.Description,
		Type:        p.Type.String(),
		MultiValued: p.MultiValued,
		Required:    p.Required,
		Minimum:     p.Minimum,
		Maximum:     p.Maximum,
	}
	for v := range p.Default.All() {
		out.Default = append(out.Default, jsonValue(v))
	}
	for _, v := range p.AllowedValues {
		out.AllowedValues = append(out.AllowedValues, jsonValue(v))
	}
	return out
}

// jsonValue is a value in JSON's own types where it has them, else as text.
func jsonValue(v shared.Value) any {
	switch v.Type() {
	case shared.TypeInt:
		i, _ := v.AsInt()
		return i
	case shared.TypeFloat:
		f, _ := v.AsFloat()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return v.String()
		}
		return f
	case shared.TypeBool:
		b, _ := v.AsBool()
		return b
	default:
		return v.String()
	}
}

func constraintName(k shared.ConstraintKind) string {
	switch k {
	case shared.ConstraintTogether:
		return "together"
	case shared.ConstraintExclusive:
		return "exclusive"
	case shared.ConstraintRequires:
		return "requires"
	default:
		return fmt.Sprintf("constraint(%d)", uint8(k))
	}
}
