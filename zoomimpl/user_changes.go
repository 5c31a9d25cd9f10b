package zoomimpl

import (
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
		if a.fixed && d.Replace != nil && a.clears(*d.Replace) {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "cannot be cleared: Zoom wants a value"})
		}
		faults = append(faults, c.model.deltaFaults(d)...)
	}
	if both := slices.Concat(phoneFaults(deltas), c.model.withoutPhoneFaults(deltas)); len(both) > 0 {
		return &shared.Error{Kind: shared.ErrInvalidRequest, Class: classUser, UID: uid, Faults: append(faults, both...)}
	}
	return invalidValues(classUser, uid, faults)
}

// clears tells whether values leave nothing.
func (a *userAttribute) clears(values shared.Values) bool {
	v, one := values.Single()
	return values.Len() == 0 || (one && a.isNothing(v))
}

// phoneFaults refuse the numbers of the profile in their old and their new form
// at once: it would be left to Zoom which of them wins.
func phoneFaults(deltas []shared.AttributeDelta) []shared.Fault {
	if _, ok := find(deltas, "phone_numbers"); !ok {
		return nil
	}
	var faults []shared.Fault
	for _, old := range []string{"phone_number", "phone_country"} {
		if _, ok := find(deltas, old); ok {
			faults = append(faults, shared.Fault{Field: old, Message: "cannot be written together with phone_numbers, its successor"})
		}
	}
	return faults
}

func invalidValues(class, uid string, faults []shared.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	e := &shared.Error{Kind: shared.ErrInvalidAttributeValue, Class: class, UID: uid, Faults: faults}
	if !slices.ContainsFunc(faults, func(f shared.Fault) bool { return f.Field != faults[0].Field }) {
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
		if d.Name == "email" {
			want, _ := d.Apply(a.current(u)).AsString()
			return strings.EqualFold(want, u.Email)
		}
		return a.holds(u, d)
	})
}

// checkChanges refuses what shows only when the changes are put together with
// what the user has. Nothing was sent yet.
func (c *connection) checkChanges(w *writer, u *zoomapi.User, changes []shared.AttributeDelta) error {
	if _, ok := find(changes, "email"); ok && c.cfg.protectsAddress(u) {
		return &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classUser, UID: w.result.UID, Attribute: "email",
			Message: "the user is protected by this address, which is in " + propProtectedUsers + ": put the user's id there, or let " + propAllowProtected + " be true",
		}
	}
	var faults []shared.Fault
	for _, together := range append([][]shared.AttributeDelta{c.profileChanges(changes)}, single(c.licenceChanges(changes))...) {
		_, err := c.patchOf(u, together)
		if err != nil {
			faults = append(faults, shared.AsError(err).Faults...)
		}
	}
	return invalidValues(classUser, w.result.UID, faults)
}

// single makes a list of one of each change.
func single(changes []shared.AttributeDelta) [][]shared.AttributeDelta {
	out := make([][]shared.AttributeDelta, len(changes))
	for i := range changes {
		out[i] = changes[i : i+1]
	}
	return out
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
