package pluginrpc

import (
	"encoding/json"
	"fmt"
)

// ReattachFile is the name of the file in which a connector that serves for
// debugging leaves its ReattachRecord.
const ReattachFile = "reattach.json"

// ReattachRecord says where a connector serves for debugging, so that a host can
// attach to it. It is no secret: what protects the connector is the folder that
// its socket is in.
type ReattachRecord struct {
	// Connector and Version are what the connector says of itself.
	Connector string `json:"connector"`
	Version   string `json:"version"`
	// Protocol is "grpc", and ProtocolVersion the version of the contract.
	Protocol        string `json:"protocol"`
	ProtocolVersion int    `json:"protocol_version"`
	// PID is the process.
	PID int `json:"pid"`
	// Network is "unix", and Address the absolute path of the socket.
	Network string `json:"network"`
	Address string `json:"address"`
}

// line returns the record as one line of JSON.
func (r ReattachRecord) line() ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode the reattach record: %w", err)
	}
	return append(text, '\n'), nil
}
