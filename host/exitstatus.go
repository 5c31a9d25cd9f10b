package host

import "fmt"

// ExitStatus is how a connector process ended.
type ExitStatus struct {
	// Code is the exit status; -1 when a signal ended the process.
	Code int
	// Signal is the number of the signal that ended it, and SignalName its name;
	// 0 and empty when none did.
	Signal     int
	SignalName string
	// ByHost tells that the host killed it.
	ByHost bool
}

// String returns the status as the end of a sentence, for example "exited with
// status 3".
func (s ExitStatus) String() string {
	switch {
	case s.ByHost:
		return "was killed by the host"
	case s.Signal != 0:
		return fmt.Sprintf("was killed by signal %d (%s)", s.Signal, s.SignalName)
	case s.Code < 0:
		return "ended in an unknown way"
	default:
		return fmt.Sprintf("exited with status %d", s.Code)
	}
}
