package host

import (
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// EventKind is what happened to a Plugin.
type EventKind uint8

// The kinds of events.
const (
	// EventStarted: the first process runs.
	EventStarted EventKind = iota + 1
	// EventUnresponsive: the process has not answered a ping. It is killed when it
	// does not answer the next ones either; Err tells more.
	EventUnresponsive
	// EventCrashed: the process ended by itself, or was killed because it
	// answered no pings. Exit, Stderr and Err tell more.
	EventCrashed
	// EventRestarted: a new process runs after a crash.
	EventRestarted
	// EventRestartFailed: a process did not start after a crash.
	EventRestartFailed
	// EventBroken: no more restarts are tried; Err has the reason.
	EventBroken
	// EventSwapped: another version has taken over new calls; Swap tells more.
	EventSwapped
	// EventSwapFailed: another version did not take over, and the one that ran
	// before goes on; Err has the reason.
	EventSwapFailed
	// EventDrained: the process of the version before has ended after a swap;
	// Swap tells more.
	EventDrained
	// EventStopped: the Plugin was stopped.
	EventStopped
)

// String returns the name of the kind.
func (k EventKind) String() string {
	names := [...]string{
		"started", "unresponsive", "crashed", "restarted", "restart failed", "broken", "swapped", "swap failed", "drained", "stopped",
	}
	if k < EventStarted || k > EventStopped {
		return fmt.Sprintf("event(%d)", uint8(k))
	}
	return names[k-1]
}

// Event is something that happened to a Plugin and that its host may want to
// know. Its texts are safe to print.
type Event struct {
	Kind EventKind
	Time time.Time
	// Connector and Version are what the connector says of itself, and Path is
	// its file.
	Connector string
	Version   string
	Path      string
	// PID is the process that it is about; 0 when there is none.
	PID int
	// Exit and Stderr are how the process ended and the last lines of its
	// standard error, for EventCrashed.
	Exit   ExitStatus
	Stderr []string
	// Crashes is how many crashes and failed restarts there were within
	// Restart.Window, and RetryIn when the next start is tried; for EventCrashed
	// and EventRestartFailed.
	Crashes int
	RetryIn time.Duration
	// Err is why, for EventUnresponsive, EventCrashed, EventRestartFailed,
	// EventBroken and EventSwapFailed.
	Err error
	// Swap is what is known of a swap, for EventSwapped, EventSwapFailed and
	// EventDrained.
	Swap *SwapReport
}

// String returns the event in one line, as it stands in the log.
func (e Event) String() string {
	text := fmt.Sprintf("connector %s %s: %s", e.Connector, e.Version, e.Kind)
	if e.PID != 0 {
		text += fmt.Sprintf(" (process %d)", e.PID)
	}
	if e.Swap != nil {
		text += ": " + e.Swap.String()
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.RetryIn > 0 {
		text += fmt.Sprintf("; failure %d of late, next start in %v", e.Crashes, e.RetryIn)
	}
	return text
}

// describe fills in what an event says of a connector.
func (e Event) describe(info *shared.Info, r *release) Event {
	e.Path = r.spec.Path
	if info != nil {
		e.Connector, e.Version = info.Name, info.Version
	}
	return e
}
