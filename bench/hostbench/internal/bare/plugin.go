package bare

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

const (
	protocolVersion = 1
	pluginName      = "connector"
	// maxMessageBytes is the limit of the product.
	maxMessageBytes = 16 << 20
)

func handshake() goplugin.HandshakeConfig {
	return goplugin.HandshakeConfig{ProtocolVersion: protocolVersion, MagicCookieKey: "BARE_PLUGIN", MagicCookieValue: "bare"}
}

func plugins(p goplugin.Plugin) map[int]goplugin.PluginSet {
	return map[int]goplugin.PluginSet{protocolVersion: {pluginName: p}}
}

// Serve serves a connector to the host that has started the process, to its end.
func Serve(connector shared.Connector) {
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: handshake(),
		VersionedPlugins: plugins(&servedPlugin{server: &server{
			connector: connector, connections: map[string]shared.Connection{},
		}}),
		GRPCServer: func(opts []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(opts, grpc.MaxRecvMsgSize(maxMessageBytes), grpc.MaxSendMsgSize(maxMessageBytes))...)
		},
		Logger: hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, JSONFormat: true, Output: os.Stderr}),
	})
}

// Process is a connector process.
type Process struct {
	*Client

	plugin *goplugin.Client
}

// Start starts a connector process. It returns the error of go-plugin.
func Start(cmd *exec.Cmd) (*Process, error) {
	raw, plugin, err := Dispense(&goplugin.ClientConfig{
		HandshakeConfig:  handshake(),
		VersionedPlugins: plugins(&hostPlugin{}),
		Cmd:              cmd,
	}, pluginName)
	if err != nil {
		return nil, err
	}
	client, ok := raw.(*Client)
	if !ok {
		plugin.Kill()
		return nil, fmt.Errorf("dispensed a %T", raw)
	}
	return &Process{Client: client, plugin: plugin}, nil
}

// Stop ends the process.
func (p *Process) Stop(context.Context) error {
	p.plugin.Kill()
	return nil
}

// Dispense starts a process by go-plugin with gRPC and AutoMTLS, and returns what
// it dispenses by the name.
func Dispense(cfg *goplugin.ClientConfig, name string) (any, *goplugin.Client, error) {
	cfg.AllowedProtocols = []goplugin.Protocol{goplugin.ProtocolGRPC}
	cfg.AutoMTLS = true
	cfg.Logger = hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: os.Stderr})
	client := goplugin.NewClient(cfg)
	protocol, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, nil, err
	}
	raw, err := protocol.Dispense(name)
	if err != nil {
		client.Kill()
		return nil, nil, err
	}
	return raw, client, nil
}

type hostPlugin struct {
	goplugin.NetRPCUnsupportedPlugin
}

// GRPCServer is for the other side.
func (*hostPlugin) GRPCServer(*goplugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this side is for hosts")
}

// GRPCClient makes the client.
func (*hostPlugin) GRPCClient(_ context.Context, _ *goplugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return &Client{rpc: connectorv1.NewConnectorServiceClient(conn)}, nil
}

type servedPlugin struct {
	goplugin.NetRPCUnsupportedPlugin

	server *server
}

// GRPCServer registers the service.
func (p *servedPlugin) GRPCServer(_ *goplugin.GRPCBroker, s *grpc.Server) error {
	connectorv1.RegisterConnectorServiceServer(s, p.server)
	return nil
}

// GRPCClient is for the other side.
func (*servedPlugin) GRPCClient(context.Context, *goplugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("this side is for connectors")
}
