package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phonePlan is what a write does to the Zoom Phone of a user.
type phonePlan struct {
	c *connection
	w *writer
	u *zoomapi.User
	// asked are the changes as the caller wants them, changes those of them that
	// the user does not show yet.
	asked, changes []shared.AttributeDelta
	// before is the phone user as it was found, now as the last look showed it;
	// nil when there is none.
	before, now *zoomapi.PhoneUser
	// lingers says that the phone user is one whom Zoom has yet to remove, as Zoom
	// Phone is switched off already, while it is to be switched on.
	lingers bool
	// fresh says that Zoom made the phone user in the course of this write.
	fresh bool
	// site and extension are the wanted ones; nil and empty when they stay.
	site      *zoomapi.PhoneSite
	extension string
	plans     planChanges
	numbers   numberChanges
}

// planPhone finds out what changes of Zoom Phone mean for a user, and refuses
// what cannot be, before anything is written. Of a user who is not to be active
// only the changes are told, and nothing is read, nor is it without changes.
func (c *connection) planPhone(ctx context.Context, w *writer, u *zoomapi.User, deltas []shared.AttributeDelta, active bool) (*phonePlan, error) {
	asked, faults := canonicalPhone(deltas)
	p := &phonePlan{c: c, w: w, u: u, asked: asked}
	if len(asked) == 0 {
		return p, nil
	}
	if len(faults) > 0 {
		return nil, invalidValues(classUser, w.result.UID, faults)
	}
	if w.lists == nil {
		w.lists = c.newPhoneLists()
	}
	if !active {
		p.changes = p.differing(nil)
		return p, nil
	}
	if !w.fresh {
		if err := p.look(ctx); err != nil {
			return nil, err
		}
		p.before = p.now
		if err := p.findLingering(ctx); err != nil {
			return nil, err
		}
	}
	err := p.compile(ctx)
	return p, err
}

// look reads the phone user.
func (p *phonePlan) look(ctx context.Context) error {
	now, err := p.c.api.PhoneUser(ctx, target(p.u))
	switch {
	case noPhoneUserThere(err):
		now = nil
	case err != nil:
		return phoneRefusal(err, p.asked[0].Name)
	case now.Status == zoomapi.PhonePending:
		now = nil // A licence with Zoom Phone is not Zoom Phone.
	}
	p.now = now
	return nil
}

// compile decides what is to be done about a phone user who is as before.
func (p *phonePlan) compile(ctx context.Context) error {
	on, given := featureDelta(p.asked)
	switch {
	case given && !on:
		return p.switchOff(ctx)
	case p.before == nil && !on:
		if p.changes = p.differing(nil); len(p.changes) > 0 {
			return p.needsFeature()
		}
		return nil
	}
	site, faults, err := p.w.lists.chooseSite(ctx, p.asked)
	if err != nil {
		return err
	}
	p.changes = p.differing(site)
	p.clear()
	if len(faults) == 0 {
		faults, err = p.place(ctx, site)
	}
	if err != nil {
		return err
	}
	return p.resources(ctx, faults)
}

// clear forgets what compile decided before.
func (p *phonePlan) clear() {
	p.site, p.extension, p.plans, p.numbers = nil, "", planChanges{}, numberChanges{}
}

// resources decides which calling plans and numbers change.
func (p *phonePlan) resources(ctx context.Context, faults []shared.Fault) error {
	plans, seats, err := p.planPlans(ctx)
	if err != nil {
		return err
	}
	numbers, err := p.planNumbers(ctx)
	if err != nil {
		return err
	}
	faults = slices.Concat(faults, plans, numbers)
	if len(faults) == 0 && len(seats) > 0 {
		return &shared.Error{
			Kind: shared.ErrQuotaExceeded, Class: classUser, UID: p.w.result.UID, Attribute: attributePhonePlans, Faults: seats,
		}
	}
	return invalidValues(classUser, p.w.result.UID, append(faults, seats...))
}

// differing are the changes that the user does not show. The site is the one
// that they name.
func (p *phonePlan) differing(site *zoomapi.PhoneSite) []shared.AttributeDelta {
	have := newPhoneUser(p.before)
	return slices.DeleteFunc(slices.Clone(p.asked), func(d shared.AttributeDelta) bool {
		switch d.Name {
		case attributeSiteID, attributeSiteName, attributeSiteCode:
			return site != nil && have != nil && have.siteID == site.ID
		case attributeExtension:
			return false // Short ones are compared when they are complete.
		case attributePhoneFeature:
			if p.lingers {
				return false
			}
		}
		current := shared.NewValues(p.c.model.attributes[d.Name].phone(have)...)
		return d.Apply(current).Equal(current)
	})
}

// lost are the side effects of losing Zoom Phone, as far as the user was looked
// at.
func (p *phonePlan) lost(why string) []shared.SideEffect {
	if p == nil || p.now == nil {
		return nil
	}
	have := newPhoneUser(p.now)
	var effects []shared.SideEffect
	for _, name := range []string{attributePhoneFeature, attributeExtension, attributeSiteID, attributePhonePlans, attributePhoneNumbers} {
		values := shared.NewValues(p.c.model.attributes[name].phone(have)...)
		if values.Len() == 0 {
			continue
		}
		description := why
		if name != attributePhoneFeature {
			description += "; it was " + values.String()
		}
		effects = append(effects, shared.SideEffect{Attribute: name, Description: description})
	}
	return effects
}
