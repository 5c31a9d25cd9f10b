package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// resolveGroups replaces groups that are named by their ids, each once. It
// returns ErrInvalidAttributeValue for what is known to be no group: a name that
// no group has, or several, an impossible id and, when the groups are listed for
// the sake of a name, an id that is not among them.
func (c *connection) resolveGroups(ctx context.Context, uid string, deltas []shared.AttributeDelta) ([]shared.AttributeDelta, error) {
	i := slices.IndexFunc(deltas, func(d shared.AttributeDelta) bool { return d.Name == "group_ids" })
	if i < 0 {
		return deltas, nil
	}
	d := deltas[i]
	r := &groupResolver{}
	if namesGroups(d) {
		if err := r.list(ctx, c.api); err != nil {
			return nil, err
		}
	}
	if d.Replace != nil {
		v := r.resolve(*d.Replace, true)
		d.Replace = &v
	}
	d.Add, d.Remove = r.resolve(d.Add, true), r.resolve(d.Remove, false)
	for v := range d.Add.All() {
		if d.Remove.Contains(v) {
			r.fault(referenceLabels([]shared.Value{v})[0] + " is both added and removed")
		}
	}
	out := slices.Clone(deltas)
	out[i] = d
	return out, invalidValues(classUser, uid, r.faults)
}

// groupResolver finds the groups that values refer to.
type groupResolver struct {
	// byName and byID are empty unless the groups were listed.
	byName map[string][]string
	byID   map[string]bool
	faults []shared.Fault
}

// list reads all groups.
func (r *groupResolver) list(ctx context.Context, api *zoomapi.Client) error {
	r.byName, r.byID = map[string][]string{}, map[string]bool{}
	for g, err := range api.Groups(ctx) {
		if err != nil {
			return err
		}
		if r.byID[g.ID] {
			continue // Zoom may list one twice.
		}
		key := strings.ToLower(g.Name)
		r.byName[key] = append(r.byName[key], g.ID)
		r.byID[g.ID] = true
	}
	return nil
}

// resolve returns the groups by id, each once. exists says that an id has to be
// that of a group, which it need not be for a removal; a name always has to.
func (r *groupResolver) resolve(values shared.Values, exists bool) shared.Values {
	var out []shared.Value
	seen := map[string]bool{}
	for v := range values.All() {
		ref, _ := v.AsReference()
		switch {
		case ref.UID == "":
			ids := r.byName[strings.ToLower(ref.Name)]
			if len(ids) != 1 {
				r.fault(groupReference.nameFault(ref.Name, len(ids)))
				continue
			}
			ref.UID = ids[0]
		case exists && !r.possible(ref.UID):
			r.fault(groupReference.missing(ref))
			continue
		}
		if !seen[ref.UID] {
			seen[ref.UID] = true
			out = append(out, shared.ReferenceValue(ref))
		}
	}
	return shared.NewValues(out...)
}

// possible tells whether there may be a group of that id.
func (r *groupResolver) possible(id string) bool {
	return zoomapi.ValidID(id) && (r.byID == nil || r.byID[id])
}

func (r *groupResolver) fault(message string) {
	f := shared.Fault{Field: "group_ids", Message: message}
	if !slices.Contains(r.faults, f) {
		r.faults = append(r.faults, f)
	}
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
