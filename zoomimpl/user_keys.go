package zoomimpl

import (
	"encoding/binary"
	"hash/maphash"
	"strings"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// keySet is a set of texts that takes 16 bytes for each and no pointer: a list may
// have a million rows. Two texts are taken for one with a probability of about one
// in 2^88 for a million texts, and nobody can look for such texts: the seeds are
// chosen anew for each set.
type keySet struct {
	seeds [2]maphash.Seed
	keys  map[compactKey]struct{}
}

// compactKey stands for a text.
type compactKey [16]byte

func newKeySet() *keySet {
	return &keySet{seeds: newSeeds(), keys: map[compactKey]struct{}{}}
}

func newSeeds() [2]maphash.Seed { return [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()} }

// compact makes the key of a text.
func compact(seeds [2]maphash.Seed, text string) compactKey {
	var key compactKey
	binary.LittleEndian.PutUint64(key[:8], maphash.String(seeds[0], text))
	binary.LittleEndian.PutUint64(key[8:], maphash.String(seeds[1], text))
	return key
}

func (s *keySet) add(text string) { s.keys[compact(s.seeds, text)] = struct{}{} }

func (s *keySet) has(text string) bool {
	_, ok := s.keys[compact(s.seeds, text)]
	return ok
}

// listedUsers are the users whom the lists have shown, so that each is returned
// once: pages overlap, lists are restarted, and users change their status.
type listedUsers struct {
	// seen has the ids, and the e-mail addresses of pending users without one.
	seen *keySet
	// invited has the e-mail addresses of those returned without an id, who may be
	// met again with one, and joined those of the others, for which it is the
	// other way round. joined is filled only while pending users are listed.
	invited, joined *keySet
	pendingOpen     bool
}

func newListedUsers(pending bool) *listedUsers {
	return &listedUsers{seen: newKeySet(), invited: newKeySet(), joined: newKeySet(), pendingOpen: pending}
}

// first tells whether the user is shown for the first time, and remembers it.
func (l *listedUsers) first(u *zoomapi.User) bool {
	key := rowKey(u)
	if l.seen.has(key) {
		return false
	}
	l.seen.add(key)
	return true
}

// known tells whether the user was returned under another name: as an invitation
// before joining, or the other way round.
func (l *listedUsers) known(u *zoomapi.User) bool {
	email := strings.ToLower(u.Email)
	if u.ID == "" {
		return l.joined.has(email)
	}
	return email != "" && l.invited.has(email)
}

// returned remembers that the user is a row of the search.
func (l *listedUsers) returned(u *zoomapi.User) {
	email := strings.ToLower(u.Email)
	switch {
	case u.ID == "":
		l.invited.add(email)
	case l.pendingOpen && email != "":
		l.joined.add(email)
	}
}

// pendingDone says that no list of pending users is being read any more.
func (l *listedUsers) pendingDone() {
	l.pendingOpen = false
	l.joined = newKeySet()
}
