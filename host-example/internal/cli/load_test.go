package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
)

// publicKey looks like one, which is all that the command line looks at.
const publicKey = "RWSwNU5PFTu7Bvg+YAQmmgfL3wg1mhN2xRPa+NAvzHjt9+bQoPFs8/Eg"

// loaded runs a command line and returns what the host was asked to start.
func loaded(t *testing.T, w *world, args ...string) (host.Spec, outcome) {
	t.Helper()
	f := &fake{}
	var stdout, stderr bytes.Buffer
	env := w.environment(f, &stdout, &stderr)
	var spec host.Spec
	env.Launch = func(_ context.Context, s host.Spec) (target.Plugin, error) {
		spec = s
		return inProcess{adapter.New(f, nil)}, nil
	}
	code := cli.Run(t.Context(), args, env)
	return spec, outcome{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

func TestPublicKeys(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "minisign.pub")
	content := "untrusted comment: minisign public key\n" + publicKey + "\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	huge := filepath.Join(t.TempDir(), "huge")
	if err := os.WriteFile(huge, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	spec, got := loaded(t, &world{}, "--plugin", "fake", "--public-key", publicKey, "--public-key", file, "info")
	if got.code != 0 {
		t.Fatalf("code %d: %s", got.code, got.stderr)
	}
	if diff := cmp.Diff([]string{publicKey, content}, spec.PublicKeys); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []string{"", "missing", huge, t.TempDir(), publicKey[1:]} {
		if spec, got := loaded(t, &world{}, "--plugin", "fake", "--public-key", wrong, "info"); got.code != 2 || spec.Path != "" {
			t.Errorf("%q: code %d, %q", wrong, got.code, got.stderr)
		}
	}
}

// TestPublicKeyIsNotReplacedByAFile: who can write to the working directory must
// not be able to say which key is trusted.
func TestPublicKeyIsNotReplacedByAFile(t *testing.T) {
	name := strings.ReplaceAll(publicKey, "/", "a")
	t.Chdir(t.TempDir())
	if err := os.WriteFile(name, []byte("another key"), 0o600); err != nil {
		t.Fatal(err)
	}
	spec, got := loaded(t, &world{}, "--plugin", "fake", "--public-key", name, "info")
	if diff := cmp.Diff([]string{name}, spec.PublicKeys); diff != "" || got.code != 0 {
		t.Error(got.stderr, diff)
	}
}

// storeEntry makes a catalogue with one connector.
func storeEntry(t *testing.T, dir string) catalog.Entry {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("scripts are not run here")
	}
	c, err := catalog.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "connector")
	text := "#!/bin/sh\necho '{\"name\":\"fake\",\"version\":\"1.0.0\",\"contract_version\":\"1.0\"}'\n"
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	r, err := c.Add(t.Context(), path, catalog.AddOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Entry
}

func TestConnectorFromTheCatalogue(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "connectors")
	entry := storeEntry(t, dir)
	w := &world{variables: map[string]string{"IGAHOST_PLUGIN": "other", "IGAHOST_CATALOG": dir}}
	spec, got := loaded(t, w, "--connector", "fake", "--public-key", publicKey, "info")
	if got.code != 0 || spec.Path != entry.Path || spec.SHA256 != entry.SHA256 || len(spec.PublicKeys) != 1 {
		t.Errorf("code %d, %s, spec %+v", got.code, got.stderr, spec)
	}
	if err := os.RemoveAll(filepath.Dir(entry.Path)); err != nil {
		t.Fatal(err)
	}
	spec, got = loaded(t, w, "--connector", "fake@1.0.0", "info")
	if got.code != 3 || spec.Path != "" || !strings.Contains(got.stderr, "in the catalogue: there is no file ") {
		t.Errorf("code %d, %s", got.code, got.stderr)
	}
}

// TestContinuationNamesTheChecksums: what checks the connector is not left out.
func TestContinuationNamesTheChecksums(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	f := &fake{err: &shared.WriteError{
		Kind: shared.ErrPartial, Cause: shared.NewError(shared.ErrTimeout, "half of it"), Result: shared.WriteResult{UID: "u1"},
	}}
	sum := strings.Repeat("a", 64)
	args := []string{"--plugin", "dir/start", "--checksums", "dir/SHA256SUMS", "--sha256", sum, "delete", "User", "u1"}
	cli.Run(t.Context(), args, (&world{}).environment(f, &stdout, &stderr))
	want := "igahost --plugin dir/start --checksums dir/SHA256SUMS --sha256 " + sum
	if !strings.Contains(stderr.String(), want) {
		t.Errorf("no %q in %q", want, stderr.String())
	}
}

// TestContinuationNamesTheConnector: the command that a message proposes must
// reach the same connector.
func TestContinuationNamesTheConnector(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "connectors")
	storeEntry(t, dir)
	var stdout, stderr bytes.Buffer
	f := &fake{err: &shared.WriteError{
		Kind: shared.ErrPartial, Cause: shared.NewError(shared.ErrTimeout, "half of it"), Result: shared.WriteResult{UID: "u1"},
	}}
	args := []string{"--catalog", dir, "--connector", "fake", "--public-key", publicKey, "delete", "User", "u1"}
	cli.Run(t.Context(), args, (&world{}).environment(f, &stdout, &stderr))
	want := "igahost --catalog " + dir + " --connector fake --public-key " + publicKey
	if !strings.Contains(stderr.String(), want) {
		t.Errorf("no %q in %q", want, stderr.String())
	}
}
