package codec

import (
	"errors"
	"fmt"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeSchema converts a schema.
func EncodeSchema(s *shared.Schema) (*connectorv1.Schema, error) {
	if s == nil {
		return nil, errors.New("a schema that is nil")
	}
	classes, err := each(s.Classes, encodeClass)
	return &connectorv1.Schema{ObjectClasses: classes}, err
}

// DecodeSchema converts a schema.
func DecodeSchema(s *connectorv1.Schema) (*shared.Schema, error) {
	classes, err := each(s.GetObjectClasses(), decodeClass)
	if err != nil {
		return nil, err
	}
	return &shared.Schema{Classes: classes}, nil
}

func encodeClass(c *shared.ObjectClass) (*connectorv1.ObjectClass, error) {
	if c == nil {
		return nil, errors.New("an object class that is nil")
	}
	attrs, err := each(c.Attributes, encodeAttributeInfo)
	if err != nil {
		return nil, fmt.Errorf("object class %q: %w", c.Name, err)
	}
	ops, err := each(c.Operations, encodeOperationInfo)
	if err != nil {
		return nil, fmt.Errorf("object class %q: %w", c.Name, err)
	}
	return &connectorv1.ObjectClass{
		Name:          c.Name,
		Aliases:       names(c.Aliases),
		Description:   c.Description,
		UidAttribute:  c.UIDAttribute,
		NameAttribute: c.NameAttribute,
		Attributes:    attrs,
		Operations:    ops,
	}, nil
}

func decodeClass(c *connectorv1.ObjectClass) (*shared.ObjectClass, error) {
	attrs, err := each(c.GetAttributes(), decodeAttributeInfo)
	if err != nil {
		return nil, fmt.Errorf("object class %q: %w", c.GetName(), err)
	}
	ops, err := each(c.GetOperations(), decodeOperationInfo)
	if err != nil {
		return nil, fmt.Errorf("object class %q: %w", c.GetName(), err)
	}
	return &shared.ObjectClass{
		Name:          c.GetName(),
		Aliases:       names(c.GetAliases()),
		Description:   c.GetDescription(),
		UIDAttribute:  c.GetUidAttribute(),
		NameAttribute: c.GetNameAttribute(),
		Attributes:    attrs,
		Operations:    ops,
	}, nil
}

func encodeAttributeInfo(a *shared.AttributeInfo) (*connectorv1.AttributeInfo, error) {
	if a == nil {
		return nil, errors.New("an attribute that is nil")
	}
	typ, err := encodeEnum[connectorv1.Type](a.Type)
	if err != nil {
		return nil, fmt.Errorf("attribute %q: %w", a.Name, err)
	}
	allowed, err := encodeValueSlice(a.AllowedValues)
	if err != nil {
		return nil, fmt.Errorf("attribute %q: allowed values: %w", a.Name, err)
	}
	return &connectorv1.AttributeInfo{
		Name:              a.Name,
		Aliases:           names(a.Aliases),
		Description:       a.Description,
		Type:              typ,
		MultiValued:       a.MultiValued,
		Required:          a.Required,
		Creatable:         a.Creatable,
		Updatable:         a.Updatable,
		Readable:          a.Readable,
		ReturnedByDefault: a.ReturnedByDefault,
		CaseExact:         a.CaseExact,
		ReferenceClass:    a.ReferenceClass,
		AllowedValues:     allowed,
		AllowedValuesOpen: a.AllowedValuesOpen,
		Source:            a.Source,
	}, nil
}

func decodeAttributeInfo(a *connectorv1.AttributeInfo) (*shared.AttributeInfo, error) {
	typ, err := decodeEnum[shared.Type](a.GetType())
	if err != nil {
		return nil, fmt.Errorf("attribute %q: %w", a.GetName(), err)
	}
	allowed, err := decodeValueSlice(a.GetAllowedValues())
	if err != nil {
		return nil, fmt.Errorf("attribute %q: allowed values: %w", a.GetName(), err)
	}
	return &shared.AttributeInfo{
		Name:              a.GetName(),
		Aliases:           names(a.GetAliases()),
		Description:       a.GetDescription(),
		Type:              typ,
		MultiValued:       a.GetMultiValued(),
		Required:          a.GetRequired(),
		Creatable:         a.GetCreatable(),
		Updatable:         a.GetUpdatable(),
		Readable:          a.GetReadable(),
		ReturnedByDefault: a.GetReturnedByDefault(),
		CaseExact:         a.GetCaseExact(),
		ReferenceClass:    a.GetReferenceClass(),
		AllowedValues:     allowed,
		AllowedValuesOpen: a.GetAllowedValuesOpen(),
		Source:            a.GetSource(),
	}, nil
}

func encodeOperationInfo(o shared.OperationInfo) (*connectorv1.OperationInfo, error) {
	op, err := encodeOperation(o.Operation)
	if err != nil {
		return nil, err
	}
	options, err := each(o.Options, encodeProperty)
	return &connectorv1.OperationInfo{Operation: op, Options: options}, err
}

func decodeOperationInfo(o *connectorv1.OperationInfo) (shared.OperationInfo, error) {
	op, err := decodeOperation(o.GetOperation())
	if err != nil {
		return shared.OperationInfo{}, err
	}
	options, err := each(o.GetOptions(), decodeProperty)
	return shared.OperationInfo{Operation: op, Options: options}, err
}
