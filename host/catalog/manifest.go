package catalog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/igaplugin/igaplugin/host/internal/checksums"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/shared"
)

const (
	// manifestFormat is the format that is written, so that older programs can read
	// it, unless there is a connector of several files: those are in
	// manifestFormatSeveral, which is the newest that is read.
	manifestFormat        = 1
	manifestFormatSeveral = 2
	// maxManifest bounds the manifest, in bytes: some 10,000 connectors.
	maxManifest = 4 * 1024 * 1024
)

// manifest is the content of the manifest file.
type manifest struct {
	Format     int             `json:"format"`
	Connectors []manifestEntry `json:"connectors"`
}

type manifestEntry struct {
	Name            string `json:"name"`
	Version         string `json:"version"`
	OS              string `json:"os"`
	Arch            string `json:"arch"`
	ContractVersion string `json:"contract_version"`
	SHA256          string `json:"sha256"`
	Size            int64  `json:"size"`
	KeyID           string `json:"key_id,omitempty"`
	Files           int    `json:"files,omitempty"`
	Launcher        string `json:"launcher,omitempty"`
}

// read returns the entries of the manifest, sorted; none when there is no
// manifest.
func (c *Catalog) read() ([]Entry, error) {
	path := c.path(manifestFile)
	data, err := readManifest(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries, err := decodeManifest(path, data)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		entries[i].place(c.dir)
	}
	return entries, nil
}

func readManifest(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, failed("read the catalogue", err)
	}
	if !info.Mode().IsRegular() {
		return nil, damaged(path, "it is not a regular file")
	}
	if err := checkRights(path, info); err != nil {
		return nil, err
	}
	data, opened, err := regular.Read(path, maxManifest)
	if tooLarge, ok := errors.AsType[*regular.SizeError](err); ok {
		return nil, damaged(path, "it has more than %d bytes", tooLarge.Limit)
	}
	if err != nil {
		return nil, failed("read the catalogue", err)
	}
	// Another one may have taken its place meanwhile.
	return data, checkRights(path, opened)
}

// decodeManifest reads a manifest and trusts nothing of it: paths are made of
// what stands in it.
func decodeManifest(path string, data []byte) ([]Entry, error) {
	var header struct {
		Format *int `json:"format"`
	}
	if err := json.Unmarshal(data, &header); err != nil {
		return nil, damaged(path, "%v", err)
	}
	switch {
	case header.Format == nil || *header.Format < 1:
		return nil, damaged(path, "it does not say its format")
	case *header.Format > manifestFormatSeveral:
		return nil, shared.NewError(shared.ErrUnsupported,
			"%s has format %d, this program reads formats up to %d; it was written by a newer version: upgrade this program",
			pluginlog.Escape(path), *header.Format, manifestFormatSeveral)
	}
	if err := uniqueKeys(data); err != nil {
		return nil, damaged(path, "%v", err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var m manifest
	if err := dec.Decode(&m); err != nil {
		return nil, damaged(path, "%v", err)
	}
	entries := make([]Entry, 0, len(m.Connectors))
	for i, raw := range m.Connectors {
		e := Entry{
			Name: raw.Name, Version: raw.Version, OS: raw.OS, Arch: raw.Arch, ContractVersion: raw.ContractVersion,
			SHA256: raw.SHA256, Size: raw.Size, KeyID: raw.KeyID, Files: raw.Files, Launcher: raw.Launcher,
		}
		if m.Format < manifestFormatSeveral && (e.Files != 0 || e.Launcher != "") {
			return nil, damaged(path, "connector %d: format %d has no connectors of several files", i+1, m.Format)
		}
		if err := e.check(); err != nil {
			return nil, damaged(path, "connector %d: %v", i+1, err)
		}
		entries = append(entries, e)
	}
	sortEntries(entries)
	return entries, checkTogether(path, entries)
}

// checkTogether refuses entries that contradict each other; they are sorted.
func checkTogether(path string, entries []Entry) error {
	files := make(map[string]Entry, len(entries))
	for i, e := range entries {
		if i > 0 && e.same(entries[i-1]) {
			return damaged(path, "%s stands in it twice", e)
		}
		other, known := files[e.SHA256]
		// Which file of several is started may depend on the platform.
		if known && (other.rootName() != e.rootName() || other.Size != e.Size || other.Files != e.Files) {
			return damaged(path, "%s and %s are said to be the same file, which cannot be", other, e)
		}
		files[e.SHA256] = e
	}
	return nil
}

// check refuses what is not well-formed.
func (e Entry) check() error {
	switch {
	case !platformForm.MatchString(e.OS):
		return fmt.Errorf("%s is no operating system", quote(e.OS))
	case !platformForm.MatchString(e.Arch):
		return fmt.Errorf("%s is no architecture", quote(e.Arch))
	case !sumForm.MatchString(e.SHA256):
		return fmt.Errorf("%s is no SHA-256 of 64 lower-case hexadecimal digits", quote(e.SHA256))
	case e.Size < 0 || e.Size > maxBinary:
		return fmt.Errorf("a size of %d bytes is not possible", e.Size)
	case e.several() != (e.Files > 0) || e.Files < 0 || e.Files > checksums.MaxFiles:
		return fmt.Errorf("a connector of %d files with the launcher %s is not possible", e.Files, quote(e.Launcher))
	case e.several() && checksums.CheckPath(e.Launcher) != nil:
		return fmt.Errorf("%s is no path of a launcher", quote(e.Launcher))
	case e.KeyID != "" && !keyForm.MatchString(e.KeyID):
		return fmt.Errorf("%s is no id of a key", quote(e.KeyID))
	}
	return cmp.Or(checkName(e.Name), checkVersion(e.Version), checkContract(e.ContractVersion))
}

// encodeManifest is the opposite of decodeManifest.
func encodeManifest(entries []Entry) ([]byte, error) {
	sorted := slices.Clone(entries)
	sortEntries(sorted)
	m := manifest{Format: manifestFormat, Connectors: make([]manifestEntry, len(sorted))}
	for i, e := range sorted {
		m.Connectors[i] = manifestEntry{
			Name: e.Name, Version: e.Version, OS: e.OS, Arch: e.Arch, ContractVersion: e.ContractVersion,
			SHA256: e.SHA256, Size: e.Size, KeyID: e.KeyID, Files: e.Files, Launcher: e.Launcher,
		}
		if e.several() {
			m.Format = manifestFormatSeveral
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, failed("write the catalogue", err)
	}
	data = append(data, '\n')
	if len(data) > maxManifest {
		return nil, shared.NewError(shared.ErrTooLarge, "the catalogue is full: its manifest would have %d bytes, the limit is %d", len(data), maxManifest)
	}
	return data, nil
}
