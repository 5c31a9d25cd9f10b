package host

import (
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
)

// events hands events to the host's callback and to the log, in their order and
// one at a time, and never waits for either: a callback may call the Plugin.
type events struct {
	logger hclog.Logger
	notify func(Event)

	mu    sync.Mutex
	queue []Event
	busy  bool
}

// emit queues an event.
func (e *events) emit(ev Event) {
	ev.Time = time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.queue = append(e.queue, ev)
	if !e.busy {
		e.busy = true
		go e.deliver()
	}
}

// deliver runs until the queue is empty.
func (e *events) deliver() {
	for {
		e.mu.Lock()
		if len(e.queue) == 0 {
			e.queue, e.busy = nil, false
			e.mu.Unlock()
			return
		}
		ev := e.queue[0]
		e.queue = e.queue[1:]
		e.mu.Unlock()
		e.log(ev)
		if e.notify != nil {
			e.notify(ev)
		}
	}
}

func (e *events) log(ev Event) {
	e.logger.Log(ev.level(), ev.String(), "path", ev.Path)
}

// level is how much an event matters.
func (e Event) level() hclog.Level {
	switch e.Kind {
	case EventCrashed, EventRestartFailed:
		if e.RetryIn == 0 {
			// The event that follows says the same, and that it is the end.
			return hclog.Warn
		}
		return hclog.Error
	case EventBroken:
		return hclog.Error
	case EventSwapFailed, EventUnresponsive:
		return hclog.Warn
	case EventRestarted, EventSwapped, EventDrained:
		return hclog.Info
	case EventStarted, EventStopped:
		return hclog.Debug
	default:
		return hclog.Debug
	}
}
