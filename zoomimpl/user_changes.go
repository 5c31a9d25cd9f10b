package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// checkUserDeltas refuses changes that Zoom has no way to carry out.
func (c *connection) checkUserDeltas(uid string, deltas []shared.AttributeDelta) error {
	var faults []shared.Fault
	for _, d := range deltas {
		a := c.model.attributes[d.Name]
		if a.fixed && d.Replace != nil && d.Replace.Len() == 0 {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "cannot be cleared: Zoom wants a value"})
		}
	}
	return invalidValues(classUser, uid, faults)
}

func invalidValues(class, uid string, faults []shared.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	e := &shared.Error{Kind: shared.ErrInvalidAttributeValue, Class: class, UID: uid, Faults: faults}
	if len(faults) == 1 {
		e.Attribute = faults[0].Field
	}
	return e
}

// effective leaves out the changes that the user shows already, so that a
// repeated update costs nothing and converges.
func (c *connection) effective(u *zoomapi.User, deltas []shared.AttributeDelta) []shared.AttributeDelta {
	return slices.DeleteFunc(slices.Clone(deltas), func(d shared.AttributeDelta) bool {
		a := c.model.attributes[d.Name]
		if a.read == nil {
			return false // A password cannot be compared.
		}
		current := shared.NewValues(a.read(u)...)
		if d.Name == "email" {
			want, _ := d.Apply(current).AsString()
			return strings.EqualFold(want, u.Email)
		}
		return d.Apply(current).Equal(current)
	})
}

// resolveGroups replaces groups that are named by their ids. It returns
// ErrInvalidAttributeValue for a name that no group has, or several.
func (c *connection) resolveGroups(ctx context.Context, uid string, deltas []shared.AttributeDelta) ([]shared.AttributeDelta, error) {
	i := slices.IndexFunc(deltas, func(d shared.AttributeDelta) bool { return d.Name == "group_ids" })
	if i < 0 || !namesGroups(deltas[i]) {
		return deltas, nil
	}
	byName := map[string][]string{}
	for g, err := range c.api.Groups(ctx) {
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(g.Name)
		byName[key] = append(byName[key], g.ID)
	}
	var faults []shared.Fault
	resolve := func(values shared.Values) shared.Values {
		var out []shared.Value
		for v := range values.All() {
			r, _ := v.AsReference()
			if r.UID == "" {
				ids := byName[strings.ToLower(r.Name)]
				if len(ids) != 1 {
					faults = append(faults, shared.Fault{Field: "group_ids", Message: groupNameFault(r.Name, len(ids))})
					continue
				}
				r.UID = ids[0]
			}
			out = append(out, shared.ReferenceValue(r))
		}
		return shared.NewValues(out...)
	}
	d := deltas[i]
	if d.Replace != nil {
		v := resolve(*d.Replace)
		d.Replace = &v
	}
	d.Add, d.Remove = resolve(d.Add), resolve(d.Remove)
	out := slices.Clone(deltas)
	out[i] = d
	return out, invalidValues(classUser, uid, faults)
}

func groupNameFault(name string, found int) string {
	if found == 0 {
		return "there is no group named " + name
	}
	return "several groups are named " + name + ": use the id"
}

// namesGroups tells whether a delta refers to a group by name.
func namesGroups(d shared.AttributeDelta) bool {
	named := func(values shared.Values) bool {
		for v := range values.All() {
			if r, ok := v.AsReference(); ok && r.UID == "" {
				return true
			}
		}
		return false
	}
	return named(d.Add) || named(d.Remove) || (d.Replace != nil && named(*d.Replace))
}

// find returns the delta of an attribute.
func find(deltas []shared.AttributeDelta, name string) (shared.AttributeDelta, bool) {
	for _, d := range deltas {
		if d.Name == name {
			return d, true
		}
	}
	return shared.AttributeDelta{}, false
}

// enabledDelta returns what the deltas set attribute enabled to.
func enabledDelta(deltas []shared.AttributeDelta) (enable, given bool) {
	d, ok := find(deltas, "enabled")
	if !ok || d.Replace == nil {
		return false, false
	}
	return d.Replace.AsBool()
}
