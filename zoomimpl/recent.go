package zoomimpl

import "sync"

// maxRemembered bounds what a connection remembers of pending users.
const maxRemembered = 50_000

// recent remembers the newest keys with their values, up to a bound.
type recent struct {
	mu     sync.Mutex
	values map[string]string
	ring   []string // keys in the order in which they came
	next   int
}

func newRecent(bound int) *recent {
	return &recent{values: map[string]string{}, ring: make([]string, 0, min(bound, 64)), next: -bound}
}

// put remembers a value; the oldest key makes room when the bound is reached.
func (r *recent) put(key, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.values[key]; !known {
		if r.next < 0 {
			r.ring = append(r.ring, key)
			r.next++
		} else {
			at := r.next % len(r.ring)
			delete(r.values, r.ring[at])
			r.ring[at] = key
			r.next = at + 1
		}
	}
	r.values[key] = value
}

// get returns the value of a key.
func (r *recent) get(key string) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.values[key]
	return v, ok
}
