package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
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

// secretKeyForm is the key itself of a minisign secret key file, which is no path
// that anybody has.
var secretKeyForm = regexp.MustCompile(`RW[A-Za-z0-9+/]{100,}`)

// sumForm is a SHA-256.
var sumForm = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// maxKeyFile bounds what is read of a file with a public key, in bytes.
const maxKeyFile = 4 * 1024

// loadError is a connector that was not found in the catalogue.
type loadError struct{ err error }

func (e *loadError) Error() string { return e.err.Error() }
func (e *loadError) Unwrap() error { return e.err }

// chosen says which connector to load.
func (a *app) chosen(ctx context.Context) (host.Spec, error) {
	keys, err := a.publicKeys()
	if err != nil {
		return host.Spec{}, err
	}
	if a.flags.connector != "" {
		return a.fromCatalog(ctx, keys)
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
	if a.flags.sha256 != "" && !sumForm.MatchString(a.flags.sha256) {
		return host.Spec{}, usagef("--sha256 must be 64 hexadecimal digits, as sha256sum prints them")
	}
	return host.Spec{Path: plugin, Checksums: a.flags.checksums, SHA256: a.flags.sha256, PublicKeys: keys}, nil
}

// fromCatalog looks --connector up.
func (a *app) fromCatalog(ctx context.Context, keys []string) (host.Spec, error) {
	switch {
	case a.flags.plugin != "":
		return host.Spec{}, usagef("--connector and --plugin exclude each other")
	case a.flags.checksums != "":
		return host.Spec{}, usagef("--connector takes the checksums from the catalogue; leave --checksums out")
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
		return host.Spec{}, &loadError{a.damaged(ctx, c, name, version, err)}
	}
	a.mend = func(err error) error { return a.damaged(ctx, c, entry.Name, entry.Version, err) }
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
		key, err := publicKey(value)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// publicKey is the key that a value of --public-key is, or that is in its file.
func publicKey(value string) (string, error) {
	switch {
	case publicKeyForm.MatchString(value):
		if err := host.CheckPublicKey(value); err != nil {
			return "", usagef("--public-key %w", err)
		}
		return value, nil
	case secretKeyForm.MatchString(value):
		// It is in the history of the shell by now, but need not be in a log as well.
		return "", usagef("--public-key is a minisign secret key; keep it to yourself, make a new one if others may have seen it, and give the public key")
	}
	key, err := readKey(value)
	if err != nil {
		return "", usagef("--public-key is neither a minisign key, 56 characters that begin with RW, nor a file with one: %w", err)
	}
	if err := host.CheckPublicKey(key); err != nil {
		return "", usagef("--public-key: the file %s %w", value, err)
	}
	return key, nil
}

func readKey(path string) (key string, err error) {
	f, err := host.OpenRegular(path)
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
