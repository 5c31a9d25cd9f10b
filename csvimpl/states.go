package csvimpl

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
)

// stateShards is the number of parts of states, by the first byte of the hash.
const stateShards = 256

// uidHash is a hash of a uid.
type uidHash [16]byte

func hashUID(uid string) uidHash {
	sum := sha256.Sum256([]byte(uid))
	return uidHash(sum[:16])
}

// rowHash is a hash of a row. It is as long as it is because whoever makes two
// versions of a row with one hash hides a change: that takes 2^64 attempts.
type rowHash [hashSize]byte

// state is a row of the present file: 32 bytes.
type state struct {
	uid uidHash
	// row is the hash of the row; all zero when the token knows the row as it is.
	row rowHash
}

// states are the rows of the present file, to look up what a token knows.
type states struct {
	shards [stateShards][]state
}

// states reads the whole file. The uids in it are unique, or it fails.
func (s *source) states(ctx context.Context) (*states, error) {
	st := &states{}
	for r, err := range s.pass(ctx, false) {
		if err != nil {
			return nil, err
		}
		uid, hash, err := s.fingerprint(r)
		if err != nil {
			return nil, err
		}
		key := hashUID(uid)
		st.shards[key[0]] = append(st.shards[key[0]], state{uid: key, row: hash})
	}
	twice := false
	for _, shard := range st.shards {
		slices.SortFunc(shard, func(a, b state) int { return bytes.Compare(a.uid[:], b.uid[:]) })
		for i := range shard {
			twice = twice || i > 0 && shard[i].uid == shard[i-1].uid
		}
	}
	if twice {
		return nil, s.findDuplicate(ctx)
	}
	return st, nil
}

// findDuplicate says where a uid comes twice.
func (s *source) findDuplicate(ctx context.Context) error {
	if err := s.rewind(); err != nil {
		return s.table.ioFault("reading", err)
	}
	for _, err := range s.rows(ctx, true) {
		if err != nil {
			return err
		}
	}
	return s.table.fileFault(shared.ErrConflict, "two uids have one hash; try again")
}

// find returns the state of a uid, or nil.
func (st *states) find(uid string) *state {
	key := hashUID(uid)
	shard := st.shards[key[0]]
	i, ok := slices.BinarySearchFunc(shard, key, func(s state, k uidHash) int { return bytes.Compare(s.uid[:], k[:]) })
	if !ok {
		return nil
	}
	return &shard[i]
}

// fingerprint returns the uid of a row and a hash of its texts and of what makes
// values of them. It does not depend on quotation marks, line endings or the
// order of columns.
func (s *source) fingerprint(r *row) (uid string, hash rowHash, err error) {
	if uid, err = s.identifier(r, s.layout.uid); err != nil {
		return "", hash, err
	}
	buf := s.buf[:0]
	for _, f := range s.layout.ordered {
		text := r.text(f.index)
		buf = binary.AppendUvarint(buf, uint64(len(text)))
		buf = append(buf, text...)
	}
	buf = append(buf, s.layout.digest...)
	s.buf = buf
	sum := sha256.Sum256(buf)
	return uid, rowHash(sum[:len(hash)]), nil
}
