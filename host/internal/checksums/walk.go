package checksums

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

const (
	// MaxTotal bounds the files of a folder together, in bytes.
	MaxTotal = 1 << 30
	// maxEntries bounds the files and folders that are looked at.
	maxEntries = 4 * MaxFiles
	// namesAtOnce is how many names of a folder are read at once.
	namesAtOnce = 512
)

// listed is a file that is there, and that is to have a certain content.
type listed struct {
	path string
	sum  [sha256.Size]byte
	info fs.FileInfo
}

// walk looks at the names of a folder and collects what is wrong.
type walk struct {
	folder *Folder
	root   *os.Root
	// rights says whether the rights of others are looked at.
	rights bool
	// files are those that are to be read.
	files   []listed
	seen    map[string]bool
	entries int
	total   int64

	// mu guards faults while files are read.
	mu     sync.Mutex
	faults []Fault
}

// errEnough ends a walk that was long enough.
var errEnough = errors.New("enough")

func (w *walk) fault(path string, kind Kind, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, Fault{Path: path, Kind: kind, Detail: fmt.Sprintf(format, args...)})
}

// run walks through the folder; only the end of ctx is an error.
func (w *walk) run(ctx context.Context) error {
	info, err := w.root.Stat(".")
	if err != nil {
		w.unreadable(".", err)
		return nil
	}
	w.checkRights(".", info)
	if above, found := replaceableBy(w.folder.Root); w.rights && found {
		w.fault(".", Unsafe, "can be replaced by every user, because every user can write to %s", above)
	}
	switch err := w.dir(ctx, "."); {
	case errors.Is(err, errEnough):
		w.fault(".", Oversized, "has more than %d files and folders", maxEntries)
		return nil
	case err != nil:
		return err
	}
	for _, e := range w.folder.list.entries {
		if !w.seen[e.Path] {
			w.fault(e.Path, Missing, "is missing")
		}
	}
	if !w.seen[w.folder.name] {
		w.fault(w.folder.name, Missing, "is missing")
	}
	return nil
}

// replaceableBy returns the nearest folder above dir to which every user can
// write, and so put another one in the place of what dir leads to.
func replaceableBy(dir string) (above string, found bool) {
	for above = filepath.Dir(dir); ; above = filepath.Dir(above) {
		if info, err := os.Stat(above); err == nil && replaceable(info) {
			return above, true
		}
		if above == filepath.Dir(above) {
			return "", false
		}
	}
}

// dir looks at what is in a folder.
func (w *walk) dir(ctx context.Context, dir string) error {
	names, err := w.names(ctx, dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		p := path.Join(dir, name)
		if len(p) > MaxPath {
			w.fault(p, Unlisted, "is not listed")
			continue
		}
		info, err := w.root.Lstat(filepath.FromSlash(p))
		if err != nil {
			w.unreadable(p, err)
			continue
		}
		if info.IsDir() {
			w.checkRights(p, info)
			if err := w.dir(ctx, p); err != nil {
				return err
			}
			continue
		}
		w.file(p, info)
	}
	return nil
}

// names reads the names in a folder.
func (w *walk) names(ctx context.Context, dir string) (names []string, err error) {
	f, err := w.root.Open(filepath.FromSlash(dir))
	if err != nil {
		w.unreadable(dir, err)
		return nil, nil
	}
	// Nothing was written to it.
	defer func() { _ = f.Close() }()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		some, err := f.Readdirnames(namesAtOnce)
		names = append(names, some...)
		w.entries += len(some)
		switch {
		case w.entries > maxEntries:
			return nil, errEnough
		case errors.Is(err, io.EOF):
			return names, nil
		case err != nil:
			w.unreadable(dir, err)
			return nil, nil
		}
	}
}

// file looks at what is no folder.
func (w *walk) file(p string, info fs.FileInfo) {
	sum, isListed := w.folder.list.sums[p]
	isList := p == w.folder.name
	if isList {
		sum = w.folder.sum
	}
	w.seen[p] = true
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		w.fault(p, Special, "is a link; a connector has regular files only")
	case !info.Mode().IsRegular():
		w.fault(p, Special, "is not a regular file")
	case isListed || isList:
		w.checkRights(p, info)
		w.files = append(w.files, listed{p, sum, info})
		w.total += info.Size()
	case w.folder.beside[p]:
		w.checkRights(p, info)
	default:
		w.fault(p, Unlisted, "is not listed")
	}
}

func (w *walk) checkRights(p string, info fs.FileInfo) {
	if !w.rights {
		return
	}
	if what := unsafe(info); what != "" {
		w.fault(p, Unsafe, "%s", what)
	}
}

func (w *walk) unreadable(p string, err error) {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		// It went away a moment ago; if it is listed, that shows at the end.
		return
	}
	w.seen[p] = true
	w.fault(p, Unreadable, "cannot be read: %v", err)
}
