package values

import (
	"errors"
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// faults collects what is wrong with a request.
type faults struct {
	found []shared.Fault
}

func (f *faults) add(field, format string, args ...any) {
	f.found = append(f.found, shared.Fault{Field: field, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) err(kind shared.ErrorKind, class string) error {
	if len(f.found) == 0 {
		return nil
	}
	return &shared.Error{Kind: kind, Class: class, Faults: f.found}
}

// Together joins errors of one request, each nil or with faults. Of the faults
// of one field the first counts: the others follow from it. An error without
// faults stands alone.
func Together(errs ...error) error {
	var out *shared.Error
	seen := make(map[string]bool)
	for _, err := range errs {
		if err == nil {
			continue
		}
		var e *shared.Error
		if !errors.As(err, &e) || len(e.Faults) == 0 {
			return err
		}
		if out == nil {
			out = &shared.Error{Kind: e.Kind, Class: e.Class, UID: e.UID, Message: e.Message}
		}
		if e.Kind == shared.ErrInvalidRequest {
			out.Kind = e.Kind
		}
		for _, f := range e.Faults {
			if f.Field == "" || !seen[f.Field] {
				out.Faults = append(out.Faults, f)
			}
			seen[f.Field] = true
		}
	}
	if out == nil {
		return nil
	}
	return out
}
