package csvimpl

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Create adds one row at the end of the file.
func (c *connection) Create(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	t, err := c.table(req.Class)
	if err != nil {
		return nil, err
	}
	attributes := make(map[string]shared.Values, len(req.Attributes))
	for _, a := range req.Attributes {
		if attributes[a.Name], err = c.resolve(ctx, t, a.Name, a.Values); err != nil {
			return nil, err
		}
	}
	e := &creation{attributes: attributes}
	effects, err := t.rewrite(ctx, e)
	result := shared.WriteResult{UID: e.uid, Name: e.name, Outcome: shared.OutcomeCreated, SideEffects: effects}
	return done(&result, err)
}

// done returns the result of a write; an error that is about the time after the
// effect gets it as well.
func done(result *shared.WriteResult, err error) (*shared.WriteResult, error) {
	if w, ok := errors.AsType[*shared.WriteError](err); ok {
		w.Result = *result
		return nil, w
	}
	if err != nil {
		return nil, err
	}
	return result, nil
}

// creation is the editor of Create.
type creation struct {
	attributes map[string]shared.Values
	uid, name  string
	added      []byte
}

// edit looks for what stands in the way of the new row.
func (e *creation) edit(r *row, src *source) ([]byte, error) {
	if e.added == nil {
		if err := e.prepare(src); err != nil {
			return nil, err
		}
	}
	uid, name, err := src.identity(r)
	if err != nil {
		return nil, err
	}
	switch {
	case uid == e.uid:
		return nil, src.taken(uid, src.layout.uid, e.uid)
	case strings.EqualFold(name, e.name):
		return nil, src.taken(uid, src.layout.name, e.name)
	default:
		return r.raw, nil
	}
}

// finish returns the new row.
func (e *creation) finish(src *source) ([]byte, bool, error) {
	if e.added == nil {
		if err := e.prepare(src); err != nil {
			return nil, false, err
		}
	}
	return e.added, true, nil
}

// prepare writes the new row.
func (e *creation) prepare(src *source) error {
	l := src.layout
	e.uid, _ = e.attributes[l.uid.name].AsString()
	if e.uid == "" {
		e.uid = newUID()
		e.attributes[l.uid.name] = shared.Strings(e.uid)
	}
	e.name, _ = e.attributes[l.name.name].AsString()
	cells := make([]string, len(l.fields))
	for i, f := range l.fields {
		text, err := src.encode(f, e.attributes[f.name])
		if err != nil {
			return err
		}
		cells[i] = src.table.format.quote(text, src.quotesAll)
	}
	e.added = []byte(strings.Join(cells, string(src.table.format.delimiter)) + src.ending)
	return src.checkRow(e.added, nil)
}

// newUID makes 128 random bits.
func newUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	return hex.EncodeToString(b[:])
}

// taken says that an identifier is in use.
func (s *source) taken(uid string, f field, text string) error {
	return &shared.Error{
		Kind: shared.ErrAlreadyExists, Class: s.table.class, UID: uid, Attribute: f.name,
		Message: s.table.class + " with " + f.name + " " + quoted(text) + " exists",
	}
}
