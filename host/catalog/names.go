package catalog

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// The names in the folder of a catalogue.
const (
	manifestFile   = "catalog.json"
	lockFile       = "lock"
	blobFolder     = "blobs"
	incomingFolder = "incoming"

	// checksumFile is the checksum file of a connector of several files, whatever
	// its name was at the source.
	checksumFile = "SHA256SUMS"

	filePrefix         = "iga-connector-"
	blobPrefix         = "sha256-"
	signatureExtension = signature.Extension
)

func blobName(sum string) string { return blobPrefix + sum }

// What names may look like. All of them are safe as a part of a path, on every
// system, and in a terminal.
var (
	nameForm     = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$`)
	platformForm = regexp.MustCompile(`^[a-z0-9]{1,32}$`)
	contractForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$`)
	sumForm      = regexp.MustCompile(`^[0-9a-f]{64}$`)
	keyForm      = regexp.MustCompile(`^[0-9A-F]{1,16}$`)
)

// maxVersion bounds a version, in bytes.
const maxVersion = 128

// maxShown bounds what messages quote of foreign text.
const maxShown = 80

func quote(text string) string {
	return `"` + pluginlog.Escape(pluginlog.Clip(text, maxShown)) + `"`
}

func checkName(name string) error {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("%s is no name of a connector: one has up to 64 of a-z, 0-9, dot, dash and underscore, and begins and ends with a letter or digit", quote(name))
	}
	return nil
}

// checkVersion accepts full semantic versions without a v before them.
func checkVersion(version string) error {
	v := "v" + version
	// Canonical completes what is short, such as v1.2, and drops the metadata.
	if len(version) > maxVersion || !semver.IsValid(v) || semver.Canonical(v)+semver.Build(v) != v {
		return fmt.Errorf("%s is no semantic version such as 1.2.3 or 1.2.3-rc.1 (https://semver.org)", quote(version))
	}
	return nil
}

func checkContract(version string) error {
	if !contractForm.MatchString(version) {
		return fmt.Errorf("%s is no version of the contract", quote(version))
	}
	return nil
}

// ParseReference reads NAME or NAME@VERSION; version is empty when it is not
// given. It returns an error of kind ErrInvalidRequest.
func ParseReference(text string) (name, version string, err error) {
	name, version, given := strings.Cut(text, "@")
	err = checkName(name)
	if err == nil && given {
		version = strings.TrimPrefix(version, "v")
		err = checkVersion(version)
	}
	if err != nil {
		return "", "", shared.NewError(shared.ErrInvalidRequest, "%v; write NAME or NAME@VERSION", err)
	}
	return name, version, nil
}
