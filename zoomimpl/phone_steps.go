package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	endpointPhoneUser    = "GET /phone/users/{userId}"
	endpointPatchPhone   = "PATCH /phone/users/{userId}"
	endpointPhoneBatch   = "PUT /phone/users/batch"
	endpointAssignPlans  = "POST /phone/users/{userId}/calling_plans"
	endpointSwapPlan     = "PUT /phone/users/{userId}/calling_plans"
	endpointRemovePlan   = "DELETE /phone/users/{userId}/calling_plans/{planType}"
	endpointAssignPhones = "POST /phone/users/{userId}/phone_numbers"
	endpointRemovePhone  = "DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId}"
)

// steps are the calls that make the changes, in the order in which Zoom takes
// them: what a user needs before it is given anything, and what is taken last
// because something else needs it.
func (p *phonePlan) steps() []step {
	switch {
	case p == nil || len(p.changes) == 0:
		return nil
	case p.turnsOff():
		return []step{p.featureStep(false), p.verifyOff()}
	case p.before == nil || p.lingers:
		return []step{p.featureStep(true), p.waitStep()}
	default:
		return p.userSteps()
	}
}

func (p *phonePlan) turnsOff() bool {
	on, given := featureDelta(p.changes)
	return given && !on
}

// userSteps are the steps for a user who has Zoom Phone.
func (p *phonePlan) userSteps() []step {
	var steps []step
	if p.site != nil || p.extension != "" {
		steps = append(steps, p.placeStep())
	}
	steps = slices.Concat(steps, p.gainPlanSteps(), p.numberSteps(), p.losePlanSteps())
	if d, ok := find(p.changes, attributePhoneStatus); ok {
		steps = append(steps, p.phoneStatusStep(d))
	}
	if len(steps) > 0 {
		steps = append(steps, p.verifyStep())
	}
	return steps
}

// featureStep switches Zoom Phone, which Zoom takes again when it was switched
// before.
func (p *phonePlan) featureStep(on bool) step {
	name := "Zoom Phone off"
	if on {
		name = "Zoom Phone on"
	}
	return step{
		name: name, endpoint: endpointPatchUser,
		settles: []shared.AttributeDelta{shared.ReplaceDelta(attributePhoneFeature, shared.BoolValue(on))},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			patch := zoomapi.UserPatch{Feature: &zoomapi.Feature{ZoomPhone: &on}}
			return nil, about(p.c.api.UpdateUser(ctx, target(p.u), patch), attributePhoneFeature)
		},
		settled: func(ctx context.Context) bool {
			feature, err := p.c.api.UserFeature(ctx, target(p.u))
			return err == nil && feature.ZoomPhone != nil && *feature.ZoomPhone == on
		},
		done: func() {
			if !on {
				p.w.result.SideEffects = append(p.w.result.SideEffects, p.dropped()...)
				p.now = nil
			}
		},
	}
}

// dropped are the side effects of switching Zoom Phone off, which was asked for.
func (p *phonePlan) dropped() []shared.SideEffect {
	return slices.DeleteFunc(p.lost("lost with Zoom Phone"), func(e shared.SideEffect) bool {
		_, asked := find(p.asked, e.Attribute)
		return asked
	})
}

// shows makes a look at the phone user that tells whether a change was made.
func (p *phonePlan) shows(made func(now *zoomapi.PhoneUser) bool) func(context.Context) bool {
	return func(ctx context.Context) bool {
		now, err := p.c.api.PhoneUser(ctx, target(p.u))
		return err == nil && made(now)
	}
}

// siteChange is one of the changes that name the site.
func (p *phonePlan) siteChange() (shared.AttributeDelta, bool) {
	for _, name := range []string{attributeSiteID, attributeSiteName, attributeSiteCode} {
		if d, ok := find(p.changes, name); ok {
			return d, true
		}
	}
	return shared.AttributeDelta{}, false
}

// placeStep moves the user and changes the extension, in one call: a new
// extension must be one of the new site.
func (p *phonePlan) placeStep() step {
	var patch zoomapi.PhoneUserPatch
	name := "extension"
	if p.site != nil {
		patch.SiteID, name = &p.site.ID, "site"
	}
	if p.extension != "" {
		patch.ExtensionNumber = &p.extension
	}
	if p.site != nil && p.extension != "" {
		name = "site and extension"
	}
	return step{
		name: name, endpoint: endpointPatchPhone,
		settles: slices.DeleteFunc(slices.Clone(p.changes), func(d shared.AttributeDelta) bool { return !placing(d.Name) }),
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, p.placeRefusal(p.c.api.UpdatePhoneUser(ctx, target(p.u), patch))
		},
		settled: p.shows(p.placed),
	}
}

// placing tells the attributes that say where in Zoom Phone the user is.
func placing(name string) bool {
	return name == attributeExtension || name == attributeSiteID || aboutSite(name)
}

// placed tells whether the phone user is at the wanted site and has the wanted
// extension.
func (p *phonePlan) placed(now *zoomapi.PhoneUser) bool {
	return (p.site == nil || now.HomeSiteID() == p.site.ID) && (p.extension == "" || sameExtension(p.extension, now.ExtensionNumber))
}

func (p *phonePlan) phoneStatusStep(d shared.AttributeDelta) step {
	status, _ := d.Replace.AsString()
	return step{
		name: "phone status", endpoint: endpointPhoneBatch, settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			err := p.c.api.SetPhoneStatus(ctx, []string{p.before.ID}, status == zoomapi.PhoneActivate)
			return nil, phoneRefusal(err, d.Name)
		},
		settled: p.shows(func(now *zoomapi.PhoneUser) bool { return now.Status == status }),
	}
}
