package bare

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// batchObjects is how many objects a message of a search holds, as in the
// product.
const batchObjects = 64

// server answers the calls of a host by a connector.
type server struct {
	connectorv1.UnimplementedConnectorServiceServer

	connector shared.Connector

	mu          sync.RWMutex
	connections map[string]shared.Connection
}

// GetInfo names the connector.
func (s *server) GetInfo(ctx context.Context, _ *connectorv1.GetInfoRequest) (*connectorv1.GetInfoResponse, error) {
	info, err := s.connector.Info(ctx)
	if err != nil {
		return nil, err
	}
	return &connectorv1.GetInfoResponse{Name: info.Name, Description: info.Description, Version: info.Version}, nil
}

// Connect opens a connection.
func (s *server) Connect(ctx context.Context, req *connectorv1.ConnectRequest) (*connectorv1.ConnectResponse, error) {
	var config shared.Attributes
	for _, a := range req.GetConfig() {
		config = append(config, shared.NewAttribute(a.GetName(), decodeValue(a)))
	}
	conn, err := s.connector.Connect(ctx, &shared.ConnectRequest{Config: config})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := strconv.Itoa(len(s.connections))
	s.connections[id] = conn
	return &connectorv1.ConnectResponse{ConnectionId: id}, nil
}

func (s *server) connection(id string) (shared.Connection, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	conn, ok := s.connections[id]
	if !ok {
		return nil, fmt.Errorf("no connection %q", id)
	}
	return conn, nil
}

// Get reads one object.
func (s *server) Get(ctx context.Context, req *connectorv1.GetRequest) (*connectorv1.GetResponse, error) {
	conn, err := s.connection(req.GetConnectionId())
	if err != nil {
		return nil, err
	}
	obj, err := conn.Get(ctx, &shared.GetRequest{Class: req.GetObjectClass(), UID: req.GetUid()})
	if err != nil {
		return nil, err
	}
	return &connectorv1.GetResponse{Object: encode(obj)}, nil
}

// Search streams every object of a class.
func (s *server) Search(req *connectorv1.SearchRequest, out grpc.ServerStreamingServer[connectorv1.SearchResponse]) error {
	conn, err := s.connection(req.GetConnectionId())
	if err != nil {
		return err
	}
	results, err := conn.Search(out.Context(), &shared.Query{Class: req.GetObjectClass()})
	if err != nil {
		return err
	}
	batch := make([]*connectorv1.Object, 0, batchObjects)
	send := func() error {
		err := out.Send(&connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Rows{
			Rows: &connectorv1.RowBatch{Objects: batch},
		}})
		batch = make([]*connectorv1.Object, 0, batchObjects) // A message that was sent must not be changed.
		return err
	}
	for obj, err := range results.All() {
		if err != nil {
			return err
		}
		if batch = append(batch, encode(obj)); len(batch) == batchObjects {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}
