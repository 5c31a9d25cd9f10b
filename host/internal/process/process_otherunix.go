//go:build unix && !linux

package process

import "syscall"

// attributes give the process its own group, so that it can be killed with its
// descendants and gets no signals of the terminal.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// keepThread does nothing: there is no parent-death signal here.
func keepThread() func() { return func() {} }

// reap waits for the end of the process and kills what is left of its group.
func (p *Process) reap() {
	// How the process ended stands in its state; an error says no more.
	_ = p.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killAll()
	p.setReaped()
}
