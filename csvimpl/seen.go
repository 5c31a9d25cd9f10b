package csvimpl

import "hash/maphash"

// seenShards is the number of parts of a seen, which grow one by one: a table
// that doubled as a whole would need three times its size for a moment.
const seenShards = 64

// seen remembers texts by a hash of 64 bits: about 14 MiB for a million. Two
// texts may have one hash, so who is told that a text was seen looks it up.
type seen struct {
	seed   maphash.Seed
	shards [seenShards]hashSet
}

func newSeen() *seen { return &seen{seed: maphash.MakeSeed()} }

// add tells whether the text was most likely added before.
func (s *seen) add(text string) bool {
	h := maphash.String(s.seed, text)
	return s.shards[h%seenShards].add(h/seenShards + 1)
}

// hashSet is a set of numbers other than 0 with open addressing.
type hashSet struct {
	slots []uint64
	used  int
}

// add tells whether h was there.
func (s *hashSet) add(h uint64) bool {
	if 4*(s.used+1) > 3*len(s.slots) {
		s.grow()
	}
	i := s.find(h)
	if s.slots[i] == h {
		return true
	}
	s.slots[i] = h
	s.used++
	return false
}

// find returns where h is or belongs. The length of slots is a power of two.
func (s *hashSet) find(h uint64) uint64 {
	mask := uint64(len(s.slots)) - 1
	for i := h & mask; ; i = (i + 1) & mask {
		if s.slots[i] == 0 || s.slots[i] == h {
			return i
		}
	}
}

func (s *hashSet) grow() {
	old := s.slots
	s.slots = make([]uint64, max(64, 2*len(old)))
	for _, h := range old {
		if h != 0 {
			s.slots[s.find(h)] = h
		}
	}
}
