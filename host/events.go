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
	args := []any{"path", ev.Path}
	if ev.Swap != nil {
		args = append(args, "swap", ev.Swap.String())
	}
	e.logger.Log(ev.Kind.level(), ev.String(), args...)
}

// level is how much an event matters.
func (k EventKind) level() hclog.Level {
	switch k {
	case EventCrashed, EventRestartFailed, EventBroken:
		return hclog.Error
	case EventSwapFailed:
		return hclog.Warn
	case EventRestarted, EventSwapped, EventDrained:
		return hclog.Info
	case EventStarted, EventStopped:
		return hclog.Debug
	default:
		return hclog.Debug
	}
}
