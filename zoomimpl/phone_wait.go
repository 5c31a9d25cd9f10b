package zoomimpl

import (
	"context"
	"errors"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Bounds of the wait for a phone user, who appears some time after Zoom Phone was
// switched on. Zoom documents no time.
const (
	firstPhonePause = 250 * time.Millisecond
	maxPhonePause   = 2 * time.Second
	// maxPhoneWait bounds the looks and the pauses between them, together with
	// maxFeatureLook, which is kept for asking why there is no phone user.
	maxPhoneWait   = 30 * time.Second
	maxFeatureLook = 3 * time.Second
	// minPhoneLook is the time without which no look is begun, save the first.
	minPhoneLook = 500 * time.Millisecond
	// phoneMargin is what is left of the caller's time, for the answer; the last
	// question may take half of it.
	phoneMargin = time.Second
)

// waitStep waits for the phone user, and decides what is to be done about it.
func (p *phonePlan) waitStep() step {
	return step{
		name: "wait for Zoom Phone", endpoint: endpointPhoneUser, reads: true, settles: p.asked,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			there, err := p.awaitPhone(ctx)
			switch {
			case err != nil:
				return nil, err
			case !there:
				return p.withoutPhone(ctx)
			}
			p.before, p.lingers, p.fresh = p.now, false, true
			return nil, p.compile(ctx)
		},
		next: p.userSteps,
	}
}

// awaitPhone looks for the phone user until there is one, or until the time for
// it is over. A look that takes long shortens the wait.
func (p *phonePlan) awaitPhone(ctx context.Context) (there bool, err error) {
	left := maxPhoneWait - maxFeatureLook
	if deadline, limited := ctx.Deadline(); limited {
		left = min(left, time.Until(deadline)-phoneMargin)
	}
	for pause := firstPhonePause; ; pause = min(2*pause, maxPhonePause) {
		began := time.Now()
		if there, err = p.lookWithin(ctx, max(left, minPhoneLook)); there || err != nil {
			return there, err
		}
		left -= time.Since(began)
		if left < pause+minPhoneLook {
			return false, nil
		}
		began = time.Now()
		if err := p.c.sleep(ctx, pause); err != nil {
			return false, err
		}
		left -= max(pause, time.Since(began)) // The sleep of a test takes no time.
	}
}

// lookWithin tells whether the phone user is there, and is not one who is about
// to go. A look for which there is not enough time found none.
func (p *phonePlan) lookWithin(ctx context.Context, limit time.Duration) (there bool, err error) {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = p.look(within)
	there = p.now != nil
	if err == nil && there && p.lingers {
		var state featureState
		state, err = p.readFeature(within)
		there = state != featureOff
	}
	if err == nil {
		return there, nil
	}
	throttled, ok := errors.AsType[*zoomapi.LimitError](err)
	tooLate := ok && !throttled.DailyLimit && throttled.RetryAfter >= limit
	if ctx.Err() == nil && (within.Err() != nil || tooLate) {
		return false, nil
	}
	return false, err
}

// withoutPhone ends a wait in which no phone user appeared: all changes are left
// when Zoom did not switch Zoom Phone on, and else remain for later.
func (p *phonePlan) withoutPhone(ctx context.Context) ([]shared.NotApplied, error) {
	limit := maxFeatureLook
	if deadline, limited := ctx.Deadline(); limited {
		limit = min(limit, time.Until(deadline)-phoneMargin/2)
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if state, err := p.readFeature(within); err != nil || state != featureOff {
		late := &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classUser, UID: p.w.result.UID, Attribute: attributePhoneFeature,
			Message: "Zoom Phone is switched on, and Zoom has not made the phone user yet: apply the rest later",
		}
		return nil, late
	}
	var left []shared.NotApplied
	for _, d := range p.changes {
		n := notTaken(d.Name)
		if d.Name != attributePhoneFeature {
			n.Reason.Message = "needs Zoom Phone: Zoom accepted that it is switched on and did not apply it"
		}
		left = append(left, n)
	}
	p.changes = nil
	p.clear()
	return left, nil
}

// sleep waits for d or until ctx is done, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
