package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

var errNoProperty = errors.New("a property without a name")

func encodeProperty(p *shared.Property) (*connectorv1.Property, error) {
	if p == nil {
		return nil, errors.New("a property that is nil")
	}
	if p.Name == "" {
		return nil, errNoProperty
	}
	typ, err := encodeEnum[connectorv1.Type](p.Type)
	if err != nil {
		return nil, fmt.Errorf("property %q: %w", p.Name, err)
	}
	allowed, err := encodeValueSlice(p.AllowedValues)
	if err != nil {
		return nil, fmt.Errorf("property %q: allowed values: %w", p.Name, err)
	}
	out := &connectorv1.Property{
		Name:          p.Name,
		Aliases:       names(p.Aliases),
		DisplayName:   p.DisplayName,
		Description:   p.Description,
		Type:          typ,
		MultiValued:   p.MultiValued,
		Required:      p.Required,
		AllowedValues: allowed,
		Minimum:       clone(p.Minimum),
		Maximum:       clone(p.Maximum),
	}
	if p.Default.Len() > 0 {
		def, err := EncodeAttributes(shared.Attributes{{Name: p.Name, Values: p.Default}})
		if err != nil {
			return nil, fmt.Errorf("property %q: default: %w", p.Name, err)
		}
		out.DefaultValue = def[0]
	}
	return out, nil
}

func decodeProperty(p *connectorv1.Property) (*shared.Property, error) {
	if p.GetName() == "" {
		return nil, errNoProperty
	}
	typ, err := decodeEnum[shared.Type](p.GetType())
	if err != nil {
		return nil, fmt.Errorf("property %q: %w", p.GetName(), err)
	}
	allowed, err := decodeValueSlice(p.GetAllowedValues())
	if err != nil {
		return nil, fmt.Errorf("property %q: allowed values: %w", p.GetName(), err)
	}
	out := &shared.Property{
		Name:          p.GetName(),
		Aliases:       names(p.GetAliases()),
		DisplayName:   p.GetDisplayName(),
		Description:   p.GetDescription(),
		Type:          typ,
		MultiValued:   p.GetMultiValued(),
		Required:      p.GetRequired(),
		AllowedValues: allowed,
		Minimum:       clone(p.Minimum),
		Maximum:       clone(p.Maximum),
	}
	if def := p.GetDefaultValue(); def != nil {
		if out.Default, err = decodeAttributeValues(def); err != nil {
			return nil, fmt.Errorf("property %q: default: %w", p.GetName(), err)
		}
		if _, unavailable := out.Default.Unavailable(); unavailable {
			return nil, fmt.Errorf("property %q: the default is unavailable", p.GetName())
		}
	}
	return out, nil
}

func clone(f *float64) *float64 {
	if f == nil {
		return nil
	}
	c := *f
	return &c
}
