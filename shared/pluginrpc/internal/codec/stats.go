package codec

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeStats converts what an operation cost; nothing becomes nil.
func EncodeStats(s shared.OperationStats) *connectorv1.OperationStats {
	if s == (shared.OperationStats{}) {
		return nil
	}
	return &connectorv1.OperationStats{UpstreamRequests: s.Requests, Waited: encodeDuration(s.Waited)}
}

// DecodeStats converts what an operation cost.
func DecodeStats(s *connectorv1.OperationStats) (shared.OperationStats, error) {
	waited, err := decodeDuration(s.GetWaited())
	return shared.OperationStats{Requests: s.GetUpstreamRequests(), Waited: waited}, err
}

func encodeDuration(d time.Duration) *durationpb.Duration {
	if d == 0 {
		return nil
	}
	return durationpb.New(d)
}

func decodeDuration(d *durationpb.Duration) (time.Duration, error) {
	if d == nil {
		return 0, nil
	}
	if err := d.CheckValid(); err != nil {
		return 0, fmt.Errorf("duration: %w", err)
	}
	return d.AsDuration(), nil
}
