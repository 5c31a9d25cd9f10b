package importer

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// hashSize is the length of a uidHash in bytes. By 128 bits no two of a million
// uids are ever taken for one.
const hashSize = 16

// uidHash stands for a uid: a uid may be of any length, and may be an e-mail
// address that a checkpoint need not hold.
type uidHash [hashSize]byte

func hashOf(uid string) uidHash {
	sum := sha256.Sum256([]byte(uid))
	return uidHash(sum[:hashSize])
}

func compareHashes(a, b uidHash) int { return bytes.Compare(a[:], b[:]) }

// delivered is a set of uids in 16 bytes each. It is sorted before it is asked.
type delivered []uidHash

// add adds hashes that stand one after the other.
func (d *delivered) add(hashes []byte) {
	for h := range slices.Chunk(hashes, hashSize) {
		*d = append(*d, uidHash(h))
	}
}

func (d delivered) sort() { slices.SortFunc(d, compareHashes) }

func (d delivered) has(uid string) bool {
	_, found := slices.BinarySearchFunc(d, hashOf(uid), compareHashes)
	return found
}
