package zoomimpl

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// licenceChanges are the changes that Zoom takes one by one.
func (c *connection) licenceChanges(changes []shared.AttributeDelta) []shared.AttributeDelta {
	return slices.DeleteFunc(slices.Clone(changes), func(d shared.AttributeDelta) bool {
		return !c.model.attributes[d.Name].licence
	})
}

// licenceSteps change the licences of a user with a PATCH each: Zoom refuses type,
// plan_united_type and zoom_one_type in one. Plans are taken away first, which
// frees their seats, and given last, since they rest on the type.
func (c *connection) licenceSteps(u *zoomapi.User, changes []shared.AttributeDelta) []step {
	order := func(d shared.AttributeDelta) int {
		a := c.model.attributes[d.Name]
		switch {
		case d.Name == "type":
			return 1
		case a.wanted(d, a.current(u)).Len() > 0:
			return 2
		default:
			return 0
		}
	}
	ordered := slices.SortedStableFunc(slices.Values(changes), func(a, b shared.AttributeDelta) int {
		return cmp.Compare(order(a), order(b))
	})
	steps := make([]step, len(ordered))
	for i, d := range ordered {
		steps[i] = c.licenceStep(u, d)
	}
	return steps
}

func (c *connection) licenceStep(u *zoomapi.User, d shared.AttributeDelta) step {
	return step{
		name: "licence " + d.Name, endpoint: endpointPatchUser, settles: []shared.AttributeDelta{d},
		run: func(ctx context.Context) ([]shared.NotApplied, error) {
			patch, err := c.patchOf(u, []shared.AttributeDelta{d})
			if err != nil {
				return nil, err
			}
			return nil, about(c.api.UpdateUser(ctx, target(u), *patch), d.Name)
		},
		settled: c.showsAll(u, []shared.AttributeDelta{d}),
	}
}

// about says which attribute a refusal of Zoom is about, where only the caller
// can tell. Other failures, limits of requests among them, stay as they are.
func about(err error, attribute string) error {
	refusal, ok := errors.AsType[*zoomapi.Error](err)
	if !ok || refusal.Status >= http.StatusInternalServerError || refusal.Status == http.StatusTooManyRequests {
		return err
	}
	out := *catalogued(err)
	switch out.Kind {
	case shared.ErrQuotaExceeded, shared.ErrInvalidAttributeValue, shared.ErrPreconditionFailed:
		out.Attribute = attribute
		return &out
	default:
		return err
	}
}

// after is the user as licence changes leave it.
func (c *connection) after(u *zoomapi.User, licences []shared.AttributeDelta) *zoomapi.User {
	changed := *u
	for _, d := range licences {
		var patch zoomapi.UserPatch
		a := c.model.attributes[d.Name]
		a.patch(&patch, a.wanted(d, a.current(u)))
		switch {
		case patch.Type != nil:
			changed.Type = *patch.Type
		case patch.PlanUnitedType != nil:
			changed.PlanUnitedType = strings.TrimSuffix(*patch.PlanUnitedType, planOff)
		case patch.ZoomOneType != nil:
			changed.ZoomOneType = patch.ZoomOneType
		}
	}
	return &changed
}

const licencesTaken = "Zoom takes every licence from a deactivated user"

// lostLicences are the side effects of deactivating a user.
func lostLicences(u *zoomapi.User) []shared.SideEffect {
	var effects []shared.SideEffect
	for _, lost := range []struct {
		attribute string
		had       bool
	}{
		{"type", u.Type == zoomapi.UserTypeLicensed},
		{"plan_united_type", u.PlanUnitedType != ""},
		{"zoom_one_type", u.ZoomOneType != nil && *u.ZoomOneType != 0},
		{"license_info_list", len(u.LicenseInfoList) > 0},
	} {
		if lost.had {
			effects = append(effects, shared.SideEffect{
				Attribute: lost.attribute, Description: licencesTaken,
			})
		}
	}
	return effects
}
