package bare

import (
	"context"
	"errors"
	"io"
	"iter"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// Client is the connector in the other process.
type Client struct {
	rpc connectorv1.ConnectorServiceClient
}

// Connection is a connection of that connector.
type Connection struct {
	rpc connectorv1.ConnectorServiceClient
	id  string
}

// Info names the connector. It returns the error of gRPC, as all methods do.
func (c *Client) Info(ctx context.Context) (*shared.Info, error) {
	resp, err := c.rpc.GetInfo(ctx, &connectorv1.GetInfoRequest{})
	if err != nil {
		return nil, err
	}
	return &shared.Info{Name: resp.GetName(), Description: resp.GetDescription(), Version: resp.GetVersion()}, nil
}

// Connect opens a connection.
func (c *Client) Connect(ctx context.Context, config shared.Attributes) (*Connection, error) {
	req := &connectorv1.ConnectRequest{}
	for _, a := range config {
		wire := &connectorv1.Attribute{Name: a.Name}
		encodeValues(wire, a.Values)
		req.Config = append(req.Config, wire)
	}
	resp, err := c.rpc.Connect(ctx, req)
	if err != nil {
		return nil, err
	}
	return &Connection{rpc: c.rpc, id: resp.GetConnectionId()}, nil
}

// Get reads one object.
func (c *Connection) Get(ctx context.Context, class, uid string) (*shared.Object, error) {
	resp, err := c.rpc.Get(ctx, &connectorv1.GetRequest{
		ConnectionId: c.id, ObjectClass: class, Key: &connectorv1.GetRequest_Uid{Uid: uid},
	})
	if err != nil {
		return nil, err
	}
	return decode(resp.GetObject()), nil
}

// Search reads every object of a class. An error is yielded last.
func (c *Connection) Search(ctx context.Context, class string) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stream, err := c.rpc.Search(ctx, &connectorv1.SearchRequest{ConnectionId: c.id, ObjectClass: class})
		if err != nil {
			yield(nil, err)
			return
		}
		for {
			msg, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, o := range msg.GetRows().GetObjects() {
				if !yield(decode(o), nil) {
					return
				}
			}
		}
	}
}
