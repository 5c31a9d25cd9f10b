package process

import "syscall"

// attributes give the process its own group, so that it gets no Ctrl-C of the
// console.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// keepThread does nothing: there is no parent-death signal here.
func keepThread() func() { return func() {} }

// killAll kills the process. Its descendants are not killed: Windows has no
// process groups in that sense.
func (p *Process) killAll() {
	// The only possible failure is that it has ended already.
	_ = p.cmd.Process.Kill()
}

// reap waits for the end of the process.
func (p *Process) reap() {
	// How the process ended stands in its state; an error says no more.
	_ = p.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.setReaped()
}
