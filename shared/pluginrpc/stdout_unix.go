//go:build unix

package pluginrpc

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// detachStdout points file descriptor 1 at standard error, for those that write
// to it without asking os.Stdout: child processes, C libraries, earlier copies
// of os.Stdout. It returns the real standard output, which no child inherits.
func detachStdout() (*os.File, error) {
	fd, err := unix.FcntlInt(1, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, fmt.Errorf("duplicate standard output: %w", err)
	}
	if err := redirect(2, 1); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("point standard output at standard error: %w", err)
	}
	return os.NewFile(uintptr(fd), "stdout"), nil
}
