//go:build unix

package catalog_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// entry is one for this platform.
func entry(name, version, sum string) catalog.Entry {
	return catalog.Entry{
		Name: name, Version: version, OS: runtime.GOOS, Arch: runtime.GOARCH, ContractVersion: "1.0",
		SHA256: strings.Repeat(sum, 64/len(sum)), Size: 1,
	}
}

// catalogOf makes a catalogue with a manifest, and empty files.
func catalogOf(t *testing.T, entries ...catalog.Entry) *catalog.Catalog {
	t.Helper()
	c := newCatalog(t)
	data, err := catalog.EncodeManifest(entries)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Dir(), "catalog.json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		blob := filepath.Join(c.Dir(), "blobs", "sha256-"+e.SHA256)
		must(t, os.MkdirAll(blob, 0o700))
		must(t, os.WriteFile(filepath.Join(blob, "iga-connector-"+e.Name), nil, 0o500))
	}
	return c
}

func TestResolve(t *testing.T) {
	t.Parallel()
	elsewhere := entry("plan9only", "1.0.0", "f")
	elsewhere.OS = "plan9"
	newer := entry("zoom", "99.0.0", "e")
	newer.OS = "plan9"
	c := catalogOf(t,
		entry("zoom", "1.9.0", "1"), entry("zoom", "1.10.0", "2"), entry("zoom", "2.0.0-rc.1", "3"), entry("zoom", "1.10.0-rc.9", "4"),
		entry("beta", "0.1.0-a", "5"), entry("beta", "0.1.0-b", "6"), entry("csv", "1.0.0", "7"),
		entry("meta", "1.0.0+a", "8"), entry("meta", "1.0.0+b", "9"),
		elsewhere, newer,
	)
	tests := map[string]struct {
		name, version, want string
		kind                error
		parts               []string
	}{
		"newest release":          {"zoom", "", "1.10.0", nil, nil},
		"named":                   {"zoom", "1.9.0", "1.9.0", nil, nil},
		"with a v":                {"zoom", "v1.9.0", "1.9.0", nil, nil},
		"named pre-release":       {"zoom", "2.0.0-rc.1", "2.0.0-rc.1", nil, nil},
		"only pre-releases":       {"beta", "", "0.1.0-b", nil, nil},
		"metadata":                {"meta", "1.0.0+a", "1.0.0+a", nil, nil},
		"unknown version":         {"zoom", "3.0.0", "", shared.ErrNotFound, []string{"zoom has no version 3.0.0", "2.0.0-rc.1, 1.10.0, 1.10.0-rc.9, 1.9.0", c.Dir()}},
		"other platform":          {"plan9only", "", "", shared.ErrNotFound, []string{"is there for plan9/", "but not for this platform, " + runtime.GOOS}},
		"version other platform":  {"zoom", "99.0.0", "", shared.ErrNotFound, []string{"zoom@99.0.0 is there for plan9/"}},
		"near name":               {"zom", "", "", shared.ErrNotFound, []string{"there is no connector zom", "beta, csv, meta, plan9only, zoom", "did you mean zoom?"}},
		"name that is none":       {"../zoom", "", "", shared.ErrInvalidRequest, []string{"is no name"}},
		"version that is none":    {"zoom", "latest", "", shared.ErrInvalidRequest, []string{"is no semantic version"}},
		"name is case-sensitive":  {"Zoom", "", "", shared.ErrInvalidRequest, []string{"is no name"}},
		"nothing is made of text": {"zoom", "1.10", "", shared.ErrInvalidRequest, []string{"such as 1.2.3"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.Resolve(tc.name, tc.version)
			if tc.kind == nil {
				if err != nil || got.Version != tc.want || got.Name != tc.name || got.OS != runtime.GOOS {
					t.Errorf("got %v, %v", got, err)
				}
				return
			}
			if !errors.Is(err, tc.kind) {
				t.Fatalf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), tc.parts...)
		})
	}
}

