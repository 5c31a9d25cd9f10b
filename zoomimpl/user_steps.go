package zoomimpl

import (
	"context"
	"slices"

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
	if d, ok := find(changes, "group_ids"); ok {
		steps = append(steps, c.groupSteps(u, d)...)
	}
	steps = append(steps, c.roleSteps(u, changes)...)
	if len(profile) > 0 {
		steps = append(steps, c.verifyStep(u, profile))
	}
	if given && !enable {
		steps = append(steps, c.statusStep(w, u, false))
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
			err := c.api.SetUserStatus(ctx, target(u), activate)
			if err == nil && !activate && u.Type == zoomapi.UserTypeLicensed {
				w.result.SideEffects = append(w.result.SideEffects, shared.SideEffect{
					Attribute: "type", Description: "Zoom takes every licence from a deactivated user",
				})
			}
			return nil, err
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
		return c.model.attributes[d.Name].patch == nil
	})
}

func (c *connection) profileStep(u *zoomapi.User, profile []shared.AttributeDelta) step {
	return step{
		name: "profile", endpoint: endpointPatchUser, settles: profile,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			var patch zoomapi.UserPatch
			for _, d := range profile {
				if d.Replace != nil {
					c.model.attributes[d.Name].patch(&patch, *d.Replace)
				}
			}
			return nil, c.api.UpdateUser(ctx, target(u), patch)
		},
	}
}

func (c *connection) emailStep(w *writer, u *zoomapi.User, d shared.AttributeDelta) step {
	return step{
		name: "e-mail", endpoint: "PUT /users/{userId}/email", settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			email, _ := d.Replace.AsString()
			err := c.api.SetUserEmail(ctx, target(u), email)
			if err == nil {
				w.result.Name = email
			}
			return nil, err
		},
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

// verifyStep reads the user once and reports the changes that Zoom took without
// applying them: a value that is still the old one. Zoom may store another form
// of a value than the one sent, which is no reason to complain.
func (c *connection) verifyStep(u *zoomapi.User, profile []shared.AttributeDelta) step {
	return step{
		name: "verify", endpoint: endpointGetUser, reads: true, settles: profile,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			now, err := c.api.User(ctx, target(u))
			if err != nil {
				return nil, err
			}
			var left []shared.NotApplied
			for _, d := range profile {
				if !c.dropped(u, now, d) {
					continue
				}
				left = append(left, shared.NotApplied{Attribute: d.Name, Reason: &shared.Error{
					Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: d.Name,
					Message: "Zoom accepted the change and did not apply it",
				}})
			}
			return left, nil
		},
	}
}

// dropped tells whether a change had no effect.
func (c *connection) dropped(before, now *zoomapi.User, d shared.AttributeDelta) bool {
	if d.Name == "display_name" && d.Replace.Len() == 0 {
		return false // Zoom makes a new one of the names, which may be the old one.
	}
	read := c.model.attributes[d.Name].read
	was, is := shared.NewValues(read(before)...), shared.NewValues(read(now)...)
	return is.Equal(was) && !is.Equal(*d.Replace)
}
