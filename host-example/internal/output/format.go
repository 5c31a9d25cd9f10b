package output

import (
	"fmt"
	"strings"
)

// Format is how data is written.
type Format string

// The formats.
const (
	// Table is for people: columns are aligned, control characters escaped.
	Table Format = "table"
	// JSON is one indented document.
	JSON Format = "json"
	// JSONL is one JSON document a line.
	JSONL Format = "jsonl"
	// CSV is a header and one record a row, as RFC 4180 has it.
	CSV Format = "csv"
)

// Formats returns the names of all formats.
func Formats() []string {
	return []string{string(Table), string(JSON), string(JSONL), string(CSV)}
}

// ParseFormat reads the name of a format. An empty name means a table on a
// terminal, and JSON lines elsewhere.
func ParseFormat(name string, terminal bool) (Format, error) {
	switch f := Format(strings.ToLower(name)); f {
	case "":
		if terminal {
			return Table, nil
		}
		return JSONL, nil
	case Table, JSON, JSONL, CSV:
		return f, nil
	default:
		return "", fmt.Errorf("unknown output format %q; use %s", name, strings.Join(Formats(), ", "))
	}
}
