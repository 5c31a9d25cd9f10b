package zoomimpl

import (
	"context"
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// verifyStep reads the phone user once and reports the changes that Zoom took
// without applying them, and what it changed along with them.
func (p *phonePlan) verifyStep() step {
	return step{
		name: "verify Zoom Phone", endpoint: endpointPhoneUser, reads: true, settles: p.changes,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			now, err := p.c.api.PhoneUser(ctx, target(p.u))
			if err != nil {
				return nil, phoneRefusal(err, attributePhoneFeature)
			}
			p.now = now
			var left []shared.NotApplied
			for _, d := range p.changes {
				if !p.applied(d, now) {
					left = append(left, notTaken(d.Name))
				}
			}
			p.w.result.SideEffects = append(p.w.result.SideEffects, p.alongWith(now)...)
			return left, nil
		},
	}
}

func notTaken(attribute string) shared.NotApplied {
	return shared.NotApplied{Attribute: attribute, Reason: &shared.Error{
		Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: attribute,
		Message: "Zoom accepted the change and did not apply it",
	}}
}

// applied tells whether the phone user shows a change.
func (p *phonePlan) applied(d shared.AttributeDelta, now *zoomapi.PhoneUser) bool {
	switch {
	case d.Name == attributeExtension:
		return sameExtension(p.extension, now.ExtensionNumber)
	case placing(d.Name):
		return p.site == nil || now.HomeSiteID() == p.site.ID
	}
	values := func(u *zoomapi.PhoneUser) shared.Values {
		return shared.NewValues(p.c.model.attributes[d.Name].phone(newPhoneUser(u))...)
	}
	return values(now).Equal(d.Apply(values(p.before)))
}

// alongWith are changes that nobody asked for. What a new phone user was given is
// none.
func (p *phonePlan) alongWith(now *zoomapi.PhoneUser) []shared.SideEffect {
	var effects []shared.SideEffect
	for _, name := range []string{attributePhoneStatus, attributeExtension, attributeSiteID, attributePhonePlans, attributePhoneNumbers} {
		_, asked := find(p.changes, name)
		if _, moved := p.siteChange(); asked || moved && name == attributeSiteID {
			continue
		}
		read := p.c.model.attributes[name].phone
		was, is := shared.NewValues(read(newPhoneUser(p.before))...), shared.NewValues(read(newPhoneUser(now))...)
		if was.Equal(is) {
			continue
		}
		description := fmt.Sprintf("Zoom changed it from %s to %s along with what was asked for", was, is)
		if p.fresh {
			description = fmt.Sprintf("Zoom gave it %s along with what was asked for", is)
		}
		effects = append(effects, shared.SideEffect{Attribute: name, Description: description})
	}
	return effects
}

// verifyOff looks whether Zoom Phone is off. The phone user may take its time to
// go.
func (p *phonePlan) verifyOff() step {
	return step{
		name: "verify Zoom Phone", endpoint: endpointPhoneUser, reads: true, settles: p.changes,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			_, err := p.c.api.PhoneUser(ctx, target(p.u))
			if noPhoneUserThere(err) {
				return nil, nil
			}
			if err != nil {
				return nil, phoneRefusal(err, attributePhoneFeature)
			}
			state, err := p.readFeature(ctx)
			if err != nil || state == featureOff {
				return nil, err
			}
			return []shared.NotApplied{notTaken(attributePhoneFeature)}, nil
		},
	}
}