func TestResolveInAnEmptyCatalogue(t *testing.T) {
	t.Parallel()
	_, err := newCatalog(t).Resolve("zoom", "")
	if !errors.Is(err, shared.ErrNotFound) || !strings.Contains(err.Error(), "the catalogue is empty") {
		t.Errorf("got %v", err)
	}
}

func TestResolveMissingFile(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	e := add(t, c, connector(t, "zoom", "1.0.0", ""), catalog.AddOptions{}).Entry
	for _, gone := range []string{e.Path, filepath.Dir(e.Path)} {
		must(t, os.RemoveAll(gone))
		_, err := c.Resolve("zoom", "")
		if !errors.Is(err, shared.ErrNotFound) {
			t.Fatalf("got %v", err)
		}
		wantContains(t, err.Error(), "zoom@1.0.0", e.Path, "is missing; add it again")
	}
}

// TestResolveListsSome: a message does not grow with the catalogue.
func TestResolveListsSome(t *testing.T) {
	t.Parallel()
	var entries []catalog.Entry
	for i := range 20 {
		entries = append(entries, entry("zoom", fmt.Sprintf("1.%d.0", i), fmt.Sprintf("%02x", i)))
	}
	_, err := catalogOf(t, entries...).Resolve("zoom", "2.0.0")
	if !errors.Is(err, shared.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), "there is 1.19.0, 1.18.0,", "1.12.0 and 12 more")
}

func TestParseReference(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, version string
		ok            bool
	}{
		"zoom": {"zoom", "", true}, "zoom@1.2.3": {"zoom", "1.2.3", true}, "zoom@v1.2.3-rc.1+x": {"zoom", "1.2.3-rc.1+x", true},
		"": {"", "", false}, "zoom@": {"", "", false}, "@1.0.0": {"", "", false}, "zoom@1@2": {"", "", false}, "a/b": {"", "", false},
	}
	for text, tc := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			name, version, err := catalog.ParseReference(text)
			if name != tc.name || version != tc.version || (err == nil) != tc.ok || (err != nil && !errors.Is(err, shared.ErrInvalidRequest)) {
				t.Errorf("got %q, %q, %v", name, version, err)
			}
		})
	}
}

// TestLaunchFromCatalogue takes a real connector all the way.
func TestLaunchFromCatalogue(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "memory")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "-ldflags", "-X main.version=1.4.2", "github.com/igaplugin/igaplugin/plugin/memory")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	public, private := newKey(t)
	sign(t, private, binary, "memory 1.4.2")
	c := newCatalog(t)
	add(t, c, binary, catalog.AddOptions{PublicKeys: []string{public}})
	e, err := c.Resolve("memory", "")
	if err != nil {
		t.Fatal(err)
	}
	spec := e.Spec(public)
	p, err := host.Launch(testContext(t), spec)
	if err != nil {
		t.Fatal(err)
	}
	// Whatever is added meanwhile, what runs goes on.
	if got := add(t, c, binary, catalog.AddOptions{}); got.Outcome != catalog.AlreadyThere {
		t.Errorf("added again: %s", got.Outcome)
	}
	if got := add(t, c, connector(t, "memory", "1.4.2", ""), catalog.AddOptions{Replace: true}); got.Outcome != catalog.Replaced {
		t.Errorf("replaced: %s", got.Outcome)
	}
	info, err := p.Info(testContext(t))
	if err = errors.Join(err, p.Stop(testContext(t))); err != nil {
		t.Fatal(err)
	}
	if info.Name != "memory" || info.Version != "1.4.2" || e.ContractVersion != info.ContractVersion {
		t.Errorf("%v, %v", info, e)
	}
	// The stored file is refused as soon as one byte of it is another.
	content, err := os.ReadFile(e.Path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	if err := errors.Join(os.Chmod(e.Path, 0o700), os.WriteFile(e.Path, content, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Launch(testContext(t), spec); !errors.Is(err, shared.ErrChecksumMismatch) {
		t.Errorf("changed: %v", err)
	}
}
