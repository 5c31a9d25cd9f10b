package output

import (
	"io"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/igaplugin/igaplugin/shared"
)

const (
	// widthRows is the number of rows that decide how wide columns are. They
	// are held back until then; the ones after them are written at once.
	widthRows = 1000
	// maxCell is the greatest width of a cell in characters; longer text is cut.
	maxCell = 60
	// unavailableCell stands for an attribute that could not be read.
	unavailableCell = "?"
)

// tableRows writes aligned columns.
type tableRows struct {
	w      io.Writer
	layout Layout
	held   [][]string

	// Set once the columns are decided.
	decided bool
	columns []int // indexes into the header
	widths  []int
}

// write writes a row, or holds it back until the widths are decided.
func (r *tableRows) write(kind string, obj *shared.Object) error {
	cells := r.layout.cells(kind, obj, func(values shared.Values, _ bool) string {
		if _, unavailable := values.Unavailable(); unavailable {
			return unavailableCell
		}
		return Escape(joined(values))
	})
	if r.decided {
		return r.print(nil, [][]string{cells})
	}
	r.held = append(r.held, cells)
	if len(r.held) < widthRows {
		return nil
	}
	return r.release()
}

// Close writes the rows held back.
func (r *tableRows) Close() error {
	if r.decided {
		return nil
	}
	return r.release()
}

// Abort writes the rows held back.
func (r *tableRows) Abort() error {
	if len(r.held) == 0 {
		return nil
	}
	return r.release()
}

// release decides the columns and writes what was held back.
func (r *tableRows) release() error {
	r.decide()
	held := r.held
	r.held = nil
	return r.print(r.layout.header(), held)
}

// decide chooses the columns and their widths.
func (r *tableRows) decide() {
	r.decided = true
	var hidden []string
	total := 0
	for i, name := range r.layout.header() {
		width, filled := r.measure(name, i)
		switch {
		case r.layout.Width > 0 && !filled && len(r.held) > 0:
			continue
		case r.layout.Width > 0 && total+width > r.layout.Width && len(r.columns) > 0:
			hidden = append(hidden, name)
			continue
		}
		r.columns = append(r.columns, i)
		r.widths = append(r.widths, width)
		total += width + len(columnGap)
	}
	if len(hidden) > 0 && len(r.held) > 0 {
		r.layout.OnHidden(hidden)
	}
}

// measure returns the width of a column and whether any row has it.
func (r *tableRows) measure(name string, column int) (width int, filled bool) {
	width = text.StringWidth(name)
	for _, cells := range r.held {
		filled = filled || cells[column] != ""
		width = max(width, text.StringWidth(cells[column]))
	}
	return min(width, maxCell), filled
}

func (r *tableRows) print(header []string, rows [][]string) error {
	pick := func(cells []string) []string {
		if cells == nil {
			return nil
		}
		out := make([]string, len(r.columns))
		for i, c := range r.columns {
			out[i] = cells[c]
		}
		return out
	}
	picked := make([][]string, len(rows))
	for i, cells := range rows {
		picked[i] = pick(cells)
	}
	return grid{header: pick(header), rows: picked, widths: r.widths}.write(r.w)
}
