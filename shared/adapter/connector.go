package adapter

import (
	"context"
	"slices"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

// Connector is an adapted connector. It is safe for concurrent use.
type Connector struct {
	inner  shared.Connector
	logger hclog.Logger
}

var _ shared.FullConnector = (*Connector)(nil)

// New adapts a connector. A nil logger logs nothing.
func New(inner shared.Connector, logger hclog.Logger) *Connector {
	if logger == nil {
		logger = hclog.NewNullLogger()
	}
	return &Connector{inner: inner, logger: logger}
}

// Info returns the connector's description, completed with the version of the
// contract. It returns ErrInternal when the description breaks
// the contract.
func (c *Connector) Info(ctx context.Context) (*shared.Info, error) {
	return protect(ctx, c.logger, nil, "info", func() (*shared.Info, error) {
		info, err := c.inner.Info(ctx)
		if err != nil {
			return nil, err
		}
		if err := shared.CheckInfo(info); err != nil {
			return nil, err
		}
		completed := *info
		completed.ContractVersion = shared.ContractVersion
		completed.Operations = slices.Clone(info.Operations)
		slices.Sort(completed.Operations)
		return &completed, nil
	})
}

// Validate checks a configuration: first against the declared properties, then
// by the connector. It returns ErrInvalidConfiguration with all faults of the
// first that finds any.
func (c *Connector) Validate(ctx context.Context, req *shared.ValidateRequest) error {
	_, config, hide, err := c.resolve(ctx, orZero(req).Config)
	if err != nil {
		return err
	}
	_, err = protect(ctx, c.logger, hide, "validate", func() (struct{}, error) {
		return struct{}{}, c.inner.Validate(ctx, &shared.ValidateRequest{Config: config})
	})
	return err
}

// Connect checks a configuration like Validate and binds it to a connection.
func (c *Connector) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.FullConnection, error) {
	info, config, hide, err := c.resolve(ctx, orZero(req).Config)
	if err != nil {
		return nil, err
	}
	return protect(ctx, c.logger, hide, "connect", func() (shared.FullConnection, error) {
		if err := c.inner.Validate(ctx, &shared.ValidateRequest{Config: config}); err != nil {
			return nil, err
		}
		conn, err := c.inner.Connect(ctx, &shared.ConnectRequest{Config: config})
		if err != nil {
			return nil, err
		}
		if conn == nil {
			return nil, defect("Connect returned neither a connection nor an error")
		}
		return newConnection(conn, info, hide, c.logger), nil
	})
}

// resolve checks a configuration against the declared properties and collects
// its secrets, which must not come back in errors.
func (c *Connector) resolve(ctx context.Context, raw shared.Attributes) (*shared.Info, shared.Attributes, *redactor, error) {
	info, err := c.Info(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	config, err := shared.ResolveConfig(info, raw)
	if err != nil {
		return nil, nil, nil, catalogued(nil, err)
	}
	var none *redactor
	return info, config, none.withAttributes(config), nil
}
