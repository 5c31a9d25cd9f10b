package pluginrpc

import (
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
)

const (
	// hardEnd is when a process ends that should have ended by itself, whatever
	// the connector's code is doing. With the second that the watch of the parent
	// may take, the process ends within five seconds of its host.
	hardEnd = 3500 * time.Millisecond
	// goneWait is how long a process that was sent a signal waits, at its end,
	// for the news that its host is gone. On Linux both come of the host's death,
	// the signal earlier: with the thread that started this process, while the
	// lifeline ends with the last one. With closeWait it is less than what a host
	// waits, when a connection has broken, to learn that the process has ended.
	goneWait = 500 * time.Millisecond
)

// ending brings the process to its end when nobody asks for it by a call.
type ending struct {
	logger hclog.Logger
	// stop ends the server.
	stop func()
	// gone is closed when the host is gone.
	gone chan struct{}

	mu       sync.Mutex
	began    bool
	hostGone bool
}

func newEnding(logger hclog.Logger, stop func()) *ending {
	return &ending{logger: logger, stop: stop, gone: make(chan struct{})}
}

// begin stops the server. From here on the process has until hardEnd.
func (e *ending) begin(why string) {
	e.mu.Lock()
	first := !e.began
	e.began = true
	e.mu.Unlock()
	if !first {
		return
	}
	// Never stopped: what comes after Serve in main may hang as well.
	time.AfterFunc(hardEnd, e.force)
	// Stop first: the log may be a pipe that nobody reads.
	e.stop()
	e.logger.Info("stopping", "cause", why)
}

// abandoned notes that the host is gone, and begins the end.
func (e *ending) abandoned(how string) {
	e.mu.Lock()
	first := !e.hostGone
	e.hostGone = true
	e.mu.Unlock()
	if first {
		close(e.gone)
	}
	e.begin("the host is gone: " + how)
}

// force ends the process now. The socket is not left behind when the host, whose
// it is to remove, cannot do so.
func (e *ending) force() {
	if e.isGone() {
		removeSocketDir()
	}
	killOwn()
}

// finish is the end of a process that has cleaned up. When the host is gone,
// which would otherwise do this, it removes the socket's folder and kills the
// process group: the process itself too, so that it does not return.
func (e *ending) finish() {
	if !e.wasAbandoned() {
		return
	}
	removeSocketDir()
	if leadsGroup() {
		killOwn()
	}
}

// wasAbandoned tells whether the host is gone. The cause of an end by a signal
// shows a moment later.
func (e *ending) wasAbandoned() bool {
	e.mu.Lock()
	began := e.began
	e.mu.Unlock()
	if !began {
		return e.isGone()
	}
	timer := time.NewTimer(goneWait)
	defer timer.Stop()
	select {
	case <-e.gone:
		return true
	case <-timer.C:
		return e.isGone() || parentGone()
	}
}

func (e *ending) isGone() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.hostGone
}
