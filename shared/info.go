package shared

import "slices"

// ContractVersion is the version of the contract that this package speaks. The
// major part is the go-plugin protocol version; the minor part grows with
// additions that older sides may ignore.
const ContractVersion = "1.0"

// Info is what a connector says of itself, without configuration or network.
type Info struct {
	// Name is lower case, for example "zoom".
	Name        string
	DisplayName string
	Description string
	Vendor      string
	// Version is the semantic version of the connector.
	Version string
	// Licence is an SPDX expression.
	Licence string
	// ContractVersion is filled in by the adapter.
	ContractVersion string
	Properties      []*Property
	Constraints     []PropertyConstraint
	// Operations are those that at least one object class supports.
	Operations []Operation
	// Features are additive parts of the contract that the connector's side
	// knows; filled in by the adapter.
	Features []string
}

// Supports tells whether at least one class supports op.
func (i *Info) Supports(op Operation) bool { return slices.Contains(i.Operations, op) }

// Property returns a configuration property by name or alias, without regard to
// case and underscores.
func (i *Info) Property(key string) (*Property, bool) { return findProperty(i.Properties, key) }
