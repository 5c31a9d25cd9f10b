//go:build unix

package pluginrpc

import (
	"context"
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
)

// parentInterval is how often the process looks for its host.
const parentInterval = time.Second

// watchParent stops the server when the process that started this one is gone:
// a connector without a host would keep its credentials and its place for ever.
func watchParent(ctx context.Context, parent int, logger hclog.Logger, stop func()) {
	ticker := time.NewTicker(parentInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if os.Getppid() != parent {
				// Stop first: the log may be a broken pipe now.
				stop()
				logger.Info("stopped, because the host is gone")
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
