//go:build unix

package pluginrpc

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// detachStdin points file descriptor 0 at nothing. It returns the real standard
// input, which no child inherits, or nil when there is none.
func detachStdin() (*os.File, error) {
	nothing, err := openNothing()
	if err != nil {
		return nil, err
	}
	if nothing.Fd() == 0 {
		// The number was free: standard input was closed from the start.
		os.Stdin = nothing
		return nil, nil
	}
	fd, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		_ = nothing.Close()
		return nil, fmt.Errorf("duplicate standard input: %w", err)
	}
	err = redirect(int(nothing.Fd()), 0)
	_ = nothing.Close()
	if err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("replace standard input: %w", err)
	}
	return os.NewFile(uintptr(fd), "lifeline"), nil
}
