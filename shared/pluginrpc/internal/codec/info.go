package codec

import (
	"errors"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeInfo converts what a connector says of itself.
func EncodeInfo(i *shared.Info) (*connectorv1.GetInfoResponse, error) {
	if i == nil {
		return nil, errors.New("an info that is nil")
	}
	properties, err := each(i.Properties, encodeProperty)
	if err != nil {
		return nil, err
	}
	constraints, err := each(i.Constraints, encodeConstraint)
	if err != nil {
		return nil, err
	}
	ops, err := each(i.Operations, encodeOperation)
	if err != nil {
		return nil, err
	}
	return &connectorv1.GetInfoResponse{
		Name:            i.Name,
		DisplayName:     i.DisplayName,
		Description:     i.Description,
		Vendor:          i.Vendor,
		Version:         i.Version,
		Licence:         i.Licence,
		ContractVersion: i.ContractVersion,
		Properties:      properties,
		Constraints:     constraints,
		Operations:      ops,
		Features:        names(i.Features),
	}, nil
}

// DecodeInfo converts what a connector says of itself.
func DecodeInfo(i *connectorv1.GetInfoResponse) (*shared.Info, error) {
	properties, err := each(i.GetProperties(), decodeProperty)
	if err != nil {
		return nil, err
	}
	constraints, err := each(i.GetConstraints(), decodeConstraint)
	if err != nil {
		return nil, err
	}
	ops, err := each(i.GetOperations(), decodeOperation)
	if err != nil {
		return nil, err
	}
	return &shared.Info{
		Name:            i.GetName(),
		DisplayName:     i.GetDisplayName(),
		Description:     i.GetDescription(),
		Vendor:          i.GetVendor(),
		Version:         i.GetVersion(),
		Licence:         i.GetLicence(),
		ContractVersion: i.GetContractVersion(),
		Properties:      properties,
		Constraints:     constraints,
		Operations:      ops,
		Features:        names(i.GetFeatures()),
	}, nil
}

func encodeConstraint(c shared.PropertyConstraint) (*connectorv1.PropertyConstraint, error) {
	kind, err := encodeEnum[connectorv1.ConstraintKind](c.Kind)
	return &connectorv1.PropertyConstraint{Kind: kind, Properties: names(c.Properties)}, err
}

func decodeConstraint(c *connectorv1.PropertyConstraint) (shared.PropertyConstraint, error) {
	kind, err := decodeEnum[shared.ConstraintKind](c.GetKind())
	return shared.PropertyConstraint{Kind: kind, Properties: names(c.GetProperties())}, err
}
