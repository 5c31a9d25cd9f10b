package csvimpl

import (
	"context"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Update applies deltas to one row, all or none. Cells that do not change keep
// every byte.
func (c *connection) Update(ctx context.Context, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	t, err := c.table(req.Class)
	if err != nil {
		return nil, err
	}
	e := &change{uid: req.UID}
	for _, d := range req.Deltas {
		if d, err = c.resolveDelta(ctx, t, d); err != nil {
			return nil, err
		}
		e.deltas = append(e.deltas, d)
	}
	effects, err := t.rewrite(ctx, e)
	result := shared.WriteResult{UID: req.UID, Name: e.name, Outcome: shared.OutcomeUpdated, SideEffects: effects}
	if !e.changed {
		result.Outcome = shared.OutcomeAlreadyDone
	}
	return done(&result, err)
}

// change is the editor of Update.
type change struct {
	uid     string
	deltas  []shared.AttributeDelta
	name    string // of the row, after the change
	line    int    // of the row; 0 until it was found
	before  string // its name before the change
	changed bool
	// taken says that another row has the name; nil while none was found.
	taken error
}

// edit changes the row, and looks for others in the way.
func (e *change) edit(r *row, src *source) ([]byte, error) {
	uid, name, err := src.identity(r)
	if err != nil {
		return nil, err
	}
	if uid != e.uid {
		if wanted, ok := e.wantedName(src.layout); ok && strings.EqualFold(name, wanted) {
			e.taken = src.taken(uid, src.layout.name, wanted)
		}
		return r.raw, nil
	}
	if e.line > 0 {
		return nil, src.duplicate(r.line, uid, e.line)
	}
	e.line, e.name, e.before = r.line, name, name
	return e.apply(r, src)
}

// wantedName returns the name that the row is to get.
func (e *change) wantedName(l *layout) (string, bool) {
	for _, d := range e.deltas {
		if d.Name == l.name.name && d.Replace != nil {
			return d.Replace.AsString()
		}
	}
	return "", false
}

// apply returns the row with the deltas applied.
func (e *change) apply(r *row, src *source) ([]byte, error) {
	cells := make(map[int]string)
	for _, d := range e.deltas {
		f, _ := src.layout.field(d.Name)
		current, err := src.values(r, f)
		if err != nil && d.Replace == nil {
			return nil, err // what stands there is lost only when that was asked for
		}
		after := d.Apply(current)
		if err == nil && after.Equal(current) {
			continue
		}
		text, err := src.encode(f, after)
		if err != nil {
			return nil, err
		}
		if text == r.text(f.index) {
			continue // an empty text where there was none
		}
		cells[f.index] = text
		if f.index == src.layout.name.index {
			e.name, _ = after.AsString()
		}
	}
	if e.changed = len(cells) > 0; !e.changed {
		return r.raw, nil
	}
	raw := src.with(r, cells)
	return raw, src.checkRow(raw, r)
}

// with returns the text of a row with some cells replaced. They are quoted where
// they were before.
func (s *source) with(r *row, cells map[int]string) []byte {
	out := make([]byte, 0, len(r.raw)+64)
	from := 0
	for i, c := range r.cells {
		text, ok := cells[i]
		if !ok {
			continue
		}
		out = append(out, r.raw[from:c.start]...)
		out = append(out, s.table.format.quote(text, c.quoted)...)
		from = c.end
	}
	return append(out, r.raw[from:]...)
}

// finish tells whether the row was found and changed. A name that another row
// has is refused where the row does not have it already.
func (e *change) finish(src *source) (added []byte, changed bool, err error) {
	if e.line == 0 {
		return nil, false, src.table.notFound(e.uid, "")
	}
	if e.taken != nil && !strings.EqualFold(e.before, e.name) {
		return nil, false, e.taken
	}
	return nil, e.changed, nil
}
