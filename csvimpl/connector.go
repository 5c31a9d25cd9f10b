package csvimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// The object classes.
const (
	classUser  = "User"
	classGroup = "Group"
)

// Connector makes connections to CSV files.
type Connector struct {
	version string
}

var _ shared.Connector = (*Connector)(nil)

// New makes the connector. version is its semantic version.
func New(version string) *Connector { return &Connector{version: version} }

// Info describes the connector.
func (c *Connector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name:        "csv",
		DisplayName: "CSV files",
		Description: "Users and groups in CSV files. Every change replaces the file in one step.",
		Vendor:      "igaplugin",
		Version:     c.version,
		Licence:     "Apache-2.0",
		Properties:  properties(),
		Constraints: constraints(),
		Operations:  operations(),
	}, nil
}

// operations are those of the connector and of each of its classes.
func operations() []shared.Operation {
	return []shared.Operation{
		shared.OperationGet, shared.OperationSearch, shared.OperationCreate,
		shared.OperationUpdate, shared.OperationDelete, shared.OperationSync,
	}
}

// Validate checks what no single property can: whether paths and declarations
// of columns go together.
func (c *Connector) Validate(_ context.Context, req *shared.ValidateRequest) error {
	_, err := newSettings(req.Config)
	return err
}

// Connect binds the configuration. It touches no file: whether the files are
// there shows at the first use, and in Test.
func (c *Connector) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	s, err := newSettings(req.Config)
	if err != nil {
		return nil, err
	}
	return newConnection(s), nil
}
