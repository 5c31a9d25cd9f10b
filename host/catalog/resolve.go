package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// Resolve finds a connector for this platform. With an empty version it is the
// newest by semantic versioning, a pre-release only when there is no release.
// The content of the binary is not looked at: host.Launch does that.
//
// It returns ErrNotFound with what there is and which name may have been meant,
// or when the binary is missing, ErrPreconditionFailed when others could change
// it,
// ErrInvalidRequest when name or version are not well-formed, and the errors of
// List.
func (c *Catalog) Resolve(name, version string) (Entry, error) {
	version = strings.TrimPrefix(version, "v")
	err := checkName(name)
	if err == nil && version != "" {
		err = checkVersion(version)
	}
	if err != nil {
		return Entry{}, shared.NewError(shared.ErrInvalidRequest, "%v", err)
	}
	entries, err := c.List()
	if err != nil {
		return Entry{}, err
	}
	found, ok := choose(entries, name, version)
	if !ok {
		return Entry{}, c.notFound(entries, name, version)
	}
	if err := found.checkPlace(); err != nil {
		return Entry{}, err
	}
	return found, nil
}

// checkPlace refuses an entry whose file is missing, or could be changed by
// others.
func (e Entry) checkPlace() error {
	err := checkFolder(e.folder())
	path := e.root()
	if err == nil {
		err = checkFile(path)
	}
	if err == nil && path != e.Path {
		path = e.Path
		err = checkFile(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return shared.NewError(shared.ErrNotFound, "%s is in the catalogue, but its file %s is missing; add it again", e, pluginlog.Escape(path))
	}
	return err
}

// checkFile refuses a file that others could change. The error matches
// fs.ErrNotExist when there is none.
func checkFile(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return failed("look at the catalogue", err)
	}
	return checkRights(path, info)
}

// choose looks for an entry of this platform; entries are sorted, newest first.
func choose(entries []Entry, name, version string) (Entry, bool) {
	var fallback *Entry
	for i, e := range entries {
		switch {
		case e.Name != name || !e.here():
		case version == e.Version:
			return e, true
		case version != "":
		case !prerelease(e.Version):
			return e, true
		case fallback == nil:
			fallback = &entries[i]
		}
	}
	if fallback == nil {
		return Entry{}, false
	}
	return *fallback, true
}

// maxListed bounds how many names or versions a message lists.
const maxListed = 8

// notFound says what there is instead.
func (c *Catalog) notFound(entries []Entry, name, version string) error {
	var names, versions, platforms []string
	for _, e := range entries {
		switch {
		case e.Name == name && e.here():
			versions = append(versions, e.Version)
		case e.Name == name && (version == "" || version == e.Version):
			platforms = append(platforms, e.Platform())
		}
		names = append(names, e.Name)
	}
	names = slices.Compact(names) // they are sorted
	slices.Sort(platforms)
	platforms = slices.Compact(platforms)
	here := runtime.GOOS + "/" + runtime.GOARCH
	var text string
	switch {
	case len(platforms) > 0:
		text = fmt.Sprintf("%s is there for %s, but not for this platform, %s", reference(name, version), listed(platforms), here)
	case len(versions) > 0:
		text = fmt.Sprintf("%s has no version %s for %s; there is %s", name, version, here, listed(versions))
	case len(names) > 0:
		text = fmt.Sprintf("there is no connector %s; there is %s%s", name, listed(names), shared.Suggest(name, names))
	default:
		text = fmt.Sprintf("there is no connector %s; the catalogue is empty", name)
	}
	return shared.NewError(shared.ErrNotFound, "%s: %s", pluginlog.Escape(c.dir), text)
}

func reference(name, version string) string {
	if version == "" {
		return name
	}
	return name + "@" + version
}

func listed(words []string) string {
	if len(words) <= maxListed {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:maxListed], ", "), len(words)-maxListed)
}
