package csvimpl

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
)

// Sync compares the file with the state in the token: deletions first, in the
// order of the token, then what is new or different, in the order of the file.
// Memory holds 32 bytes for each row, of which there are 32 MiB for a million.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	src, err := c.open(ctx, req.Class)
	if err != nil {
		return nil, err
	}
	changes, err := src.changes(ctx, req)
	if err != nil {
		return nil, errors.Join(err, src.close())
	}
	// Where changes were read, the uids were found unique on the way.
	writeToken := func(w io.Writer) error { return src.writeToken(ctx, w, req.LatestTokenOnly) }
	closeFile := func() { _ = src.close() } // it was only read
	return shared.NewChanges(changes, writeToken, nil, closeFile), nil
}

// changes prepares what can fail before the first change.
func (s *source) changes(ctx context.Context, req *shared.SyncRequest) (iter.Seq2[*shared.Change, error], error) {
	fields := s.layout.pick(req.Attributes)
	if req.LatestTokenOnly {
		return func(func(*shared.Change, error) bool) {}, nil
	}
	if req.Token == nil {
		return s.upserts(ctx, fields, nil), nil
	}
	token, err := newTokenReader(req.Token, s.binding())
	if err != nil {
		return nil, err
	}
	present, err := s.states(ctx)
	if err != nil {
		return nil, err
	}
	return func(yield func(*shared.Change, error) bool) {
		for change, err := range s.deletions(ctx, token, present) {
			if !yield(change, err) || err != nil {
				return
			}
		}
		if err := s.rewind(); err != nil {
			yield(nil, s.table.ioFault("reading", err))
			return
		}
		for change, err := range s.upserts(ctx, fields, present) {
			if !yield(change, err) {
				return
			}
		}
	}, nil
}

// deletions yields the objects of the token that are gone, and marks those that
// are as they were.
func (s *source) deletions(ctx context.Context, token *tokenReader, present *states) iter.Seq2[*shared.Change, error] {
	return func(yield func(*shared.Change, error) bool) {
		n := 0
		for e, err := range token.entries() {
			if n++; err == nil && n%checkEvery == 0 {
				err = ctx.Err()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if now := present.find(e.uid); now != nil {
				if now.row == e.hash {
					now.row = rowHash{}
				}
				continue
			}
			if !yield(&shared.Change{Kind: shared.ChangeDelete, Object: shared.NewObject(s.table.class, e.uid, "").Build()}, nil) {
				return
			}
		}
	}
}

// upserts yields the rows that are not marked unchanged; all without states.
func (s *source) upserts(ctx context.Context, fields []field, present *states) iter.Seq2[*shared.Change, error] {
	return func(yield func(*shared.Change, error) bool) {
		for r, err := range s.pass(ctx, present == nil) {
			var change *shared.Change
			if err == nil && present != nil && present.unchanged(s, r) {
				continue
			}
			if err == nil {
				change = &shared.Change{Kind: shared.ChangeUpsert}
				change.Object, err = s.object(r, fields)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(change, nil) {
				return
			}
		}
	}
}

// unchanged tells whether a row is marked.
func (st *states) unchanged(s *source, r *row) bool {
	now := st.find(s.table.format.unprotect(r.text(s.layout.uid.index)))
	return now != nil && now.row == rowHash{}
}

// writeToken writes the state of the file as this sync saw it.
func (s *source) writeToken(ctx context.Context, w io.Writer, unique bool) error {
	if err := s.rewind(); err != nil {
		return s.table.ioFault("reading", err)
	}
	token, err := newTokenWriter(w, s.binding())
	if err != nil {
		return err
	}
	for r, err := range s.pass(ctx, unique) {
		if err != nil {
			return err
		}
		uid, hash, err := s.fingerprint(r)
		if err != nil {
			return err
		}
		if err := token.add(uid, hash); err != nil {
			return err
		}
	}
	return token.finish()
}
