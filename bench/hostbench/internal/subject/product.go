package subject

import (
	"context"
	"fmt"
	"iter"
	"os"

	goplugin "github.com/hashicorp/go-plugin"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/bare"
	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// Product is what the author of a host uses: package host, with its defaults.
func Product() Subject {
	return Subject{Name: "product", Start: func(ctx context.Context, metered bool) (Process, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		p, err := host.Launch(ctx, host.Spec{Path: self, Env: environment(modeProduct, metered)})
		if err != nil {
			return nil, err
		}
		return launched{p}, nil
	}}
}

// launched is a process of package host.
type launched struct{ *host.Plugin }

// Connect opens a connection.
func (l launched) Connect(ctx context.Context, config shared.Attributes) (Connection, error) {
	conn, err := l.Plugin.Connect(ctx, config)
	if err != nil {
		return nil, err
	}
	return contract{conn}, nil
}

// ClientOnly is the product's client and connector process without package host:
// what is left over the bare loop is the cost of package shared, and what the
// product takes over this is the cost of package host.
func ClientOnly() Subject {
	return Subject{Name: "client only", Start: func(ctx context.Context, metered bool) (Process, error) {
		cmd, err := command(ctx, modeProduct, metered)
		if err != nil {
			return nil, err
		}
		raw, plugin, err := bare.Dispense(&goplugin.ClientConfig{
			HandshakeConfig:  pluginrpc.Handshake(),
			VersionedPlugins: pluginrpc.Plugins(pluginrpc.ClientOptions{}),
			GRPCDialOptions:  pluginrpc.DialOptions(),
			Cmd:              cmd,
		}, pluginrpc.PluginName)
		if err != nil {
			return nil, err
		}
		connector, ok := raw.(shared.FullConnector)
		if !ok {
			plugin.Kill()
			return nil, fmt.Errorf("dispensed a %T", raw)
		}
		return dispensed{connector, plugin}, nil
	}}
}

// dispensed is a process of a bare go-plugin client.
type dispensed struct {
	shared.FullConnector

	plugin *goplugin.Client
}

// Connect opens a connection.
func (d dispensed) Connect(ctx context.Context, config shared.Attributes) (Connection, error) {
	conn, err := d.FullConnector.Connect(ctx, &shared.ConnectRequest{Config: config})
	if err != nil {
		return nil, err
	}
	return contract{conn}, nil
}

// Stop ends the process.
func (d dispensed) Stop(context.Context) error {
	d.plugin.Kill()
	return nil
}

// contract is a connection of the product.
type contract struct{ conn shared.FullConnection }

// Get reads one object.
func (c contract) Get(ctx context.Context, class, uid string) (*shared.Object, error) {
	return c.conn.Get(ctx, &shared.GetRequest{Class: class, UID: uid})
}

// Search reads every object of a class.
func (c contract) Search(ctx context.Context, class string) iter.Seq2[*shared.Object, error] {
	results, err := c.conn.Search(ctx, &shared.Query{Class: class})
	if err != nil {
		return func(yield func(*shared.Object, error) bool) { yield(nil, err) }
	}
	return results.All()
}
