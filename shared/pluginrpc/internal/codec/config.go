package codec

import (
	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeValidate converts a configuration to check.
func EncodeValidate(r *shared.ValidateRequest) (*connectorv1.ValidateConfigRequest, error) {
	config, err := EncodeAttributes(r.Config)
	return &connectorv1.ValidateConfigRequest{Config: config}, err
}

// DecodeValidate converts a configuration to check.
func DecodeValidate(r *connectorv1.ValidateConfigRequest) (*shared.ValidateRequest, error) {
	config, err := DecodeAttributes(r.GetConfig())
	return &shared.ValidateRequest{Config: config}, err
}

// EncodeConnect converts a configuration to bind.
func EncodeConnect(r *shared.ConnectRequest) (*connectorv1.ConnectRequest, error) {
	config, err := EncodeAttributes(r.Config)
	return &connectorv1.ConnectRequest{Config: config, HostContractVersion: shared.ContractVersion}, err
}

// DecodeConnect converts a configuration to bind.
func DecodeConnect(r *connectorv1.ConnectRequest) (*shared.ConnectRequest, error) {
	config, err := DecodeAttributes(r.GetConfig())
	return &shared.ConnectRequest{Config: config}, err
}
