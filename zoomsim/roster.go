package zoomsim

import (
	"cmp"
	"slices"
)

// roster is a set of users in creation order. Appending the newest user and
// finding one are cheap, so that listing a page costs no more than the page.
type roster []*user

func (r roster) find(u *user) (int, bool) {
	return slices.BinarySearchFunc(r, u.seq, func(have *user, seq uint64) int { return cmp.Compare(have.seq, seq) })
}

// add puts u in its place and reports whether it was new.
func (r *roster) add(u *user) bool {
	at, found := r.find(u)
	if found {
		return false
	}
	*r = slices.Insert(*r, at, u)
	return true
}

// remove takes u out and reports whether it was in.
func (r *roster) remove(u *user) bool {
	at, found := r.find(u)
	if !found {
		return false
	}
	*r = slices.Delete(*r, at, at+1)
	return true
}
