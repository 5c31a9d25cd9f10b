package process

import (
	"errors"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes give the process its own group, so that it can be killed with its
// descendants and gets no signals of the terminal, and have the kernel end it
// when the host dies.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// keepThread ties the calling goroutine to its thread until the returned
// function is called. The kernel sends the parent-death signal when the thread
// that started the process ends, not the program: prctl(2), PR_SET_PDEATHSIG.
func keepThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// reap waits for the end of the process, kills what is left of its group and
// releases it. Until it is released its pid and group id cannot be given to
// another process, so the kill cannot hit a stranger.
func (p *Process) reap() {
	waited := waitExit(p.pid)
	if !waited {
		// Somebody else reaped it, or the call is forbidden here.
		_ = p.cmd.Wait()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if waited {
		p.killAll()
		// How the process ended stands in its state; an error says no more.
		_ = p.cmd.Wait()
	}
	p.setReaped()
}

// waitExit waits for the end of the process without releasing it.
func waitExit(pid int) bool {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return err == nil
		}
	}
}
