package output

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// csvRows writes records. In the cell of an attribute that may have several
// values these are separated by semicolons, and a backslash stands before what is
// a semicolon or a backslash itself, as the CSV connector reads them.
type csvRows struct {
	w      *csv.Writer
	out    io.Writer
	layout Layout
	begun  bool
	// shown are the columns and hidden the attributes seen outside of them.
	shown  map[string]bool
	hidden []string
}

func newCSVRows(w io.Writer, layout Layout) *csvRows {
	shown := make(map[string]bool, len(layout.Columns))
	for _, c := range layout.Columns {
		shown[strings.ToLower(c)] = true
	}
	return &csvRows{w: csv.NewWriter(w), out: w, layout: layout, begun: layout.Continued, shown: shown}
}

// write writes a record, after the header.
func (r *csvRows) write(kind string, obj *shared.Object) error {
	if err := r.header(); err != nil {
		return err
	}
	for name := range obj.All() {
		if !r.shown[strings.ToLower(name)] && !slices.Contains(r.hidden, name) {
			r.hidden = append(r.hidden, name)
		}
	}
	return r.record(r.layout.cells(kind, obj, csvCell))
}

func (r *csvRows) header() error {
	if r.begun {
		return nil
	}
	r.begun = true
	return r.record(r.layout.header())
}

func (r *csvRows) record(fields []string) error {
	if len(fields) == 1 && fields[0] == "" {
		// An empty line is no record to those who read it.
		_, err := io.WriteString(r.out, `""`+"\n")
		return err
	}
	if err := r.w.Write(fields); err != nil {
		return err
	}
	r.w.Flush()
	return r.w.Error()
}

// Close writes the header where there was no row.
func (r *csvRows) Close() error {
	if len(r.hidden) > 0 {
		r.layout.OnHidden(r.hidden)
	}
	return r.header()
}

// Abort has nothing to do: every record is complete.
func (r *csvRows) Abort() error { return nil }

// csvCell is what stands in a cell.
func csvCell(values shared.Values, multi bool) string {
	if !multi {
		return joined(values)
	}
	parts := make([]string, 0, values.Len())
	for v := range values.All() {
		text := strings.ReplaceAll(v.String(), `\`, `\\`)
		parts = append(parts, strings.ReplaceAll(text, ";", `\;`))
	}
	return strings.Join(parts, ";")
}

// joined is all values as text, separated by semicolons; unavailable ones are
// empty.
func joined(values shared.Values) string {
	parts := make([]string, 0, values.Len())
	for v := range values.All() {
		parts = append(parts, v.String())
	}
	return strings.Join(parts, ";")
}
