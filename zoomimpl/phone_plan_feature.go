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
		on, err := p.featureIsOn(ctx)
		if err != nil || !on {
			return err
		}
	}
	off, _ := find(p.asked, attributePhoneFeature)
	p.changes = []shared.AttributeDelta{off}
	return nil
}

// featureIsOn reads whether Zoom Phone is switched on for the user. An app that
// may not read it has to take it that it is.
func (p *phonePlan) featureIsOn(ctx context.Context) (bool, error) {
	feature, err := p.c.api.UserFeature(ctx, target(p.u))
	if refusal, ok := errors.AsType[*zoomapi.Error](err); ok && refusal.MissingScope() {
		return true, nil
	}
	if err != nil {
		return false, phoneRefusal(err, attributePhoneFeature)
	}
	return feature.ZoomPhone != nil && *feature.ZoomPhone, nil
}

func (p *phonePlan) needsFeature() error {
	names := make([]string, len(p.changes))
	for i, d := range p.changes {
		names[i] = d.Name
	}
	return &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, UID: p.w.result.UID, Attribute: attributePhoneFeature,
		Message: "the user has no Zoom Phone, which " + strings.Join(names, ", ") + " need: set " + attributePhoneFeature + " to true in the same request",
	}
}
