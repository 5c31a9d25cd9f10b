package csvimpl

import (
	"context"
	"errors"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Get reads one object. It reads the whole file, because a second row with the
// same uid or name would make the answer a matter of luck.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (obj *shared.Object, err error) {
	src, err := c.open(ctx, req.Class)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, src.close()) }()
	fields := src.layout.pick(req.Attributes)
	found := 0
	for r, err := range src.rows(ctx, false) {
		if err != nil {
			return nil, err
		}
		if !src.is(r, req) {
			continue
		}
		if obj != nil && req.UID != "" {
			return nil, src.duplicate(r.line, req.UID, found)
		}
		if obj != nil {
			return nil, src.table.lineFault(r.line, "the name %s stands in line %d already; get the object by its uid", quoted(req.Name), found)
		}
		if obj, err = src.object(r, fields); err != nil {
			return nil, err
		}
		found = r.line
	}
	if obj == nil {
		return nil, src.table.notFound(req.UID, req.Name)
	}
	return obj, nil
}

// is tells whether a row is the one that a request names.
func (s *source) is(r *row, req *shared.GetRequest) bool {
	if req.UID != "" {
		return s.table.format.unprotect(r.text(s.layout.uid.index)) == req.UID
	}
	return strings.EqualFold(s.table.format.unprotect(r.text(s.layout.name.index)), req.Name)
}
