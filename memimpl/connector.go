package memimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// maxGenerated bounds the users that a configuration may ask for.
const maxGenerated = 10_000_000

// Connector makes connections to empty or generated stores.
type Connector struct {
	version string
}

var _ shared.Connector = (*Connector)(nil)

// New makes the connector. version is its semantic version.
func New(version string) *Connector { return &Connector{version: version} }

// Info describes the connector.
func (c *Connector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name:        "memory",
		DisplayName: "In-memory connector",
		Description: "Users and groups in the memory of the connector process; they end with their connection.",
		Vendor:      "igaplugin",
		Version:     c.version,
		Licence:     "Apache-2.0",
		Properties: []*shared.Property{
			{
				Name: "users", Type: shared.TypeInt, DisplayName: "Users",
				Description: "Number of generated users that the store holds at the start.",
				Default:     shared.NewValues(shared.IntValue(0)),
				Minimum:     new(float64(0)), Maximum: new(float64(maxGenerated)),
			},
			{
				Name: "groups", Type: shared.TypeInt, DisplayName: "Groups",
				Description: "Number of generated groups that the store holds at the start.",
				Default:     shared.NewValues(shared.IntValue(0)),
				Minimum:     new(float64(0)), Maximum: new(float64(maxGenerated)),
			},
		},
		Operations: []shared.Operation{
			shared.OperationGet, shared.OperationSearch, shared.OperationCreate,
			shared.OperationUpdate, shared.OperationDelete, shared.OperationSync,
		},
	}, nil
}

// Validate has nothing to add to the declared properties.
func (c *Connector) Validate(context.Context, *shared.ValidateRequest) error { return nil }

// Connect makes a store of its own for the connection.
func (c *Connector) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	users, _ := req.Config.Get("users")
	groups, _ := req.Config.Get("groups")
	nUsers, _ := users.AsInt()
	nGroups, _ := groups.AsInt()
	st := newStore()
	if err := st.generate(ctx, int(nUsers), int(nGroups)); err != nil {
		return nil, err
	}
	return &connection{store: st, schema: newSchema()}, nil
}
