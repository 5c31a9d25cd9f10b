//go:build unix

package binary

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openAbove opens a file with a descriptor above those of the standard streams,
// which a host may have closed: a child replaces these before it is executed, and
// a connector is executed by its descriptor.
func openAbove(path string) (*os.File, error) {
	const firstFree = 3
	file, err := os.Open(path)
	if err != nil || file.Fd() >= firstFree {
		return file, err
	}
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, firstFree)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), path), nil
}
