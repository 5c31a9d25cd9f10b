package shared

import (
	"fmt"
	"time"
)

// Outcome says what a write did.
type Outcome uint8

// The outcomes of a write that came to its end.
const (
	// OutcomeCreated: a new object exists.
	OutcomeCreated Outcome = iota + 1
	// OutcomeAdopted: the object existed and was taken over, because the
	// configuration asks for it.
	OutcomeAdopted
	// OutcomePending: the object exists but cannot be used yet.
	OutcomePending
	// OutcomeUpdated: the deltas were applied.
	OutcomeUpdated
	// OutcomeDeleted: the object is gone.
	OutcomeDeleted
	// OutcomeDisassociated: the object left the tenant and lives on elsewhere.
	OutcomeDisassociated
	// OutcomeDeactivated: the object was disabled and kept.
	OutcomeDeactivated
	// OutcomeAlreadyDone: nothing had to be done.
	OutcomeAlreadyDone
	// OutcomeUnlinked: the address belongs to an object outside the tenant,
	// which must be linked by its owner; there is no uid yet.
	OutcomeUnlinked
)

// String returns the name of the outcome.
func (o Outcome) String() string {
	names := [...]string{
		"created", "adopted", "pending", "updated", "deleted", "disassociated",
		"deactivated", "already done", "unlinked",
	}
	if o < OutcomeCreated || o > OutcomeUnlinked {
		return fmt.Sprintf("outcome(%d)", uint8(o))
	}
	return names[o-1]
}

// Valid tells whether o is one of the declared outcomes.
func (o Outcome) Valid() bool { return o >= OutcomeCreated && o <= OutcomeUnlinked }

// WriteResult is the truth about a write.
type WriteResult struct {
	// UID and Name identify the object after the write.
	UID  string
	Name string
	// PreviousUID is set when the write changed the uid.
	PreviousUID string
	Outcome     Outcome
	// SideEffects are attributes that changed without being asked for.
	SideEffects []SideEffect
	// NotApplied are attributes asked for that were not written.
	NotApplied []NotApplied
	// Steps are the calls that were made, in order.
	Steps []Step
	Stats OperationStats
}

// SideEffect is a change that came along with a write.
type SideEffect struct {
	Attribute   string
	Description string
}

// NotApplied is an attribute that the target would not take, and why.
type NotApplied struct {
	Attribute string
	Reason    *Error
}

// StepState is how far a step of a write came.
type StepState uint8

// The states of a step.
const (
	// StepDone: the target confirmed it.
	StepDone StepState = iota + 1
	// StepFailed: the target refused it, or it never arrived.
	StepFailed
	// StepNotStarted: an earlier step failed.
	StepNotStarted
	// StepUnknown: it was sent and the answer was lost.
	StepUnknown
)

// String returns the name of the state.
func (s StepState) String() string {
	switch s {
	case StepDone:
		return "done"
	case StepFailed:
		return "failed"
	case StepNotStarted:
		return "not started"
	case StepUnknown:
		return "unknown"
	default:
		return fmt.Sprintf("state(%d)", uint8(s))
	}
}

// Valid tells whether s is one of the declared states.
func (s StepState) Valid() bool { return s >= StepDone && s <= StepUnknown }

// Step is one call of a write plan.
type Step struct {
	// Name says what it does, for example "profile".
	Name string
	// Endpoint is the call at the target, for example "PATCH /users/{userId}".
	Endpoint string
	State    StepState
}

// OperationStats say what an operation cost at the target.
type OperationStats struct {
	// Requests is the number of requests sent, repeats included.
	Requests int64
	// Waited is the time in which the operation waited for rate limits, however many
	// of its requests did at once.
	Waited time.Duration
}

// WriteError is a write that ended part of the way, or whose outcome is not
// known. It matches ErrPartial or ErrUnknownOutcome, and its cause.
//
// To go on, call Update with Result.UID and Remaining; that converges. Where
// Result.UID is empty, search for the object first.
type WriteError struct {
	// Kind is ErrPartial or ErrUnknownOutcome.
	Kind ErrorKind
	// Cause is why the write ended.
	Cause *Error
	// Result is what was done so far.
	Result WriteResult
	// Remaining is what is still to be done.
	Remaining []AttributeDelta
	// CallID is the identity of the call, as it stands in the logs.
	CallID string
}

// Error returns the kind, the steps done and the cause.
func (e *WriteError) Error() string {
	done := 0
	for _, s := range e.Result.Steps {
		if s.State == StepDone {
			done++
		}
	}
	text := e.Kind.Error()
	if n := len(e.Result.Steps); n > 0 {
		text += fmt.Sprintf(": %d of %d steps done", done, n)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the kind and the cause, so that errors.Is and errors.As work
// on both.
func (e *WriteError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}
