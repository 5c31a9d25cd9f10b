//go:build windows

package pluginrpc

import (
	"context"
	"os"

	"github.com/hashicorp/go-hclog"
)

// watchParent stops the server when the process that started this one is gone:
// a connector without a host would keep its credentials and its place for ever.
func watchParent(ctx context.Context, pid int, logger hclog.Logger, stop func()) {
	parent, err := os.FindProcess(pid)
	if err != nil {
		logger.Warn("the host cannot be watched", "error", err)
		return
	}
	gone := make(chan struct{})
	go func() {
		_, _ = parent.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		stop()
		logger.Info("stopped, because the host is gone")
	case <-ctx.Done():
	}
}
