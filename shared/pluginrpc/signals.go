package pluginrpc

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/hashicorp/go-hclog"
)

// watchSignals stops the server on SIGTERM, so that the process ends in order
// and its socket is removed. Interrupts are go-plugin's: it ignores them,
// because a terminal sends them to the whole group and the host decides.
func watchSignals(ctx context.Context, logger hclog.Logger, stop func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGTERM)
	defer signal.Stop(ch)
	select {
	case s := <-ch:
		logger.Info("stopping", "signal", s.String())
		stop()
	case <-ctx.Done():
	}
}
