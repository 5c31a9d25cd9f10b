package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// Document is what a command has to say once, in all its forms.
type Document struct {
	// Value is written as JSON, with its fields in order.
	Value any
	// Records, when not nil, are the lines of the JSONL form; otherwise Value is
	// the only line.
	Records []any
	// Fields are the pairs that a table begins with.
	Fields []Field
	// Tables follow them.
	Tables []TableData
	// CSV is what the CSV form holds; the fields when it has no columns.
	CSV TableData
	// Width is the number of columns of the terminal that tables should fit; 0
	// when there is none.
	Width int
}

// Field is a name with a text.
type Field struct{ Name, Text string }

// TableData is a table with an optional title.
type TableData struct {
	Title   string
	Columns []string
	Rows    [][]string
}

// Write writes the document in a format.
func (d Document) Write(w io.Writer, format Format) error {
	switch format {
	case JSON:
		return writeJSON(w, d.Value)
	case JSONL:
		return d.writeLines(w)
	case CSV:
		return d.writeCSV(w)
	default:
		return d.writeTables(w)
	}
}

func writeJSON(w io.Writer, v any) error {
	compact, err := encode(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return fmt.Errorf("encoding output: %w", err)
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}

func (d Document) writeLines(w io.Writer) error {
	records := d.Records
	if records == nil {
		records = []any{d.Value}
	}
	for _, r := range records {
		line, err := encode(r)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (d Document) writeCSV(w io.Writer) error {
	data := d.CSV
	if len(data.Columns) == 0 {
		data.Rows = [][]string{nil}
		for _, f := range d.Fields {
			data.Columns = append(data.Columns, f.Name)
			data.Rows[0] = append(data.Rows[0], f.Text)
		}
	}
	c := csv.NewWriter(w)
	if err := c.WriteAll(append([][]string{data.Columns}, data.Rows...)); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

func (d Document) writeTables(w io.Writer) error {
	fields := grid{width: d.Width}
	for _, f := range d.Fields {
		if f.Text == "" {
			continue
		}
		fields.rows = append(fields.rows, []string{f.Name, Escape(f.Text)})
	}
	if err := fields.write(w); err != nil {
		return err
	}
	for i, t := range d.Tables {
		if err := t.write(w, i > 0 || len(d.Fields) > 0, d.Width); err != nil {
			return err
		}
	}
	return nil
}

func (t TableData) write(w io.Writer, after bool, width int) error {
	if after {
		fmt.Fprintln(w)
	}
	if t.Title != "" {
		fmt.Fprintln(w, Escape(t.Title))
	}
	g := grid{header: t.Columns, width: width}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = Escape(c)
		}
		g.rows = append(g.rows, cells)
	}
	return g.write(w)
}

// CountDocument shows a number of rows.
func CountDocument(n int) Document {
	text := strconv.Itoa(n)
	return Document{
		Value:  ordered{{"count", n}},
		Tables: []TableData{{Rows: [][]string{{text}}}},
		CSV:    TableData{Columns: []string{"count"}, Rows: [][]string{{text}}},
	}
}
