//go:build unix

package catalog_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"github.com/igaplugin/igaplugin/host/catalog"
)

// patience bounds every test; nothing takes so long unless it hangs.
const patience = 60 * time.Second

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// newCatalog makes an empty catalogue.
func newCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Create(filepath.Join(t.TempDir(), "catalogue"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// script writes a program of the shell.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// connector writes a program that calls itself name and version; extra makes it
// another file.
func connector(t *testing.T, name, version, extra string) string {
	t.Helper()
	return script(t, fmt.Sprintf(`[ "$1" = --manifest ] && echo '{"name":%q,"version":%q,"contract_version":"1.0","operations":["get"]}' # %s`, name, version, extra))
}

// add adds and must succeed.
func add(t *testing.T, c *catalog.Catalog, path string, o catalog.AddOptions) *catalog.AddResult {
	t.Helper()
	r, err := c.Add(testContext(t), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sumOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func wantContains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}

// names returns the entries as text.
func names(entries []catalog.Entry) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Name+"@"+e.Version)
	}
	return out
}

func list(t *testing.T, c *catalog.Catalog) []catalog.Entry {
	t.Helper()
	entries, err := c.List()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// newKey makes a key pair.
func newKey(t *testing.T) (public string, private minisign.PrivateKey) {
	t.Helper()
	pub, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return pub.String(), private
}

// sign writes the signature of a file beside it.
func sign(t *testing.T, key minisign.PrivateKey, path, comment string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := minisign.NewReader(f)
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".minisig", r.SignWithComments(key, comment, "x"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// privateKey makes signatures.
type privateKey = minisign.PrivateKey
