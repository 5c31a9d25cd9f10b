package csvimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
)

// Delete removes one row. References to it in other rows and in the other file
// stay: two files cannot be replaced in one step.
func (c *connection) Delete(ctx context.Context, req *shared.DeleteRequest) (*shared.WriteResult, error) {
	t, err := c.table(req.Class)
	if err != nil {
		return nil, err
	}
	e := &deletion{uid: req.UID}
	effects, err := t.rewrite(ctx, e)
	return done(&shared.WriteResult{UID: req.UID, Name: e.name, Outcome: shared.OutcomeDeleted, SideEffects: effects}, err)
}

// deletion is the editor of Delete.
type deletion struct {
	uid, name string
	line      int // of the row; 0 until it was found
}

// edit drops the row.
func (e *deletion) edit(r *row, src *source) ([]byte, error) {
	uid, name, err := src.identity(r)
	if err != nil || uid != e.uid {
		return r.raw, err
	}
	if e.line > 0 {
		return nil, src.duplicate(r.line, uid, e.line)
	}
	e.line, e.name = r.line, name
	return nil, nil
}

// finish tells whether the row was found.
func (e *deletion) finish(src *source) (added []byte, changed bool, err error) {
	if e.line == 0 {
		return nil, false, src.table.notFound(e.uid, "")
	}
	return nil, true, nil
}
