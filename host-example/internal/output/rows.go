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
	// kindColumn, when not empty, is the column before the others that says how an
	// object has changed.
	kindColumn string
	// OnHidden, when not nil, is told at the end which attributes the rows have
	// and the columns did not show.
	OnHidden func(attributes []string)
}

// NewRows makes Rows that write to w.
func NewRows(w io.Writer, format Format, layout Layout) Rows {
	return objectRows{newRowWriter(w, format, layout)}
}

// objectRows are Rows of objects alone.
type objectRows struct{ rowWriter }

// Write adds a row.
func (r objectRows) Write(obj *shared.Object) error { return r.write("", obj) }

// rowWriter writes objects that may have changed; kind says how, and is empty where
// nothing is said of that.
type rowWriter interface {
	write(kind string, obj *shared.Object) error
	Close() error
	Abort() error
}

func newRowWriter(w io.Writer, format Format, layout Layout) rowWriter {
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

// header is the names of all columns.
func (l Layout) header() []string {
	if l.kindColumn == "" {
		return l.Columns
	}
	return append([]string{l.kindColumn}, l.Columns...)
}

// cells are those of a row; cell makes one of the values of an attribute.
func (l Layout) cells(kind string, obj *shared.Object, cell func(values shared.Values, multi bool) string) []string {
	out := make([]string, 0, len(l.Columns)+1)
	if l.kindColumn != "" {
		out = append(out, kind)
	}
	for _, c := range l.Columns {
		values, _ := l.Class.ValuesOf(obj, c)
		info, ok := l.Class.Attribute(c)
		out = append(out, cell(values, ok && info.MultiValued))
	}
	return out
}

// jsonlRows writes one object a line.
type jsonlRows struct {
	w     io.Writer
	class *shared.ObjectClass
	line  bytes.Buffer
}

// write writes a line.
func (r *jsonlRows) write(kind string, obj *shared.Object) error {
	r.line.Reset()
	if err := changeJSON(r.class, kind, obj).append(&r.line); err != nil {
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

// write adds an element.
func (r *jsonRows) write(kind string, obj *shared.Object) error {
	line, err := encode(changeJSON(r.class, kind, obj))
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
