package catalog

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/host/internal/signature"
)

// stored tells what was written.
type stored struct{ binary, signature bool }

// store puts a staged binary in its place, unless the same one is there. The
// manifest does not name it yet.
func (c *Catalog) store(ctx context.Context, s *staged, entry Entry) (stored, error) {
	done, err := c.storeBlob(ctx, s, entry)
	return done, failed("store the connector", err)
}

func (c *Catalog) storeBlob(ctx context.Context, s *staged, entry Entry) (stored, error) {
	target := entry.folder()
	binaryAlone := entry
	binaryAlone.KeyID = ""
	state := inspect(ctx, binaryAlone, nil).State
	if err := ctx.Err(); err != nil {
		return stored{}, err
	}
	if state == StateOK {
		return c.storeSignature(s, entry)
	}
	if _, err := os.Lstat(target); err == nil {
		// It is there and damaged; nothing that runs has a use for it.
		if err := replace(target, filepath.Join(s.dir, "damaged")); err != nil {
			return stored{}, err
		}
	}
	if !entry.several() {
		if err := os.Rename(s.file, filepath.Join(s.blob, entry.fileName())); err != nil {
			return stored{}, err
		}
	}
	done := stored{binary: true}
	if s.signature != nil {
		if err := writeFile(filepath.Join(s.blob, entry.rootName()+signatureExtension), s.signature, signatureMode); err != nil {
			return stored{}, err
		}
		done.signature = true
	}
	if err := errors.Join(syncFolders(s.blob), c.at("blob complete")); err != nil {
		return stored{}, err
	}
	if err := replace(s.blob, target); err != nil {
		return stored{}, err
	}
	return done, errors.Join(syncFolder(filepath.Dir(target)), c.at("blob in place"))
}

// syncFolders makes the names in a folder and in those below it last.
func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}

// storeSignature puts a new signature beside a binary that is there.
func (c *Catalog) storeSignature(s *staged, entry Entry) (stored, error) {
	if s.signature == nil {
		return stored{}, nil
	}
	target := entry.root() + signatureExtension
	// What cannot be read is replaced as what is another.
	if old, _, err := regular.Read(target, signature.MaxSize); err == nil && bytes.Equal(old, s.signature) {
		return stored{}, nil
	}
	staged := filepath.Join(s.dir, "signature")
	if err := writeFile(staged, s.signature, signatureMode); err != nil {
		return stored{}, err
	}
	if err := replace(staged, target); err != nil {
		return stored{}, err
	}
	return stored{signature: true}, errors.Join(syncFolder(filepath.Dir(target)), c.at("signature in place"))
}

// write replaces the manifest.
func (c *Catalog) write(s *staged, entries []Entry) error {
	data, err := encodeManifest(entries)
	if err != nil {
		return err
	}
	next := filepath.Join(s.dir, manifestFile)
	const manifestMode = 0o600
	if err := writeFile(next, data, manifestMode); err != nil {
		return failed("write the catalogue", err)
	}
	if err := c.at("manifest complete"); err != nil {
		return err
	}
	if err := replace(next, c.path(manifestFile)); err != nil {
		return failed("write the catalogue", err)
	}
	return failed("write the catalogue", errors.Join(syncFolder(c.dir), c.at("manifest in place")))
}
