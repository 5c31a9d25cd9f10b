package catalog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// folderMode is that of every folder made here.
const folderMode = 0o700

// Catalog is a folder of connectors. It holds nothing open and nothing in
// memory: every call sees the folder as it is. It is safe for concurrent use, by
// many processes too.
type Catalog struct {
	dir string
	// step, when not nil, is told how far an Add has come; tests end it there.
	step func(name string) error
}

// Open opens the catalogue in a folder. It returns ErrNotFound when there is no
// such folder, or no catalogue in it, and ErrPreconditionFailed when its manifest
// is gone while connectors are still there, when it is no folder, or when others
// can write to it or own it, which is looked at on Unix only.
func Open(dir string) (*Catalog, error) {
	c, err := at(dir)
	if err != nil {
		return nil, err
	}
	// Before the rights: what is no catalogue needs no other ones.
	if err := c.checkManifest(); err != nil {
		return nil, err
	}
	if err := c.checkFolders(); err != nil {
		return nil, err
	}
	return c, nil
}

// Create opens the catalogue in a folder, which may be empty, and makes the
// folder when it does not exist, with mode 0700. It returns ErrPreconditionFailed
// when the folder has other files, or is none, or when others can write to it or
// own it.
func Create(dir string) (*Catalog, error) {
	if dir != "" {
		if err := os.MkdirAll(dir, folderMode); err != nil {
			return nil, failed("make the folder of the catalogue", err)
		}
	}
	c, err := at(dir)
	if err != nil {
		return nil, err
	}
	if err := c.checkEmptyOrOurs(); err != nil {
		return nil, err
	}
	if err := c.checkFolders(); err != nil {
		return nil, err
	}
	return c, nil
}

// at is the catalogue of a folder that exists.
func at(dir string) (*Catalog, error) {
	if dir == "" {
		return nil, shared.NewError(shared.ErrInvalidRequest, "the folder of the catalogue is not named")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidRequest, "the folder of the catalogue: %v", err)
	}
	// A link to the folder is fine, and followed once.
	resolved, err := filepath.EvalSymlinks(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, shared.NewError(shared.ErrNotFound, "there is no catalogue at %s", pluginlog.Escape(abs))
	case err != nil:
		return nil, failed("open the catalogue", err)
	}
	info, err := os.Lstat(resolved)
	if err != nil {
		return nil, failed("open the catalogue", err)
	}
	if !info.IsDir() {
		return nil, notAFolder(resolved)
	}
	return &Catalog{dir: resolved}, nil
}

// checkManifest refuses a folder without a manifest.
func (c *Catalog) checkManifest() error {
	_, err := os.Lstat(c.path(manifestFile))
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return failed("open the catalogue", err)
	}
	blobs, err := readDir(c.path(blobFolder))
	switch {
	case err != nil:
		return failed("open the catalogue", err)
	case len(blobs) == 0:
		return shared.NewError(shared.ErrNotFound, "there is no catalogue at %s: the folder has no %s", pluginlog.Escape(c.dir), manifestFile)
	default:
		return shared.NewError(shared.ErrPreconditionFailed,
			"the catalogue at %s has lost its manifest: there is no %s, but %s is not empty; restore it from a copy, or add the connectors again from their source",
			pluginlog.Escape(c.dir), manifestFile, blobFolder)
	}
}

// Dir returns the folder of the catalogue, an absolute path without links.
func (c *Catalog) Dir() string { return c.dir }

// List returns all entries, of every platform, in the order of their names, the
// newest version of each first. It returns ErrUnsupported when the
// manifest was written by a newer version of this package, and
// ErrPreconditionFailed when it is damaged.
func (c *Catalog) List() ([]Entry, error) {
	if err := c.checkFolders(); err != nil {
		return nil, err
	}
	return c.read()
}

// checkFolders refuses a catalogue that others could change.
func (c *Catalog) checkFolders() error {
	if err := checkFolder(c.dir); err != nil {
		return err
	}
	for _, name := range []string{blobFolder, incomingFolder} {
		if err := checkFolder(c.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// checkFolder refuses what is no folder, or what others could change. The
// error matches fs.ErrNotExist when there is nothing.
func checkFolder(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return failed("look at the catalogue", err)
	}
	if !info.IsDir() {
		return notAFolder(path)
	}
	return checkRights(path, info)
}

func notAFolder(path string) error {
	return shared.NewError(shared.ErrPreconditionFailed, "%s is not a folder", pluginlog.Escape(path))
}

// checkRights refuses what belongs to others, or what they can write to.
func checkRights(path string, info fs.FileInfo) error {
	if err := checkOwner(path, info); err != nil {
		return err
	}
	if writableByOthers(info) {
		return openToOthers(path, info)
	}
	return nil
}

// openToOthers refuses what others could change.
func openToOthers(path string, info fs.FileInfo) error {
	return shared.NewError(shared.ErrPreconditionFailed,
		"%[1]s can be written to by others (mode %[2]v), who could have their own program run; take that right away with chmod go-w %[1]s, then verify the catalogue",
		pluginlog.Escape(path), info.Mode())
}

func (c *Catalog) path(parts ...string) string {
	return filepath.Join(append([]string{c.dir}, parts...)...)
}
