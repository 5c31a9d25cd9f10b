package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// formatVersion is that of checkpoints.
const formatVersion = 1

// magic is how every checkpoint begins.
const magic = `{"igahost_import":`

// Header says what an import is of. It is the first line of a checkpoint, as
// JSON. Runs may share a file when their headers are equal.
type Header struct {
	// FormatVersion is filled in.
	FormatVersion int `json:"igahost_import"`
	// Connector and ConnectorVersion are who delivers the rows.
	Connector        string `json:"connector"`
	ConnectorVersion string `json:"connector_version"`
	// Target is what the connector reads, in any form that tells two of them
	// apart. It holds no secret.
	Target string `json:"target"`
	// Class is the object class.
	Class string `json:"class"`
	// Attributes are those asked for; none for the connector's choice.
	Attributes []string `json:"attributes"`
	// Filter is in SCIM syntax; empty for everything.
	Filter string `json:"filter"`
	// Format is that of the file.
	Format string `json:"format"`
	// Columns are the attributes that the rows hold. They are known once a search
	// has begun.
	Columns []string `json:"columns"`
}

// line is the header as it stands in a checkpoint.
func (h Header) line() ([]byte, error) {
	versioned := h
	versioned.FormatVersion = formatVersion
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(versioned); err != nil {
		return nil, fmt.Errorf("encoding the checkpoint: %w", err)
	}
	return b.Bytes(), nil
}

// parseHeader reads a complete first line.
func parseHeader(line []byte) (*Header, error) {
	if !bytes.HasPrefix(line, []byte(magic)) {
		return nil, fmt.Errorf("it is no checkpoint of an import")
	}
	h := &Header{}
	if err := json.Unmarshal(line, h); err != nil {
		return nil, fmt.Errorf("its first line is damaged: %w", err)
	}
	if h.FormatVersion != formatVersion {
		return nil, fmt.Errorf("it is of format %d, and this program knows format %d", h.FormatVersion, formatVersion)
	}
	return h, nil
}

// differences says how the import that was begun differs from the one that is
// asked for now, but for the columns.
func (h Header) differences(now Header) []string {
	var out []string
	for _, d := range []struct{ what, then, now string }{
		{"connector", h.Connector, now.Connector},
		{"connector version", h.ConnectorVersion, now.ConnectorVersion},
		{"target", h.Target, now.Target},
		{"object class", h.Class, now.Class},
		{"--attrs", strings.Join(h.Attributes, ","), strings.Join(now.Attributes, ",")},
		{"--filter", h.Filter, now.Filter},
		{"format", h.Format, now.Format},
	} {
		if d.then != d.now {
			out = append(out, fmt.Sprintf("%s was %s and is %s now", d.what, orNone(d.then), orNone(d.now)))
		}
	}
	return out
}

// columnDifferences says which columns an import that was begun and the present
// one do not share.
func columnDifferences(then, now []string) []string {
	var out []string
	for _, c := range now {
		if !slices.Contains(then, c) {
			out = append(out, "the rows have "+c+" now")
		}
	}
	for _, c := range then {
		if !slices.Contains(now, c) {
			out = append(out, "the rows have "+c+" no more")
		}
	}
	if len(out) == 0 && !slices.Equal(then, now) {
		out = append(out, "the columns have another order now")
	}
	return out
}

// orNone is a text, cut when it is long.
func orNone(text string) string {
	const enough = 80
	switch runes := []rune(text); {
	case text == "":
		return "none"
	case len(runes) > enough:
		return string(runes[:enough]) + "…"
	default:
		return text
	}
}
