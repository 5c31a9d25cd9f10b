package checksums

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/regular"
)

// File is a checksum file that was read; nothing of it is believed yet.
type File struct {
	path string
	data []byte
	sum  [sha256.Size]byte
}

// Read reads a checksum file; its path is absolute. It returns an error with the
// path in it when there is none, or none that can be read.
func Read(path string) (*File, error) {
	data, _, err := regular.Read(path, MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no checksum file %s; make it with sha256sum in the folder of the connector, or correct the path: %w", path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("the checksum file cannot be read: %w", err)
	}
	return &File{path: path, data: data, sum: sha256.Sum256(data)}, nil
}

// Sum returns the SHA-256 of the content.
func (f *File) Sum() [sha256.Size]byte { return f.sum }

// Verify compares the SHA-256 of the content with sum, and has the checks look at
// it. It returns a *binary.Mismatch when the sums differ, or the error of the
// first check that fails.
func (f *File) Verify(sum [sha256.Size]byte, checks ...binary.Check) error {
	if subtle.ConstantTimeCompare(f.sum[:], sum[:]) != 1 {
		return &binary.Mismatch{Expected: hex.EncodeToString(sum[:]), Actual: hex.EncodeToString(f.sum[:])}
	}
	return f.VerifyWith(checks...)
}

// VerifyWith is Verify without a sum.
func (f *File) VerifyWith(checks ...binary.Check) error {
	for _, c := range checks {
		if _, err := c.Write(f.data); err != nil {
			return err
		}
		if err := c.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Folder parses the file, and finds the folder that it is in: an absolute path
// without links. It returns a *FormatError, also when the file lists itself, and
// the errors of the system.
func (f *File) Folder() (*Folder, error) {
	list, err := Parse(f.data)
	if err != nil {
		return nil, err
	}
	dir, name := filepath.Split(f.path)
	if list.Has(name) {
		return nil, &FormatError{Reason: fmt.Sprintf("it lists %q, which is itself; leave it out", name)}
	}
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, fmt.Errorf("find the folder of the checksum file: %w", err)
	}
	return &Folder{Root: root, given: filepath.Clean(dir), name: name, sum: f.sum, list: list, beside: map[string]bool{}}, nil
}
