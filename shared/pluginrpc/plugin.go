package pluginrpc

import (
	"context"
	"errors"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
)

// Plugins returns the plugin sets for ClientConfig.VersionedPlugins. Dispensing
// [PluginName] returns a *Client.
func Plugins(opts ClientOptions) map[int]plugin.PluginSet {
	return map[int]plugin.PluginSet{ProtocolVersion: {PluginName: &hostPlugin{opts: opts}}}
}

// hostPlugin makes clients.
type hostPlugin struct {
	plugin.NetRPCUnsupportedPlugin

	opts ClientOptions
}

var _ plugin.GRPCPlugin = (*hostPlugin)(nil)

// GRPCServer is for the other side.
func (*hostPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this side of the plugin is for hosts")
}

// GRPCClient returns a *Client; done ends with the connector process.
func (p *hostPlugin) GRPCClient(done context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return newClient(done, conn, p.opts), nil
}

// servedPlugin serves a connector.
type servedPlugin struct {
	plugin.NetRPCUnsupportedPlugin

	service *service
}

var _ plugin.GRPCPlugin = (*servedPlugin)(nil)

// GRPCServer registers the service.
func (p *servedPlugin) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	connectorv1.RegisterConnectorServiceServer(s, p.service)
	return nil
}

// GRPCClient is for the other side.
func (*servedPlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("this side of the plugin is for connectors")
}
