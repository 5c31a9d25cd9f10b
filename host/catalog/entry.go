package catalog

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/igaplugin/igaplugin/host"
)

// Entry is a connector of the catalogue. Name, Version, OS and Arch together
// name it.
type Entry struct {
	// Name is what the connector calls itself, for example zoom.
	Name string
	// Version is its semantic version, without a v before it.
	Version string
	// OS and Arch are the platform in Go's words, for example linux and amd64.
	OS, Arch string
	// ContractVersion is the version of the contract that it was built for.
	ContractVersion string
	// SHA256 is the checksum of the binary, or of the checksum file of a connector of
	// several files: 64 lower-case hexadecimal digits.
	SHA256 string
	// Size is that of the binary, or of all files that are listed, in bytes.
	Size int64
	// Files is how many files the checksum file lists, and Launcher the one of them
	// that is started, relative to their folder and with slashes. 0 and empty for a
	// connector of a single file.
	Files    int
	Launcher string
	// KeyID is the id of the minisign key whose signature was checked when it was
	// stored; empty when there is no signature.
	KeyID string
	// Path is the absolute path of the binary or launcher, Checksums that of the
	// checksum file, which a single file has none of, and Signature that of the
	// signature, empty when there is none.
	Path, Checksums, Signature string
}

// Spec returns what host.Launch needs to start the connector: path, checksum,
// checksum file and, when public keys are given, these and the signature that must be by one of
// them.
func (e Entry) Spec(publicKeys ...string) host.Spec {
	// Where the signature is expected, the host looks by itself.
	return host.Spec{Path: e.Path, Checksums: e.Checksums, SHA256: e.SHA256, PublicKeys: publicKeys, Connector: e.Name, Version: e.Version}
}

// Platform returns OS and Arch as linux/amd64.
func (e Entry) Platform() string { return e.OS + "/" + e.Arch }

// String returns the name as zoom@1.2.3 (linux/amd64).
func (e Entry) String() string { return e.Name + "@" + e.Version + " (" + e.Platform() + ")" }

// here tells whether the entry is for this platform.
func (e Entry) here() bool { return e.OS == runtime.GOOS && e.Arch == runtime.GOARCH }

// same tells whether two entries have the same name, version and platform.
func (e Entry) same(o Entry) bool {
	return e.Name == o.Name && e.Version == o.Version && e.OS == o.OS && e.Arch == o.Arch
}

// several tells whether it is a connector of several files.
func (e Entry) several() bool { return e.Launcher != "" }

// root is the file that the checksum and the signature are about.
func (e Entry) root() string {
	if e.several() {
		return e.Checksums
	}
	return e.Path
}

// folder is the one in the store.
func (e Entry) folder() string { return filepath.Dir(e.root()) }

// rootName is the name of root.
func (e Entry) rootName() string {
	if e.several() {
		return checksumFile
	}
	return e.fileName()
}

// fileName is the name of the binary of a connector of a single file.
func (e Entry) fileName() string {
	name := filePrefix + e.Name
	if e.OS == "windows" {
		name += ".exe"
	}
	return name
}

// place fills in the paths below the folder of the catalogue.
func (e *Entry) place(dir string) {
	folder := filepath.Join(dir, blobFolder, blobName(e.SHA256))
	e.Path, e.Checksums, e.Signature = filepath.Join(folder, e.fileName()), "", ""
	if e.several() {
		e.Path, e.Checksums = filepath.Join(folder, filepath.FromSlash(e.Launcher)), filepath.Join(folder, checksumFile)
	}
	if e.KeyID != "" {
		e.Signature = e.root() + signatureExtension
	}
}

// sortEntries puts entries in the order of their names, the newest version of
// each first.
func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		if c := compareVersions(b.Version, a.Version); c != 0 {
			return c
		}
		return strings.Compare(a.Platform(), b.Platform())
	})
}

// compareVersions compares by semantic versioning; versions that differ in their
// build metadata alone, which has no rank there, compare as text.
func compareVersions(a, b string) int {
	if c := semver.Compare("v"+a, "v"+b); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

// prerelease tells whether a version is not a release, for example 1.0.0-rc.1.
func prerelease(version string) bool { return semver.Prerelease("v"+version) != "" }
