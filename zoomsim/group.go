package zoomsim

import (
	"cmp"
	"slices"
	"strings"
)

// group is a user group.
type group struct {
	id      objectID
	seq     uint64
	name    string
	members roster
	admins  roster
}

func groupKey(name string) string { return strings.ToLower(name) }

// join puts u into g and reports whether it was new there.
func (g *group) join(u *user) bool {
	if !g.members.add(u) {
		return false
	}
	u.groups = append(u.groups, g)
	return true
}

// leave takes u out of g and reports whether it was in.
func (g *group) leave(u *user) bool {
	if !g.members.remove(u) {
		return false
	}
	u.groups = slices.DeleteFunc(u.groups, func(have *group) bool { return have == g })
	if u.rare().primary == g {
		u.more.primary = nil
	}
	return true
}

func compareGroupSeq(g *group, seq uint64) int { return cmp.Compare(g.seq, seq) }
