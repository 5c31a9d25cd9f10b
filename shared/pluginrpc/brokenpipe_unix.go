//go:build unix

package pluginrpc

import (
	"os"
	"os/signal"
	"syscall"
)

// surviveBrokenPipes makes writing to a pipe that nobody reads an error instead
// of the end of the process: the log goes to the host, and without one there is
// still to clean up. The signal is caught and not ignored, because child
// processes would inherit that.
func surviveBrokenPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
