package syncer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
)

// formatVersion is that of token files.
const formatVersion = 1

// magic is how every token file begins.
const magic = `{"igahost_sync":`

// maxHeaderBytes bounds the header of a token file.
const maxHeaderBytes = 1 << 20

// Header says whose a token is. It is the first line of a token file, as JSON.
type Header struct {
	// FormatVersion is filled in.
	FormatVersion int `json:"igahost_sync"`
	// Connector is who made the token.
	Connector string `json:"connector"`
	// Target is what the connector works on, in words, where it can be told from
	// others without its configuration; otherwise empty. It holds no secret.
	Target string `json:"target,omitempty"`
	// Configuration has a digest of each property of the connector that is no
	// secret.
	Configuration map[string]string `json:"configuration,omitempty"`
	// Class is the object class.
	Class string `json:"class"`
}

// line is the header as it stands in a file.
func (h Header) line() ([]byte, error) {
	versioned := h
	versioned.FormatVersion = formatVersion
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(versioned); err != nil {
		return nil, fmt.Errorf("encoding the header of the token file: %w", err)
	}
	if b.Len() > maxHeaderBytes {
		return nil, fmt.Errorf("the header of the token file is %d bytes; the limit is %d", b.Len(), maxHeaderBytes)
	}
	return b.Bytes(), nil
}

// normal is the header as it comes back from a file: text that is no UTF-8 is
// replaced.
func (h Header) normal() (Header, error) {
	line, err := h.line()
	if err != nil {
		return h, err
	}
	var out Header
	if err := json.Unmarshal(line, &out); err != nil {
		return h, fmt.Errorf("reading the header of the token file back: %w", err)
	}
	return out, nil
}

// differences says how what a token belongs to differs from what is to be
// synchronised now, and what of the configuration has changed besides.
func (h Header) differences(now Header) (essential, configuration []string) {
	for _, d := range []struct{ what, then, now string }{
		{"connector", h.Connector, now.Connector},
		{"object class", h.Class, now.Class},
		{"target", h.Target, now.Target},
	} {
		if d.then != d.now {
			essential = append(essential, fmt.Sprintf("the %s of its token is %s, and that of this sync is %s", d.what, files.OrNone(d.then), files.OrNone(d.now)))
		}
	}
	names := maps.Clone(h.Configuration)
	if names == nil {
		names = map[string]string{}
	}
	maps.Copy(names, now.Configuration)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		then, was := h.Configuration[name]
		is, still := now.Configuration[name]
		if was != still || then != is {
			configuration = append(configuration, "property "+files.OrNone(name)+" of the configuration has changed since its token was made")
		}
	}
	return essential, configuration
}
