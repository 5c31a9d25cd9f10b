package zoomimpl

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// step is one call of a write.
type step struct {
	name string
	// endpoint is the call at Zoom, for example "PATCH /users/{userId}".
	endpoint string
	// reads is set for a step that changes nothing.
	reads bool
	// settles are the changes that remain to be done when the step is not done.
	settles []shared.AttributeDelta
	// run makes the call and returns what Zoom took without applying it.
	run func(ctx context.Context) ([]shared.NotApplied, error)
	// settled, where set, looks whether a call was carried out although its
	// answer was lost.
	settled func(ctx context.Context) bool
	// done, where set, records what a call that was carried out led to.
	done func()
	// next, where set, are the steps that follow from what this one found. Until
	// then, settles speaks for them.
	next func() []step
}

// do makes the call. A lost answer is settled by a look where that can tell.
func (s step) do(ctx context.Context) ([]shared.NotApplied, error) {
	left, err := s.run(ctx)
	if err != nil && s.settled != nil && maybeDone(err) && s.look(ctx) {
		err = nil
	}
	if err == nil && s.done != nil {
		s.done()
	}
	return left, err
}

// look settles a lost answer within its own time.
func (s step) look(ctx context.Context) bool {
	ctx, cancel := settling(ctx)
	defer cancel()
	return s.settled(ctx)
}

// writer carries out the steps of one write and keeps its result.
type writer struct {
	class  string
	result shared.WriteResult
	// losses are what a deactivation takes of Zoom Phone.
	losses []shared.SideEffect
	// wrote is set once a step changed something.
	wrote bool
	// lists are those of Zoom Phone that the write has read, and phone is what it
	// does there; nil when it does nothing.
	lists *phoneLists
	phone *phonePlan
	// plansFrom is the subscription or billing account that new calling plans are
	// taken from; empty when the caller leaves it to the connector.
	plansFrom string
	// fresh is set while the user does not exist yet, so that there is nothing to
	// look at.
	fresh bool
}

func newWriter(class, uid, name string) *writer {
	return &writer{class: class, result: shared.WriteResult{UID: uid, Name: name}}
}

// done records a step that was carried out.
func (w *writer) done(name, endpoint string) {
	w.wrote = true
	w.result.Steps = append(w.result.Steps, shared.Step{Name: name, Endpoint: endpoint, State: shared.StepDone})
}

// leave reports an attribute that was not written.
func (w *writer) leave(attribute string, reason *shared.Error) {
	w.result.NotApplied = append(w.result.NotApplied, shared.NotApplied{Attribute: attribute, Reason: reason})
}

// run carries out the steps in order. The error of a first step that was
// refused is that refusal; after an effect it is a *shared.WriteError.
func (w *writer) run(ctx context.Context, steps []step) error {
	for i := 0; i < len(steps); i++ {
		s := steps[i]
		left, err := s.do(ctx)
		w.result.NotApplied = append(w.result.NotApplied, left...)
		if err != nil {
			return w.fail(steps[i:], err)
		}
		w.wrote = w.wrote || !s.reads
		w.result.Steps = append(w.result.Steps, shared.Step{Name: s.name, Endpoint: s.endpoint, State: shared.StepDone})
		if s.next != nil {
			steps = slices.Insert(slices.Clone(steps), i+1, s.next()...)
		}
	}
	return nil
}

// fail ends a write whose step steps[0] failed.
func (w *writer) fail(steps []step, err error) error {
	state, kind := shared.StepFailed, shared.ErrPartial
	if !steps[0].reads && maybeDone(err) {
		state, kind = shared.StepUnknown, shared.ErrUnknownOutcome
	}
	cause := shared.AsError(catalogue(err, w.class, w.result.UID))
	if state == shared.StepFailed && !w.wrote {
		return cause
	}
	var remaining []shared.AttributeDelta
	for i, s := range steps {
		if i > 0 {
			state = shared.StepNotStarted
		}
		w.result.Steps = append(w.result.Steps, shared.Step{Name: s.name, Endpoint: s.endpoint, State: state})
		remaining = append(remaining, s.settles...)
	}
	return &shared.WriteError{Kind: kind, Cause: cause, Result: w.result, Remaining: mergeDeltas(remaining)}
}

// unverified is a failed look after a write that Zoom confirmed without telling
// whether it applied it.
type unverified struct{ error }

// Unwrap returns why the look failed.
func (e unverified) Unwrap() error { return e.error }

// maybeDone tells whether a failed write may have been carried out all the same.
func maybeDone(err error) bool {
	if _, ok := errors.AsType[unverified](err); ok {
		return true
	}
	if failure, ok := errors.AsType[*zoomapi.TransportError](err); ok {
		return failure.Sent
	}
	if _, ok := errors.AsType[*zoomapi.DecodeError](err); ok {
		return true
	}
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	return ok && refusal.Status >= http.StatusInternalServerError
}

// mergeDeltas joins the additions and removals of one attribute: an update
// takes one delta for each.
func mergeDeltas(deltas []shared.AttributeDelta) []shared.AttributeDelta {
	var out []shared.AttributeDelta
	for _, d := range deltas {
		i := slices.IndexFunc(out, func(have shared.AttributeDelta) bool { return have.Name == d.Name })
		switch {
		case i < 0:
			out = append(out, d)
		case d.Replace != nil:
			out[i] = d
		case out[i].Replace == nil:
			out[i].Add = joined(out[i].Add, d.Add)
			out[i].Remove = joined(out[i].Remove, d.Remove)
		}
	}
	return out
}

func joined(a, b shared.Values) shared.Values {
	all := slices.Collect(a.All())
	for v := range b.All() {
		if !a.Contains(v) {
			all = append(all, v)
		}
	}
	return shared.NewValues(all...)
}
