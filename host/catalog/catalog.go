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

// Open opens the catalogue in a folder, which must exist; a folder without a
// manifest is an empty catalogue. It returns ErrNotFound when there is no such
// folder, and ErrPreconditionFailed when it is none, or when others can write to
// it, which is looked at on Unix only.
func Open(dir string) (*Catalog, error) {
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
	c := &Catalog{dir: resolved}
	if err := c.checkFolders(); err != nil {
		return nil, err
	}
	return c, nil
}

// Create makes the folder when it does not exist, with mode 0700, and opens the
// catalogue in it. The errors are those of Open.
func Create(dir string) (*Catalog, error) {
	if dir != "" {
		if err := os.MkdirAll(dir, folderMode); err != nil {
			return nil, failed("make the folder of the catalogue", err)
		}
	}
	return Open(dir)
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

// checkFolder refuses what is no folder, or can be written to by others. The
// error matches fs.ErrNotExist when there is nothing.
func checkFolder(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return failed("look at the catalogue", err)
	}
	if !info.IsDir() {
		return shared.NewError(shared.ErrPreconditionFailed, "%s is not a folder", pluginlog.Escape(path))
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
