package zoomimpl

import (
	"context"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// verifyStep reads the user once and reports the changes that Zoom took without
// applying them, and what it changed along with them.
func (c *connection) verifyStep(w *writer, u *zoomapi.User, asked []shared.AttributeDelta) step {
	return step{
		name: "verify", endpoint: endpointGetUser, reads: true, settles: asked,
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			now, err := c.api.User(ctx, target(u))
			if err != nil {
				return nil, err
			}
			w.result.Name = now.Email
			var left []shared.NotApplied
			for _, d := range asked {
				if !c.dropped(u, now, d) {
					continue
				}
				left = append(left, shared.NotApplied{Attribute: d.Name, Reason: &shared.Error{
					Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: d.Name,
					Message: "Zoom accepted the change and did not apply it",
				}})
			}
			w.result.SideEffects = append(w.result.SideEffects, c.sideEffects(u, now, asked)...)
			return left, nil
		},
	}
}

// dropped tells whether a change had no effect: the values are still the old
// ones, or one that was to go is still there. Zoom may store another form of a
// value than the one sent, which is no reason to complain.
func (c *connection) dropped(before, now *zoomapi.User, d shared.AttributeDelta) bool {
	if d.Name == "display_name" && d.Replace.Len() == 0 {
		return false // Zoom makes a new one of the names, which may be the old one.
	}
	a := c.model.attributes[d.Name]
	was, is := a.current(before), a.current(now)
	wanted := a.wanted(d, was)
	switch {
	case a.same(is, wanted):
		return false
	case a.same(is, was):
		return true
	default:
		return a.info.MultiValued && (a.keeps(is, was, wanted) || a.misses(is, was, wanted))
	}
}

// misses tells whether an object is not there that was to come.
func (a *userAttribute) misses(is, was, wanted shared.Values) bool {
	if a.shape == nil {
		return false
	}
	for v := range wanted.All() {
		if !a.shape.hasKey(is, v) && !a.shape.hasKey(was, v) {
			return true
		}
	}
	return false
}

// keeps tells whether a value is there that was to go.
func (a *userAttribute) keeps(is, was, wanted shared.Values) bool {
	contains := func(values shared.Values, v shared.Value) bool {
		for x := range values.All() {
			if a.same(shared.NewValues(x), shared.NewValues(v)) {
				return true
			}
		}
		return false
	}
	for v := range was.All() {
		if contains(is, v) && !contains(wanted, v) {
			return true
		}
	}
	return false
}

// alongWith names for each attribute those whose change may change it too.
func (c *connection) alongWith(name string) []string {
	switch name {
	case "display_name":
		return []string{"first_name", "last_name"}
	case "phone_numbers":
		return []string{"phone_number", "phone_country"}
	case "phone_number", "phone_country":
		return []string{"phone_number", "phone_country", "phone_numbers"}
	}
	if !c.model.attributes[name].licence {
		return nil
	}
	var licences []string
	for _, a := range c.model.user.Attributes {
		if c.model.attributes[a.Name].licence {
			licences = append(licences, a.Name)
		}
	}
	return licences
}

// sideEffects are changes that nobody asked for.
func (c *connection) sideEffects(before, now *zoomapi.User, asked []shared.AttributeDelta) []shared.SideEffect {
	was := func(name string) bool {
		_, ok := find(asked, name)
		return ok
	}
	var effects []shared.SideEffect
	for _, info := range c.model.user.Attributes {
		if was(info.Name) || !slices.ContainsFunc(c.alongWith(info.Name), was) {
			continue
		}
		a := c.model.attributes[info.Name]
		old, is := a.current(before), a.current(now)
		if a.same(old, is) {
			continue
		}
		effects = append(effects, shared.SideEffect{
			Attribute: info.Name, Description: fmt.Sprintf("Zoom changed it from %s to %s along with what was asked for", old, is),
		})
	}
	return effects
}
