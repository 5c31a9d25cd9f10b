package zoomsim

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// Streams of random numbers. Every generated object has a stream of its own,
// so that user number 7 is the same person in a tenant of ten and of a million.
const (
	streamUsers   = 0x75 << 56
	streamGroups  = 0x67 << 56
	streamCreated = 0x63 << 56
)

// numbered is the stream of the i-th object of a kind.
func numbered(stream uint64, i int) uint64 {
	return stream | uint64(i) //nolint:gosec // i is an index, not negative.
}

// dice draws from a generator that is meant to be predictable: nothing that
// must stay secret comes from it.
type dice struct{ source *rand.PCG }

// pick is a number in [0, n); n must be positive.
func (d dice) pick(n int) int {
	high, _ := bits.Mul64(d.source.Uint64(), uint64(n)) //nolint:gosec // n is the positive length of a table.
	return int(high)                                    //nolint:gosec // high is below n.
}

// chance is true in the given part of a hundred.
func (d dice) chance(percent int) bool { return d.pick(100) < percent }

func randomID(source *rand.PCG) objectID {
	var id objectID
	binary.BigEndian.PutUint64(id[:8], source.Uint64())
	binary.BigEndian.PutUint64(id[8:], source.Uint64())
	return id
}

// randomPMI is a personal meeting id of ten digits.
func randomPMI(d dice) int64 { return 1_000_000_000 + int64(d.pick(8_999_999_999)) }
