package zoomimpl

import (
	"context"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// Bounds of the wait for a phone user, who appears some time after Zoom Phone was
// switched on. Zoom documents no time.
const (
	firstPhonePause = 250 * time.Millisecond
	maxPhonePause   = 2 * time.Second
	maxPhoneWait    = 30 * time.Second
	// phoneMargin is what is left of the caller's time, for the answer.
	phoneMargin = time.Second
)

// awaitPhone looks for the phone user until there is one. When there is none in
// time it returns ErrPreconditionFailed.
func (p *phonePlan) awaitPhone(ctx context.Context) error {
	pause := firstPhonePause
	for waited := time.Duration(0); ; waited += pause {
		if err := p.look(ctx); err != nil || p.now != nil {
			return err
		}
		if waited > 0 {
			pause = min(2*pause, maxPhonePause)
		}
		deadline, limited := ctx.Deadline()
		if waited+pause > maxPhoneWait || limited && time.Until(deadline) < pause+phoneMargin {
			return &shared.Error{
				Kind: shared.ErrPreconditionFailed, Class: classUser, UID: p.w.result.UID, Attribute: attributePhoneFeature,
				Message: "Zoom Phone is switched on, and Zoom has not made the phone user yet: apply the rest later",
			}
		}
		if err := p.c.sleep(ctx, pause); err != nil {
			return err
		}
	}
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
