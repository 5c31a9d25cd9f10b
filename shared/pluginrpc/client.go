package pluginrpc

import (
	"context"

	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// Client is a connector in another process. It is safe for concurrent use.
//
// Besides the errors of the connector its methods return ErrPluginCrashed when
// the process ended, ErrConnectionFailed when it cannot be reached, ErrTimeout
// when it does not answer in time, ErrTooLarge for messages over
// MaxMessageBytes, and ErrInternal for answers that break the contract.
type Client struct {
	link *link
}

var _ shared.FullConnector = (*Client)(nil)

func newClient(done context.Context, conn grpc.ClientConnInterface, opts ClientOptions) *Client {
	return &Client{link: &link{
		rpc:  connectorv1.NewConnectorServiceClient(conn),
		done: done,
		opts: opts.withDefaults(),
	}}
}

// Info describes the connector.
func (c *Client) Info(ctx context.Context) (*shared.Info, error) {
	resp, err := unary(ctx, c.link, c.link.rpc.GetInfo, &connectorv1.GetInfoRequest{})
	if err != nil {
		return nil, err
	}
	info, err := codec.DecodeInfo(resp)
	return answer(info, err)
}

// Validate checks a configuration without network.
func (c *Client) Validate(ctx context.Context, req *shared.ValidateRequest) error {
	wire, err := codec.EncodeValidate(orZero(req))
	if err != nil {
		return c.refuseConfig(ctx, orZero(req).Config, err)
	}
	_, err = unary(ctx, c.link, c.link.rpc.ValidateConfig, wire)
	return err
}

// Connect binds a configuration to a connection.
func (c *Client) Connect(ctx context.Context, req *shared.ConnectRequest) (shared.FullConnection, error) {
	wire, err := codec.EncodeConnect(orZero(req))
	if err != nil {
		return nil, c.refuseConfig(ctx, orZero(req).Config, err)
	}
	resp, err := unary(ctx, c.link, c.link.rpc.Connect, wire)
	if err != nil {
		return nil, err
	}
	if resp.GetConnectionId() == "" {
		return nil, shared.NewError(shared.ErrInternal, "connector sent a connection without an id")
	}
	return newConnection(c.link, resp.GetConnectionId()), nil
}

// refuseConfig explains a configuration that cannot even be sent, in the words
// of a connector that had received it where there are any.
func (c *Client) refuseConfig(ctx context.Context, config shared.Attributes, fault error) error {
	if info, err := c.Info(ctx); err == nil {
		if _, err := shared.ResolveConfig(info, config); err != nil {
			return err
		}
	}
	return shared.NewError(shared.ErrInvalidConfiguration, "%v", fault)
}

// answer passes on a decoded answer, or says that it makes no sense.
func answer[T any](out *T, fault error) (*T, error) {
	if fault != nil {
		return nil, malformed(fault)
	}
	return out, nil
}

// malformed is the error of an answer that breaks the contract.
func malformed(fault error) *shared.Error {
	return shared.NewError(shared.ErrInternal, "connector sent a malformed answer: %v", fault)
}

// orZero returns a request that is not nil.
func orZero[T any](req *T) *T {
	if req == nil {
		return new(T)
	}
	return req
}
