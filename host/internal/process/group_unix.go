//go:build unix

package process

import "syscall"

// killAll kills the process group; the lock is held and the process not reaped,
// so that the group is still its own.
func (p *Process) killAll() {
	// The only possible failure is that nobody is left to kill.
	_ = syscall.Kill(-p.pid, syscall.SIGKILL)
}
