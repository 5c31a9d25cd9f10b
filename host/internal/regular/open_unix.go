//go:build unix

package regular

import "golang.org/x/sys/unix"

// nonBlock keeps the opening of a named pipe from waiting for a writer.
const nonBlock = unix.O_NONBLOCK
