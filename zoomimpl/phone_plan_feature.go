package zoomimpl

import (
	"context"
	"errors"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// switchOff leaves nothing to do but to switch Zoom Phone off, unless it is off. A
// user without phone user may have been given it a moment ago.
func (p *phonePlan) switchOff(ctx context.Context) error {
	p.changes = nil
	if p.before == nil {
		if p.w.fresh {
			return nil
		}
		state, err := p.readFeature(ctx)
		if err != nil || state == featureOff {
			return err
		}
	}
	off, _ := find(p.asked, attributePhoneFeature)
	p.changes = []shared.AttributeDelta{off}
	return nil
}

// findLingering finds out whether the phone user, whom Zoom Phone is to be
// switched on for, is a rest of what was switched off a moment ago.
func (p *phonePlan) findLingering(ctx context.Context) error {
	if on, _ := featureDelta(p.asked); !on || p.before == nil {
		return nil
	}
	// Where Zoom does not say it, the phone user has to be proof enough: else a
	// repeat would never find everything done.
	state, err := p.readFeature(ctx)
	p.lingers = state == featureOff
	return err
}

// featureState says what is known of whether Zoom Phone is switched on.
type featureState int

const (
	featureUnknown featureState = iota
	featureOn
	featureOff
)

// readFeature reads whether Zoom Phone is switched on for the user. That is not
// known to an app that may not read it, nor when Zoom leaves it out.
func (p *phonePlan) readFeature(ctx context.Context) (featureState, error) {
	feature, err := p.c.api.UserFeature(ctx, target(p.u))
	refusal, refused := errors.AsType[*zoomapi.Error](err)
	switch {
	case refused && refusal.MissingScope():
		return featureUnknown, nil
	case err != nil:
		return featureUnknown, phoneRefusal(err, attributePhoneFeature)
	case feature.ZoomPhone == nil:
		return featureUnknown, nil
	case *feature.ZoomPhone:
		return featureOn, nil
	default:
		return featureOff, nil
	}
}

func (p *phonePlan) needsFeature() error {
	names := make([]string, len(p.changes))
	for i, d := range p.changes {
		names[i] = d.Name
	}
	return &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, UID: p.w.result.UID, Attribute: attributePhoneFeature,
		Message: "the user has no Zoom Phone, which " + strings.Join(names, ", ") + plural(len(names), " needs", " need") + ": set " + attributePhoneFeature + " to true in the same request",
	}
}
