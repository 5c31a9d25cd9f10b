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
}

func groupKey(name string) string { return strings.ToLower(name) }

// join puts u into g; who is a member stays one.
func (g *group) join(u *user) {
	if g.members.add(u) {
		u.groups = append(u.groups, g)
	}
}

// leave takes u out of g and reports whether it was in.
func (g *group) leave(u *user) bool {
	if !g.members.remove(u) {
		return false
	}
	u.groups = slices.DeleteFunc(u.groups, func(have *group) bool { return have == g })
	return true
}

func compareGroupSeq(g *group, seq uint64) int { return cmp.Compare(g.seq, seq) }
