package zoomimpl

import (
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// userObject makes the object of a user who was read as far as the named
// attributes need, each of which is named once; phone is zero when none of them is of Zoom Phone. An attribute
// without a value is empty, not absent. groupNames, which may be nil, name the
// groups by id.
func (c *connection) userObject(u *zoomapi.User, phone phoneState, names []string, groupNames map[string]string) *shared.Object {
	return c.rowObject(u, phone, names, groupNames, func(string) bool { return false })
}

// rowObject is userObject of a list row, which may lack attributes that lists
// should have: those that are spared are unavailable then.
func (c *connection) rowObject(u *zoomapi.User, phone phoneState, names []string, groupNames map[string]string, spared func(name string) bool) *shared.Object {
	who := c.identify(u)
	b := shared.NewObject(classUser, who.uid, u.Email).Grow(len(names)).PreviousUID(who.previous)
	if who.provisional {
		b.Provisional()
	}
	for _, name := range names {
		a, ok := c.model.attributes[name]
		switch {
		case !ok:
		case a.inRow != nil && spared(name) && !a.inRow(u):
			b.SetUnavailable(name, "Zoom's list leaves it out; it is read for each user singly when it is named")
		case name == "id":
			b.SetString(name, who.uid)
		case name == "group_ids":
			b.Set(name, groupReferences(u.GroupIDs, groupNames)...)
		case a.phone != nil:
			b.SetValues(name, phone.values(a))
		case a.read != nil:
			b.Set(name, a.read(u)...)
		}
	}
	return b.Build()
}

// userNeed says which of the attributes a list row cannot give.
type userNeed struct {
	get   bool             // at least one comes from the single get
	check []*userAttribute // these may be missing in a row
}

func (m *model) userNeed(names []string) userNeed {
	need := userNeed{get: hasSource(m.user, names, sourceGet)}
	for _, name := range names {
		if a := m.attributes[name]; a != nil && a.inRow != nil {
			need.check = append(need.check, a)
		}
	}
	return need
}

// missing tells whether the row has to be completed by a single get.
func (n userNeed) missing(row *zoomapi.User) bool {
	return n.get || slices.ContainsFunc(n.check, func(a *userAttribute) bool { return !a.inRow(row) })
}
