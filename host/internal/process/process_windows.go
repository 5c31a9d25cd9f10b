package process

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// attributes give the process its own console group, so that it gets no Ctrl-C,
// and have it wait before its first instruction until contain lets it run: what
// it starts earlier would not belong to its job.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | windows.CREATE_SUSPENDED}
}

// keepThread does nothing: there is no parent-death signal here.
func keepThread() func() { return func() {} }

// killAll kills the process and its descendants; the lock is held and the
// process not reaped.
func (p *Process) killAll() {
	// The only possible failure is that nobody is left to kill.
	_ = windows.TerminateJobObject(p.group.job, killedStatus)
}

// reap waits for the end of the process and kills what is left of its job.
func (p *Process) reap() {
	// How the process ended stands in its state; an error says no more.
	_ = p.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killAll()
	_ = windows.CloseHandle(p.group.job)
	p.setReaped()
}
