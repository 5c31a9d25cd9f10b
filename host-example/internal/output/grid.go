package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// columnGap separates columns.
const columnGap = "  "

// grid is text in aligned columns without lines, which is easy to read and to
// copy from. Cells are escaped already.
type grid struct {
	header []string // nil for none
	rows   [][]string
	// widths, when not nil, fix the columns; longer cells are cut. Otherwise
	// columns are as wide as their cells.
	widths []int
	// width, when not 0, is what an unfixed grid should fit: cells longer than
	// maxWrap are wrapped, those of the last column earlier. Without one nothing
	// is: it is a program that reads.
	width int
}

// minWrap is the width below which no column is wrapped.
const minWrap = 24

// maxWrap is the width in characters at which cells of unfixed grids wrap.
const maxWrap = 72

func (g grid) write(w io.Writer) error {
	t := table.NewWriter()
	t.SuppressTrailingSpaces()
	t.SetStyle(gridStyle())
	t.SetColumnConfigs(g.columns())
	if g.header != nil {
		t.AppendHeader(tableRow(g.header))
	}
	for _, cells := range g.rows {
		t.AppendRow(tableRow(cells))
	}
	rendered := t.Render()
	if rendered == "" {
		return nil
	}
	// With a header alone the writer ends the line itself.
	_, err := fmt.Fprintln(w, strings.TrimRight(rendered, "\n"))
	return err
}

func gridStyle() table.Style {
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header = text.FormatDefault // names as they are, not in capitals
	style.Box.PaddingLeft = ""
	style.Box.PaddingRight = columnGap
	return style
}

func (g grid) columns() []table.ColumnConfig {
	n := len(g.header)
	for _, cells := range g.rows {
		n = max(n, len(cells))
	}
	last := g.lastWidth(n)
	out := make([]table.ColumnConfig, n)
	for i := range out {
		out[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignLeft}
		if g.width > 0 {
			out[i].WidthMax, out[i].WidthMaxEnforcer = maxWrap, wrapWords
		}
		if i == n-1 && g.width > 0 {
			out[i].WidthMax = last
		}
		if g.widths != nil {
			out[i].WidthMin, out[i].WidthMax = g.widths[i], g.widths[i]
			out[i].WidthMaxEnforcer = func(cell string, width int) string { return text.Snip(cell, width, "…") }
		}
	}
	return out
}

// wrapWords breaks a text between its words alone: a path that was broken could
// not be copied. A word longer than the width has a line of its own.
func wrapWords(cell string, width int) string {
	if text.StringWidth(cell) <= width {
		return cell
	}
	var b strings.Builder
	column := 0
	for i, word := range strings.Split(cell, " ") {
		size := text.StringWidth(word)
		switch {
		case i == 0:
		case column+1+size > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += size
	}
	return b.String()
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}

// lastWidth is the width at which the last of n columns wraps.
func (g grid) lastWidth(n int) int {
	left := g.width
	for column := range n - 1 {
		widest := 0
		for _, cells := range append([][]string{g.header}, g.rows...) {
			if column < len(cells) {
				widest = max(widest, text.StringWidth(cells[column]))
			}
		}
		left -= min(widest, maxWrap) + len(columnGap)
	}
	return max(left, minWrap)
}
