package zoomimpl

import (
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
)

// phoneTable holds the users of the list of Zoom Phone for the time of a search,
// by the id of the user. An account may have a million of them: what many have in
// common is held once.
type phoneTable struct {
	mu    sync.RWMutex // it is read while the list is
	seeds [2]maphash.Seed
	users map[compactKey]phoneEntry
	sites map[phoneHome]*phoneHome
	plans map[string][]int64
}

// phoneHome is what users of one site have in common.
type phoneHome struct {
	status, siteID, siteName string
}

// phoneEntry is a phone user in the table.
type phoneEntry struct {
	home      *phoneHome
	plans     []int64
	number    string // the first
	more      []string
	extension int64
}

func newPhoneTable() *phoneTable {
	return &phoneTable{
		seeds: newSeeds(), users: map[compactKey]phoneEntry{},
		sites: map[phoneHome]*phoneHome{}, plans: map[string][]int64{},
	}
}

func (t *phoneTable) len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.users)
}

// key is what has takes for an id.
func (t *phoneTable) key(id string) compactKey { return compact(t.seeds, id) }

func (t *phoneTable) has(key compactKey) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	_, ok := t.users[key]
	return ok
}

// put adds a phone user, or replaces what was known: Zoom may repeat a user on
// the next page.
func (t *phoneTable) put(id string, u *phoneUser) {
	t.mu.Lock()
	defer t.mu.Unlock()
	home := phoneHome{u.status, u.siteID, u.siteName}
	shared, ok := t.sites[home]
	if !ok {
		shared = &home
		t.sites[home] = shared
	}
	entry := phoneEntry{home: shared, extension: u.extension}
	if len(u.plans) > 0 {
		key := fmt.Sprint(u.plans)
		if entry.plans, ok = t.plans[key]; !ok {
			entry.plans = slices.Clone(u.plans)
			t.plans[key] = entry.plans
		}
	}
	if len(u.numbers) > 0 {
		entry.number, entry.more = u.numbers[0], slices.Clip(u.numbers[1:])
		if len(entry.more) == 0 {
			entry.more = nil // Not to hold the slice that the first number is in.
		}
	}
	t.users[compact(t.seeds, id)] = entry
}

// get returns a phone user, or nil who is not in the table.
func (t *phoneTable) get(id string) *phoneUser {
	t.mu.RLock()
	entry, ok := t.users[compact(t.seeds, id)]
	t.mu.RUnlock()
	if !ok {
		return nil
	}
	u := &phoneUser{
		status: entry.home.status, siteID: entry.home.siteID, siteName: entry.home.siteName,
		extension: entry.extension, plans: entry.plans,
	}
	if entry.number != "" {
		u.numbers = append([]string{entry.number}, entry.more...)
	}
	return u
}
