package csvimpl

import (
	"context"
	"errors"
	"io"
	"iter"
)

// checkEvery is after how many rows a loop looks at its context.
const checkEvery = 256

// rows yields the rows from where the source stands, each with its uid. A row is
// valid until the next one. It ends with an error at the first fault of the
// file, and with ErrConflict when the file was written to meanwhile. With unique
// a uid that comes twice is a fault.
func (s *source) rows(ctx context.Context, unique bool) iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		var known *seen
		if unique {
			known = newSeen()
		}
		for n := 0; ; n++ {
			if n%checkEvery == 0 && ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			r, err := s.next()
			if errors.Is(err, io.EOF) {
				if err := s.unchanged(); err != nil {
					yield(nil, err)
				}
				return
			}
			if err == nil {
				err = s.checkUID(ctx, r, known)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// checkUID refuses a row without uid, and one whose uid is known.
func (s *source) checkUID(ctx context.Context, r *row, known *seen) error {
	uid, err := s.identifier(r, s.layout.uid)
	if err != nil {
		return err
	}
	if known == nil || !known.add(uid) {
		return nil
	}
	first, err := s.lineOf(ctx, uid, r.offset)
	if err != nil || first == 0 {
		return err // 0: another uid has the same hash
	}
	return s.duplicate(r.line, uid, first)
}

// duplicate is the fault of a uid that comes twice.
func (s *source) duplicate(line int, uid string, first int) error {
	e := s.table.lineFault(line, "the uid %s stands in line %d already", quoted(uid), first)
	e.UID, e.Attribute = uid, s.layout.uid.name
	return e
}

// lineOf returns the first line before a place of the file whose row has a uid;
// 0 when there is none. It does not move the source.
func (s *source) lineOf(ctx context.Context, uid string, before int64) (int, error) {
	from := *s
	from.scan = newScanner(io.NewSectionReader(s.file, s.body, before-s.body), s.table.format.delimiter, s.charset, s.body, s.bodyLine)
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		if found, err := from.identifier(r, s.layout.uid); err != nil || found == uid {
			return r.line, err
		}
	}
}
