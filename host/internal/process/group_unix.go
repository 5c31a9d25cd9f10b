//go:build unix

package process

import (
	"os"
	"syscall"
)

// group is what holds a process and its descendants together: here the kernel
// does, by a number.
type group struct{}

// contain does nothing: the process began in a group of its own.
func contain(*os.Process) (group, error) { return group{}, nil }

// killAll kills the process group; the lock is held and the process not reaped,
// so that the group is still its own.
func (p *Process) killAll() {
	// The only possible failure is that nobody is left to kill.
	_ = syscall.Kill(-p.pid, syscall.SIGKILL)
}
