//go:build unix

package usage

import (
	"fmt"
	"syscall"
	"time"
)

// Self returns the CPU time, user and system, that this process has used.
func Self() (time.Duration, error) { return read(syscall.RUSAGE_SELF) }

// Ended returns the CPU time of all processes that this one has started and
// waited for.
func Ended() (time.Duration, error) { return read(syscall.RUSAGE_CHILDREN) }

func read(who int) (time.Duration, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(who, &r); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), nil
}
