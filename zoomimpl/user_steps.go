package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	endpointGetUser   = "GET /users/{userId}"
	endpointPatchUser = "PATCH /users/{userId}"
	endpointStatus    = "PUT /users/{userId}/status"
)

// userSteps compiles changes into the order in which Zoom takes them: a user is
// active while it is changed, and deactivated last.
func (c *connection) userSteps(w *writer, u *zoomapi.User, changes []shared.AttributeDelta) []step {
	enable, given := enabledDelta(changes)
	var steps []step
	if given && enable {
		steps = append(steps, c.statusStep(w, u, true))
	}
	// Zoom takes changes to administrators from few apps.
	demoted := demotes(changes)
	if demoted {
		steps = append(steps, c.roleSteps(u, changes)...)
	}
	profile := c.profileChanges(changes)
	if len(profile) > 0 {
		steps = append(steps, c.profileStep(u, profile))
	}
	if d, ok := find(changes, "email"); ok {
		steps = append(steps, c.emailStep(w, u, d))
	}
	if d, ok := find(changes, "password"); ok {
		steps = append(steps, c.passwordStep(u, d))
	}
	licences := c.licenceChanges(changes)
	steps = append(steps, c.licenceSteps(u, licences)...)
	if d, ok := find(changes, "group_ids"); ok {
		steps = append(steps, c.groupSteps(u, d)...)
	}
	if !demoted {
		steps = append(steps, c.roleSteps(u, changes)...)
	}
	asked := slices.Concat(profile, licences)
	if d, ok := find(changes, "email"); ok {
		asked = append(asked, d)
	}
	if len(asked) > 0 {
		steps = append(steps, c.verifyStep(w, u, asked))
	}
	steps = append(steps, w.phone.steps()...)
	if given && !enable {
		steps = append(steps, c.statusStep(w, c.after(u, licences), false))
		steps = append(steps, c.logoutSteps(u)...)
	}
	return steps
}

// target names the user in a request: by id, which outlives a change of the
// e-mail address.
func target(u *zoomapi.User) string {
	if u.ID != "" {
		return u.ID
	}
	return u.Email
}

func (c *connection) statusStep(w *writer, u *zoomapi.User, activate bool) step {
	name := "deactivate"
	if activate {
		name = "activate"
	}
	return step{
		name: name, endpoint: endpointStatus,
		settles: []shared.AttributeDelta{shared.ReplaceDelta("enabled", shared.BoolValue(activate))},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			if !activate {
				c.lookAtLosses(ctx, w, u)
			}
			return nil, about(c.api.SetUserStatus(ctx, target(u), activate), "enabled")
		},
		settled: c.shows(u, func(now *zoomapi.User) bool { return (now.Status == zoomapi.StatusActive) == activate }),
		done: func() {
			if !activate {
				w.result.SideEffects = append(w.result.SideEffects, slices.Concat(lostLicences(u), w.losses)...)
			}
		},
	}
}

// logoutSteps revoke the sessions of a deactivated user when the configuration
// asks for it.
func (c *connection) logoutSteps(u *zoomapi.User) []step {
	if !c.cfg.immediateLogout {
		return nil
	}
	return []step{{
		name: "log out", endpoint: "DELETE /users/{userId}/token",
		settles: []shared.AttributeDelta{shared.ReplaceDelta("enabled", shared.BoolValue(false))},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, c.api.RevokeUserTokens(ctx, target(u))
		},
	}}
}

// profileChanges are the changes that go into one PATCH.
func (c *connection) profileChanges(changes []shared.AttributeDelta) []shared.AttributeDelta {
	return slices.DeleteFunc(slices.Clone(changes), func(d shared.AttributeDelta) bool {
		a := c.model.attributes[d.Name]
		return a.patch == nil || a.licence
	})
}

func (c *connection) profileStep(u *zoomapi.User, profile []shared.AttributeDelta) step {
	return step{
		name: "profile", endpoint: endpointPatchUser, settles: profile,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			patch, err := c.patchOf(u, profile)
			if err != nil {
				return nil, err
			}
			return nil, c.api.UpdateUser(ctx, target(u), *patch)
		},
		settled: c.showsAll(u, profile),
	}
}

// showsAll makes a look that tells whether the user has every value that the
// changes lead to.
func (c *connection) showsAll(u *zoomapi.User, changes []shared.AttributeDelta) func(context.Context) bool {
	return c.shows(u, func(now *zoomapi.User) bool {
		return !slices.ContainsFunc(changes, func(d shared.AttributeDelta) bool {
			return !c.model.attributes[d.Name].holds(now, d)
		})
	})
}

// patchOf puts changes into one PATCH. Lists are sent whole, so that their length
// is known here only.
func (c *connection) patchOf(u *zoomapi.User, changes []shared.AttributeDelta) (*zoomapi.UserPatch, error) {
	var patch zoomapi.UserPatch
	var faults []shared.Fault
	for _, d := range changes {
		a := c.model.attributes[d.Name]
		values := a.wanted(d, a.current(u))
		faults = append(faults, a.countFaults(values)...)
		a.patch(&patch, values)
	}
	if patch.PhoneNumber != nil && patch.PhoneCountry == nil {
		// Zoom wants the country along with the number.
		if *patch.PhoneNumber != "" && u.PhoneCountry == "" {
			faults = append(faults, shared.Fault{Field: "phone_number", Message: "needs phone_country: the user has none"})
		}
		if u.PhoneCountry != "" {
			patch.PhoneCountry = &u.PhoneCountry
		}
	}
	return &patch, invalidValues(classUser, "", faults)
}

func (c *connection) emailStep(w *writer, u *zoomapi.User, d shared.AttributeDelta) step {
	email, _ := d.Replace.AsString()
	return step{
		name: "e-mail", endpoint: "PUT /users/{userId}/email", settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			return nil, c.api.SetUserEmail(ctx, target(u), email)
		},
		settled: c.shows(u, func(now *zoomapi.User) bool { return strings.EqualFold(now.Email, email) }),
		done:    func() { w.result.Name = email },
	}
}

func (c *connection) passwordStep(u *zoomapi.User, d shared.AttributeDelta) step {
	return step{
		name: "password", endpoint: "PUT /users/{userId}/password", settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			password, _ := d.Replace.AsSecret()
			return nil, c.api.SetUserPassword(ctx, target(u), zoomapi.NewSecret(password.Reveal()))
		},
	}
}
