package pluginrpc

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// catchSignals begins to catch the signals that ask for the end. SIGTERM is what
// an administrator sends, and the kernel of Linux when the host has died. SIGHUP
// is what the kernel sends, with SIGCONT, to a process that was frozen when its
// host died. Interrupts are go-plugin's: it ignores them, because a terminal
// sends them to the whole group and the host decides.
func catchSignals() (signals <-chan os.Signal, release func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGTERM, syscall.SIGHUP)
	return ch, func() { signal.Stop(ch) }
}

// watchSignals calls end with the first signal.
func watchSignals(ctx context.Context, signals <-chan os.Signal, end func(why string)) {
	select {
	case s := <-signals:
		end("signal: " + s.String())
	case <-ctx.Done():
	}
}
