package zoomapi

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
)

// PackedUsers are the users of a page in a form that takes about a tenth of the
// memory, for a page that has to wait.
type PackedUsers struct {
	packed []byte
	length int // of the text, in bytes
	count  int
}

// Pack packs the users of a page that UserPage returned. The page is not changed.
func (p *UserPage) Pack() (*PackedUsers, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("packing users: %w", err)
	}
	if _, err := w.Write(p.text); err != nil {
		return nil, fmt.Errorf("packing users: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing users: %w", err)
	}
	return &PackedUsers{packed: bytes.Clone(packed.Bytes()), length: len(p.text), count: len(p.Users)}, nil
}

// Size returns the memory that the packed users take, in bytes.
func (p *PackedUsers) Size() int { return len(p.packed) }

// Users returns the users anew.
func (p *PackedUsers) Users() ([]*User, error) {
	if p.length == 0 {
		return nil, nil // A page without a list.
	}
	text := make([]byte, p.length)
	if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(p.packed)), text); err != nil {
		return nil, fmt.Errorf("unpacking users: %w", err)
	}
	users := make([]*User, 0, p.count)
	if err := json.Unmarshal(text, &users); err != nil {
		return nil, fmt.Errorf("unpacking users: %w", err)
	}
	return users, nil
}
