package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
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
	// Configuration has a digest of each property of the connector that is no
	// secret: what they are decides what rows look like.
	Configuration map[string]string `json:"configuration,omitempty"`
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
		switch long := len([]rune(d.then)) > files.Enough || len([]rune(d.now)) > files.Enough; {
		case d.then == d.now:
		case long && d.what == "--attrs":
			out = append(out, "--attrs was another list: "+setDifference(h.Attributes, now.Attributes))
		default:
			out = append(out, fmt.Sprintf("%s was %s and is %s now", d.what, files.OrNone(d.then), files.OrNone(d.now)))
		}
	}
	if h.Target == now.Target {
		out = append(out, h.configurationDifferences(now)...)
	}
	return out
}

// configurationDifferences names the properties that have changed.
func (h Header) configurationDifferences(now Header) []string {
	names := map[string]bool{}
	for name, then := range h.Configuration {
		names[name] = now.Configuration[name] != then
	}
	for name := range now.Configuration {
		names[name] = names[name] || h.Configuration[name] != now.Configuration[name]
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] {
			out = append(out, "property "+name+" of the configuration has changed")
		}
	}
	return out
}

// setDifference says which names came and which went.
func setDifference(then, now []string) string {
	var words []string
	without := func(names, others []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
	}
	if added := without(now, then); len(added) > 0 {
		words = append(words, "new now "+files.OrNone(strings.Join(added, ",")))
	}
	if gone := without(then, now); len(gone) > 0 {
		words = append(words, "missing now "+files.OrNone(strings.Join(gone, ",")))
	}
	if len(words) == 0 {
		return "in another order"
	}
	return strings.Join(words, ", ")
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
