package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// drainTimeout is how long output is still read after the process has ended. A
// descendant that left the process group can hold the pipes open for ever.
const drainTimeout = 250 * time.Millisecond

// Config says what to run.
type Config struct {
	// Path is the file to execute, as it is: there is no search.
	Path string
	// Args are the arguments, beginning with the name of the program.
	Args []string
	// Env is the whole environment, as KEY=VALUE. Of repeated keys the last
	// counts.
	Env []string
	// Dir is the working directory; the one of the host when empty.
	Dir string
	// Lifeline makes standard input a pipe that nothing is written to and whose
	// writing end is held here alone until the process has ended. Reading from it
	// ends with this program, however that ends. Otherwise standard input is
	// empty.
	Lifeline bool
	// Stdout and Stderr read what the process writes, each in a goroutine of
	// its own, until the reader ends. They must read to the end: a process whose
	// output is not read stands still.
	Stdout, Stderr func(io.Reader)
}

// Process is a process that was started.
type Process struct {
	cmd    *exec.Cmd
	stdout *os.File
	stderr *os.File
	// lifeline is the writing end, or nil.
	lifeline *os.File
	group    group
	pid      int
	exited   chan struct{}
	done     chan struct{}

	mu sync.Mutex
	// reaped says that the pid may belong to somebody else by now.
	reaped bool
	killed bool
	status Status
}

// Start starts a process. Every process that was started is waited for by this
// package; the caller has nothing to release.
func Start(cfg Config) (*Process, error) {
	p := &Process{
		cmd:    &exec.Cmd{Path: cfg.Path, Args: cfg.Args, Env: cfg.Env, Dir: cfg.Dir, SysProcAttr: attributes()},
		exited: make(chan struct{}), done: make(chan struct{}),
	}
	theirs, err := p.makePipes(cfg.Lifeline)
	if err != nil {
		return nil, errors.Join(err, closeAll(theirs), closeAll(p.ours()))
	}
	started := make(chan error, 1)
	go p.run(started)
	err = <-started
	// The child has its own copies; with ours open its output would never end.
	err = errors.Join(err, closeAll(theirs))
	if p.pid == 0 {
		return nil, errors.Join(err, closeAll(p.ours()))
	}
	go p.drain(cfg)
	return p, nil
}

// makePipes makes the pipes to and from the process and returns the ends that
// are for the process. All ends are closed in other child processes.
func (p *Process) makePipes(lifeline bool) (theirs []*os.File, err error) {
	var outW, errW, in *os.File
	if p.stdout, outW, err = os.Pipe(); err != nil {
		return nil, fmt.Errorf("make a pipe for stdout: %w", err)
	}
	theirs = append(theirs, outW)
	if p.stderr, errW, err = os.Pipe(); err != nil {
		return theirs, fmt.Errorf("make a pipe for stderr: %w", err)
	}
	theirs = append(theirs, errW)
	p.cmd.Stdout, p.cmd.Stderr = outW, errW
	if lifeline {
		if in, p.lifeline, err = os.Pipe(); err != nil {
			return theirs, fmt.Errorf("make a pipe for stdin: %w", err)
		}
		theirs = append(theirs, in)
		p.cmd.Stdin = in
	}
	return theirs, nil
}

// ours are the ends of the pipes that are for this side.
func (p *Process) ours() []*os.File { return []*os.File{p.stdout, p.stderr, p.lifeline} }

// closeAll closes the files that were opened.
func closeAll(files []*os.File) error {
	var errs []error
	for _, f := range files {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// run starts the process and stays with it until it has ended, on one thread:
// see keepThread.
func (p *Process) run(started chan<- error) {
	release := keepThread()
	defer release()
	if err := p.cmd.Start(); err != nil {
		started <- err
		return
	}
	var err error
	if p.group, err = contain(p.cmd.Process); err != nil {
		// It has not run yet.
		started <- errors.Join(err, p.cmd.Process.Kill())
		_ = p.cmd.Wait()
		return
	}
	p.pid = p.cmd.Process.Pid
	started <- nil
	p.reap()
	if p.lifeline != nil {
		// Nobody reads it any more.
		_ = p.lifeline.Close()
	}
	close(p.exited)
}

// drain reads the output to its end, or until the bound after the end of the
// process.
func (p *Process) drain(cfg Config) {
	var readers sync.WaitGroup
	readers.Go(func() { cfg.Stdout(p.stdout) })
	readers.Go(func() { cfg.Stderr(p.stderr) })
	<-p.exited
	cut := time.AfterFunc(drainTimeout, p.closeOutput)
	readers.Wait()
	cut.Stop()
	p.closeOutput()
	close(p.done)
}

func (p *Process) closeOutput() {
	// The second call finds the files closed; a read end has nothing to lose.
	_ = p.stdout.Close()
	_ = p.stderr.Close()
}

// Kill ends the process and every process of its group at once. It may be
// called at any time and any number of times.
func (p *Process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return
	}
	p.killed = true
	p.killAll()
}

// PID returns the process id. It may be in use by another process after the end
// of this one.
func (p *Process) PID() int { return p.pid }

// Exited is closed when the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// Done is closed when the process has ended and its output was read.
func (p *Process) Done() <-chan struct{} { return p.done }

// Status returns how the process ended; it holds once Exited is closed.
func (p *Process) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// setReaped notes the end; the lock is held.
func (p *Process) setReaped() {
	p.reaped = true
	state := p.cmd.ProcessState
	if state == nil {
		p.status = Status{Code: -1}
		return
	}
	p.status = Status{Code: state.ExitCode()}
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		p.status.Signal = int(ws.Signal())
		p.status.SignalName = ws.Signal().String()
		p.status.ByHost = p.killed && ws.Signal() == syscall.SIGKILL
	}
}

// Status is how a process ended.
type Status struct {
	// Code is the exit status; -1 when a signal ended the process.
	Code int
	// Signal and SignalName are the signal that ended it; 0 when none did.
	Signal     int
	SignalName string
	// ByHost tells that the signal came from Kill.
	ByHost bool
}
