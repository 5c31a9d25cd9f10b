package zoomimpl

import (
	"context"
	"errors"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// optionRestoreStatus is the option of update that says in which status the user
// is to be left, whatever it is found in.
const optionRestoreStatus = "restore_status"

// updateOptionProperties are the options of update.
func updateOptionProperties() []*shared.Property {
	return []*shared.Property{planSubscriptionOption(), choice(optionRestoreStatus, "Restore status",
		"inactive: the user is inactive afterwards, as if enabled were set to false with the update. For repeating an update of an inactive user that was cut off while the user was active, see "+propUpdateInactive+".",
		"", zoomapi.StatusInactive)}
}

// restoring adds to the deltas what the option asks for. It returns
// ErrInvalidRequest when they say the opposite.
func restoring(req *shared.UpdateRequest) ([]shared.AttributeDelta, error) {
	if _, given := req.Options.Get(optionRestoreStatus); !given {
		return req.Deltas, nil
	}
	enable, given := enabledDelta(req.Deltas)
	switch {
	case given && enable:
		return nil, &shared.Error{
			Kind: shared.ErrInvalidRequest, Class: req.Class, UID: req.UID,
			Faults: []shared.Fault{{Field: optionRestoreStatus, Message: "contradicts enabled, which is set to true"}},
		}
	case given:
		return req.Deltas, nil
	default:
		return append(slices.Clip(req.Deltas), disabling()), nil
	}
}

func disabling() shared.AttributeDelta {
	return shared.ReplaceDelta("enabled", shared.BoolValue(false))
}

// applyReactivating changes an inactive user who is to stay inactive.
func (c *connection) applyReactivating(ctx context.Context, w *writer, u *zoomapi.User, changes []shared.AttributeDelta) error {
	var kept []shared.AttributeDelta
	for _, d := range changes {
		if reason := c.notWhileInactive(d.Name); reason != "" {
			leaveAll(w, []shared.AttributeDelta{d}, &shared.Error{
				Kind: shared.ErrPreconditionFailed, Class: classUser, Message: "the user is inactive and stays so: " + reason,
			})
			continue
		}
		kept = append(kept, d)
	}
	w.result.Outcome = shared.OutcomeAlreadyDone
	steps := c.userSteps(w, u, kept)
	if len(steps) == 0 {
		return nil
	}
	w.result.Outcome = shared.OutcomeUpdated
	if err := c.whileActive(ctx, w, u, steps, true); err != nil {
		return err
	}
	return w.run(ctx, c.logoutSteps(u))
}

// notWhileInactive says why an inactive user cannot have the attribute; empty
// when it can.
func (c *connection) notWhileInactive(attribute string) string {
	switch {
	case c.model.attributes[attribute].licence, c.model.ofPhone(attribute):
		return "Zoom takes every licence from such a user"
	case attribute == "role_id":
		return "Zoom gives no role to such a user, and does not deactivate administrators"
	default:
		return ""
	}
}

// whileActive carries out steps on an inactive user, which Zoom does with active
// ones only. A user who stays is deactivated again; so is everybody after a step
// that failed.
func (c *connection) whileActive(ctx context.Context, w *writer, u *zoomapi.User, steps []step, stays bool) error {
	activate := c.statusStep(w, u, true)
	activate.settles = nil // Being active is a means.
	restore := c.statusStep(w, u, false)
	restore.name = "deactivate again"
	plan := append([]step{activate}, steps...)
	if stays {
		plan = append(plan, restore)
	}
	err := w.run(ctx, plan)
	partial, stopped := errors.AsType[*shared.WriteError](err)
	if !stopped {
		return err // Done, or refused before anything happened.
	}
	// The caller's context may be what stopped it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restoreTime)
	defer cancel()
	_, failure := restore.do(ctx)
	if gone := hasCode(failure, zoomapi.CodeUserNotFound); gone && !stays {
		steps[len(steps)-1].done() // What was in doubt was done: the user is not there to be deactivated.
		setStep(partial, steps[len(steps)-1], shared.StepDone)
		return nil
	}
	return restored(partial, restore, failure)
}

// restored says what became of a write that was stopped while the user was
// active, and of the attempt to deactivate the user again.
func restored(partial *shared.WriteError, restore step, failure error) error {
	done := slices.IndexFunc(partial.Result.Steps, func(s shared.Step) bool { return s.State != shared.StepDone })
	stopped := partial.Result.Steps[done]
	if failure != nil {
		setStep(partial, restore, shared.StepFailed)
		partial.Result.SideEffects = append(partial.Result.SideEffects, shared.SideEffect{
			Attribute: "enabled", Description: "the user was inactive and was left active: " + shared.AsError(catalogued(failure)).Error(),
		})
		partial.Remaining = mergeDeltas(append(partial.Remaining, disabling()))
		return partial
	}
	setStep(partial, restore, shared.StepDone)
	partial.Remaining = slices.DeleteFunc(partial.Remaining, func(d shared.AttributeDelta) bool { return d.Name == "enabled" })
	switch {
	case stopped.Name == restore.name:
		return nil // It failed at first and is done now.
	case done <= 1 && stopped.State == shared.StepFailed:
		return partial.Cause // Nothing but the activation was done, and that is undone.
	default:
		return partial
	}
}

// setStep records how far a step of a stopped write came in the end.
func setStep(partial *shared.WriteError, s step, state shared.StepState) {
	result := &partial.Result
	if i := slices.IndexFunc(result.Steps, func(have shared.Step) bool { return have.Name == s.name }); i >= 0 {
		result.Steps[i].State = state
		return
	}
	result.Steps = append(result.Steps, shared.Step{Name: s.name, Endpoint: s.endpoint, State: state})
}
