package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// catalogVariable names the catalogue where --catalog does not.
const catalogVariable = "IGAHOST_CATALOG"

// publicKeyForm is a minisign public key as one line. Everything else that
// --public-key has is a file, so that no file can take the place of a key.
var publicKeyForm = regexp.MustCompile(`^RW[A-Za-z0-9+/]{54}$`)

// maxKeyFile bounds what is read of a file with a public key, in bytes.
const maxKeyFile = 4 * 1024

// loadError is a connector that was not found in the catalogue.
type loadError struct{ err error }

func (e *loadError) Error() string { return e.err.Error() }
func (e *loadError) Unwrap() error { return e.err }

// chosen says which connector to load.
func (a *app) chosen() (host.Spec, error) {
	keys, err := a.publicKeys()
	if err != nil {
		return host.Spec{}, err
	}
	if a.flags.connector != "" {
		return a.fromCatalog(keys)
	}
	if a.flags.reattach != "" {
		return host.Spec{Reattach: a.flags.reattach}, nil
	}
	plugin := a.flags.plugin
	if plugin == "" {
		plugin, _ = a.env.LookupEnv(pluginVariable)
	}
	if plugin == "" {
		return host.Spec{}, usagef("no connector named; use --plugin PATH, --connector NAME, or set %s", pluginVariable)
	}
	return host.Spec{Path: plugin, SHA256: a.flags.sha256, PublicKeys: keys}, nil
}

// fromCatalog looks --connector up.
func (a *app) fromCatalog(keys []string) (host.Spec, error) {
	switch {
	case a.flags.plugin != "":
		return host.Spec{}, usagef("--connector and --plugin exclude each other")
	case a.flags.sha256 != "":
		return host.Spec{}, usagef("--connector takes the checksum from the catalogue; leave --sha256 out")
	}
	name, version, err := catalog.ParseReference(a.flags.connector)
	if err != nil {
		return host.Spec{}, usagef("--connector: %s", shared.AsError(err).Message)
	}
	dir, err := a.catalogDir()
	if err != nil {
		return host.Spec{}, err
	}
	c, err := catalog.Open(dir)
	if err != nil {
		return host.Spec{}, &loadError{err}
	}
	entry, err := c.Resolve(name, version)
	if err != nil {
		return host.Spec{}, &loadError{err}
	}
	return entry.Spec(keys...), nil
}

// catalogDir is the folder of the catalogue.
func (a *app) catalogDir() (string, error) {
	dir := a.flags.catalog
	if dir == "" {
		dir, _ = a.env.LookupEnv(catalogVariable)
	}
	if dir == "" {
		return "", usagef("no catalogue named; use --catalog DIR or set %s", catalogVariable)
	}
	return dir, nil
}

// publicKeys are the keys of --public-key.
func (a *app) publicKeys() ([]string, error) {
	var keys []string
	for _, value := range a.flags.publicKeys {
		if value == "" {
			return nil, usagef("--public-key is empty; give a value or leave it out")
		}
		if publicKeyForm.MatchString(value) {
			keys = append(keys, value)
			continue
		}
		key, err := readKey(value)
		if err != nil {
			return nil, usagef("--public-key is neither a minisign key, 56 characters that begin with RW, nor a file with one: %w", err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func readKey(path string) (key string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = fmt.Errorf("%s has more than %d bytes", path, maxKeyFile)
	}
	return string(text), err
}
