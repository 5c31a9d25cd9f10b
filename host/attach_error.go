package host

import (
	"context"
	"errors"
	"fmt"

	goplugin "github.com/hashicorp/go-plugin"

	"github.com/igaplugin/igaplugin/shared"
)

// What to do about connectors that cannot be attached to.
const (
	remedyRecord = "start the connector with --debug and give the file that it names"
	remedyPaused = "does it stand at a breakpoint? Let it go on, or allow more time to start"
)

// recordError says that a path leads to no record, in words that need no other
// remedy than its own.
type recordError struct{ what, remedy string }

// Error returns both.
func (e *recordError) Error() string { return e.what + "; " + e.remedy }

// recordFailure says why a record could not be read.
func recordFailure(err error) failure {
	if e, ok := errors.AsType[*recordError](err); ok {
		return failure{what: e.what, remedy: e.remedy}
	}
	return failure{what: err.Error(), remedy: remedyRecord}
}

// errNotListening says that the process is not there any more.
var errNotListening = errors.New("nobody listens at its socket")

// explainStart says why a connector could not be attached to, and cleans up.
func (a *attached) explainStart(caller, start context.Context, err error) error {
	if stopErr := a.stop(start, stoppedByHost); stopErr != nil {
		err = errors.Join(err, stopErr)
	}
	f := failure{what: err.Error(), remedy: remedyRecord}
	switch {
	case errors.Is(err, shared.ErrIncompatibleVersion):
		return err
	case caller.Err() != nil:
		f = failure{what: "the start was given up", cause: caller.Err()}
	case errors.Is(err, errNotListening):
		f.what = fmt.Sprintf("process %d has ended: %v", a.record.PID, err)
	case start.Err() != nil:
		f = failure{what: fmt.Sprintf("process %d did not answer within %v", a.record.PID, a.spec.StartTimeout), remedy: remedyPaused}
	}
	return startError(a.spec, f)
}

// versionsOf are the versions of the contract that there are clients for.
func versionsOf(sets map[int]goplugin.PluginSet) []int {
	versions := make([]int, 0, len(sets))
	for v := range sets {
		versions = append(versions, v)
	}
	return versions
}
