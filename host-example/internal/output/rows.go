package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/igaplugin/igaplugin/shared"
)

// Rows writes objects one after the other.
type Rows interface {
	// Write adds a row.
	Write(obj *shared.Object) error
	// Close writes what is still due after the last row.
	Close() error
	// Abort takes the place of Close when rows are missing. Rows held back are
	// written, and a JSON array that was begun is closed, so that what came can
	// be read; that it is not all, the caller must say.
	Abort() error
}

// Layout says what of the objects tables and CSV show.
type Layout struct {
	// Class is the object class of the rows.
	Class *shared.ObjectClass
	// Columns name the attributes, in their order.
	Columns []string
	// Width, when not 0, lets a table leave out columns: those that are empty,
	// and those that would make it wider than this number of characters. The most
	// important columns come first then.
	Width int
	// Continued says that w holds rows already: CSV repeats no header.
	Continued bool
	// OnHidden, when not nil, is told at the end which attributes the rows have
	// and the columns did not show.
	OnHidden func(attributes []string)
}

// NewRows makes Rows that write to w.
func NewRows(w io.Writer, format Format, layout Layout) Rows {
	if layout.OnHidden == nil {
		layout.OnHidden = func([]string) {}
	}
	switch format {
	case JSON:
		return &jsonRows{w: w, class: layout.Class}
	case JSONL:
		return &jsonlRows{w: w, class: layout.Class}
	case CSV:
		return newCSVRows(w, layout)
	default:
		if layout.Width > 0 {
			layout.Columns = byImportance(layout.Class, layout.Columns)
		}
		return &tableRows{w: w, layout: layout}
	}
}

// jsonlRows writes one object a line.
type jsonlRows struct {
	w     io.Writer
	class *shared.ObjectClass
	line  bytes.Buffer
}

// Write writes a line.
func (r *jsonlRows) Write(obj *shared.Object) error {
	r.line.Reset()
	if err := objectJSON(r.class, obj).append(&r.line); err != nil {
		return err
	}
	r.line.WriteByte('\n')
	_, err := r.w.Write(r.line.Bytes())
	return err
}

// Close has nothing to do: every line is complete.
func (r *jsonlRows) Close() error { return nil }

// Abort has nothing to do either.
func (r *jsonlRows) Abort() error { return nil }

// jsonRows writes one array of objects.
type jsonRows struct {
	w     io.Writer
	class *shared.ObjectClass
	begun bool
}

// Write adds an element.
func (r *jsonRows) Write(obj *shared.Object) error {
	line, err := encode(objectJSON(r.class, obj))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(r.separator())
	if err := json.Indent(&b, line, "  ", "  "); err != nil {
		return fmt.Errorf("encoding output: %w", err)
	}
	_, err = r.w.Write(b.Bytes())
	return err
}

func (r *jsonRows) separator() string {
	if r.begun {
		return ",\n  "
	}
	r.begun = true
	return "[\n  "
}

// Close ends the array.
func (r *jsonRows) Close() error {
	end := "\n]\n"
	if !r.begun {
		end = "[]\n"
	}
	_, err := io.WriteString(r.w, end)
	return err
}

// Abort ends the array, if there is one.
func (r *jsonRows) Abort() error {
	if !r.begun {
		return nil
	}
	return r.Close()
}
