package csvimpl

import (
	"context"
	"crypto/sha256"
	"iter"
)

// pass is what one reading of all rows saw: how many, and a hash of them.
type pass struct {
	rows int64
	sum  [sha256.Size]byte
}

// pass yields what rows does, and ends with ErrConflict when they are not those
// of the pass before. A sync reads the file more than once, and what its token
// knows must be what it told: who writes in place and keeps size and time of the
// file goes unnoticed otherwise, and the change is lost for good.
func (s *source) pass(ctx context.Context, unique bool) iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		var now pass
		hash := sha256.New()
		for r, err := range s.rows(ctx, unique) {
			if err != nil {
				yield(nil, err)
				return
			}
			now.rows++
			_, _ = hash.Write(r.raw) // never fails, as package hash says
			if !yield(r, nil) {
				return
			}
		}
		hash.Sum(now.sum[:0])
		if s.first == nil {
			s.first = &now
		}
		if *s.first != now {
			yield(nil, s.writtenTo())
		}
	}
}
