package memimpl

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// maxToken bounds what is read of a token: ours are short.
const maxToken = 256

// Sync reports the changes since a token, each object once, in the order of
// their last change.
func (c *connection) Sync(_ context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	since, err := c.store.readToken(req)
	if err != nil {
		return nil, err
	}
	changes, now := c.store.changesSince(req.Class, since)
	if req.LatestTokenOnly {
		changes = nil
	}
	return shared.NewChanges(func(yield func(*shared.Change, error) bool) {
		for _, ch := range changes {
			if ch.Kind == shared.ChangeUpsert {
				ch = &shared.Change{Kind: ch.Kind, Object: c.project(ch.Object, req.Attributes)}
			}
			if !yield(ch, nil) {
				return
			}
		}
	}, func(w io.Writer) error {
		_, err := io.WriteString(w, c.store.id+"."+strconv.FormatUint(now, 10))
		return err
	}, nil, nil), nil
}

// readToken returns the point of time that a token stands for; 0 without one.
func (s *store) readToken(req *shared.SyncRequest) (uint64, error) {
	if req.Token == nil {
		return 0, nil
	}
	raw, err := io.ReadAll(io.LimitReader(req.Token, maxToken))
	if err != nil {
		return 0, err
	}
	id, clock, _ := strings.Cut(string(raw), ".")
	n, err := strconv.ParseUint(clock, 10, 64)
	if err != nil || id != s.id {
		return 0, &shared.Error{
			Kind: shared.ErrSyncTokenExpired, Class: req.Class,
			Message: "the token is not one of this connection; synchronise in full",
		}
	}
	return n, nil
}

// changesSince returns the changes after a point of time, and the present one.
func (s *store) changesSince(class string, since uint64) ([]*shared.Change, uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	type dated struct {
		change *shared.Change
		at     uint64
	}
	var found []dated
	t := s.tables[class]
	for _, r := range t.byUID {
		if r.changed > since {
			found = append(found, dated{&shared.Change{Kind: shared.ChangeUpsert, Object: r.object}, r.changed})
		}
	}
	if since > 0 { // who has no token knows of no object that could be gone
		for _, g := range t.gone {
			if g.changed > since {
				found = append(found, dated{&shared.Change{Kind: shared.ChangeDelete, Object: g.object}, g.changed})
			}
		}
	}
	slices.SortFunc(found, func(a, b dated) int { return cmp.Compare(a.at, b.at) })
	out := make([]*shared.Change, len(found))
	for i, d := range found {
		out[i] = d.change
	}
	return out, s.clock
}
