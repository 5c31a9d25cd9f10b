package pluginrpc

import (
	"context"
	"sync"
	"time"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// ProgressInterval is how often at most a search tells what it has cost so far.
const ProgressInterval = 500 * time.Millisecond

// searchSender lets rows and progress be sent by two goroutines: a stream of gRPC
// takes one message at a time.
type searchSender struct {
	mu     sync.Mutex
	stream sender[connectorv1.SearchResponse]
}

// Send sends a message.
func (s *searchSender) Send(msg *connectorv1.SearchResponse) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stream.Send(msg)
}

// tell sends the progress from time to time until the function that it returns
// is called, or nobody takes it. Only a change is told: silence is how a host
// knows a connector that is stuck.
func (s *searchSender) tell(ctx context.Context, p *shared.Progress, interval time.Duration) (stop func()) {
	done := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		var told shared.OperationStats
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			now := p.Stats()
			if now == told {
				continue
			}
			told = now
			message := &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Progress{
				Progress: &connectorv1.SearchProgress{Stats: codec.EncodeStats(now)},
			}}
			if s.Send(message) != nil {
				return // The rows will meet the same error.
			}
		}
	})
	return sync.OnceFunc(func() {
		close(done)
		telling.Wait()
	})
}
