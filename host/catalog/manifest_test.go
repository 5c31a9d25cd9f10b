//go:build unix

package catalog_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// line is a connector of a manifest, changed by replacements of old by new.
func line(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(
		`{"name":"zoom","version":"1.0.0","os":"linux","arch":"amd64","contract_version":"1.0","sha256":"` + strings.Repeat("a", 64) + `","size":3}`)
}

func manifestOf(lines ...string) string {
	return `{"format":1,"connectors":[` + strings.Join(lines, ",") + `]}`
}

func hostileManifests() map[string]struct {
	text  string
	kind  error
	parts []string
} {
	type m = struct {
		text  string
		kind  error
		parts []string
	}
	damaged := func(text string, parts ...string) m {
		return m{text, shared.ErrPreconditionFailed, append(parts, "is damaged", "restore it")}
	}
	return map[string]m{
		"empty":            damaged(""),
		"garbage":          damaged("hello"),
		"list":             damaged("[]"),
		"null":             damaged("null", "does not say its format"),
		"no format":        damaged(`{"connectors":[]}`, "does not say its format"),
		"format zero":      damaged(`{"format":0,"connectors":[]}`),
		"format text":      damaged(`{"format":"1","connectors":[]}`),
		"newer format":     {`{"format":3,"anything":{"new":true}}`, shared.ErrUnsupported, []string{"has format 3", "up to 2", "upgrade this program"}},
		"unknown field":    damaged(`{"format":1,"connectors":[],"run":"/bin/sh"}`, "run"),
		"unknown in entry": damaged(manifestOf(line(`"size":3`, `"size":3,"path":"/bin/sh"`)), "path"),
		"two values":       damaged(manifestOf()+manifestOf(), "after top-level value"),
		"key twice":        damaged(manifestOf(line(`"size":3`, `"size":3,"name":"x"`)), `"name" stands there twice`),
		"key twice, case":  damaged(manifestOf(line(`"size":3`, `"size":3,"SHA256":"`+strings.Repeat("b", 64)+`"`)), `"SHA256" stands there twice`),
		"wrong type":       damaged(manifestOf(line(`"zoom"`, `["zoom"]`))),
		"size text":        damaged(manifestOf(line(`:3`, `:"3"`))),
		"size negative":    damaged(manifestOf(line(`:3`, `:-3`))),
		"size huge":        damaged(manifestOf(line(`:3`, `:9000000000000000000`))),
		"size overflow":    damaged(manifestOf(line(`:3`, `:1e30`))),
		"traversal":        damaged(manifestOf(line(`zoom`, `../../../../bin/sh`)), "is no name"),
		"absolute":         damaged(manifestOf(line(`zoom`, `/bin/sh`)), "is no name"),
		"escape in name":   damaged(manifestOf(line(`zoom`, `zo\u001b[2Jom`)), `\x1b`),
		"zero byte":        damaged(manifestOf(line(`zoom`, `zo\u0000m`))),
		"version":          damaged(manifestOf(line(`1.0.0`, `../1.0.0`)), "semantic version"),
		"version with v":   damaged(manifestOf(line(`1.0.0`, `v1.0.0`)), "semantic version"),
		"os":               damaged(manifestOf(line(`linux`, `../x`)), "operating system"),
		"arch":             damaged(manifestOf(line(`amd64`, ``)), "architecture"),
		"sum traversal":    damaged(manifestOf(line(strings.Repeat("a", 64), `../../../`+strings.Repeat("a", 55))), "is no SHA-256"),
		"sum upper case":   damaged(manifestOf(line(strings.Repeat("a", 64), strings.Repeat("A", 64))), "is no SHA-256"),
		"sum short":        damaged(manifestOf(line(strings.Repeat("a", 64), "aa"))),
		"key id":           damaged(manifestOf(line(`"size":3`, `"size":3,"key_id":"../x"`)), "no id of a key"),
		"contract":         damaged(manifestOf(line(`"1.0"`, `"a b"`)), "version of the contract"),
		"twice":            damaged(manifestOf(line(), line()), "zoom@1.0.0 (linux/amd64) stands in it twice"),
		"twice, other sum": damaged(manifestOf(line(), line(strings.Repeat("a", 64), strings.Repeat("b", 64))), "stands in it twice"),
		"one file, two":    damaged(manifestOf(line(), line("zoom", "other")), "the same file"),
		"one file, sizes":  damaged(manifestOf(line(), line("amd64", "arm64", ":3", ":4")), "the same file"),
		"huge":             damaged(`{"format":1,"connectors":[]`+strings.Repeat(" ", 4<<20)+`}`, "more than 4194304 bytes"),
		"deep":             damaged(strings.Repeat("[", 1<<20)),
	}
}

func TestHostileManifests(t *testing.T) {
	t.Parallel()
	for name, tc := range hostileManifests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			path := filepath.Join(c.Dir(), "catalog.json")
			must(t, os.WriteFile(path, []byte(tc.text), 0o600))
			entries, err := c.List()
			if !errors.Is(err, tc.kind) {
				t.Fatalf("got %v, %v, want %v", entries, err, tc.kind)
			}
			wantContains(t, err.Error(), append(tc.parts, path)...)
			if len(err.Error()) > 600 || strings.ContainsAny(err.Error(), "\x1b\n\x00") {
				t.Errorf("not fit to be shown: %q", err)
			}
			// It is neither used nor overwritten.
			if _, err := c.Resolve("zoom", ""); !errors.Is(err, tc.kind) {
				t.Errorf("Resolve: %v", err)
			}
			if _, err := c.Add(testContext(t), connector(t, "a", "1.0.0", ""), catalog.AddOptions{Replace: true}); !errors.Is(err, tc.kind) {
				t.Errorf("Add: %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != tc.text {
				t.Errorf("the manifest was changed: %v", err)
			}
		})
	}
}

func TestGoodManifest(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	must(t, os.WriteFile(filepath.Join(c.Dir(), "catalog.json"), []byte(manifestOf(
		line(), line("1.0.0", "1.10.0", strings.Repeat("a", 64), strings.Repeat("b", 64)), line("amd64", "arm64"),
		line("zoom", "abc", "linux", "windows", strings.Repeat("a", 64), strings.Repeat("c", 64), `"size":3`, `"size":3,"key_id":"ABC"`),
	)), 0o600))
	got := list(t, c)
	var texts []string
	for _, e := range got {
		texts = append(texts, e.String())
	}
	want := []string{"abc@1.0.0 (windows/amd64)", "zoom@1.10.0 (linux/amd64)", "zoom@1.0.0 (linux/amd64)", "zoom@1.0.0 (linux/arm64)"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
	if want := filepath.Join(c.Dir(), "blobs", "sha256-"+strings.Repeat("c", 64), "iga-connector-abc.exe.minisig"); got[0].Signature != want {
		t.Errorf("signature at %s, want %s", got[0].Signature, want)
	}
}

func TestManifestIsAFile(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(path string) error{
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"link":   func(path string) error { return os.Symlink("/etc/passwd", path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			must(t, create(filepath.Join(c.Dir(), "catalog.json")))
			if _, err := c.List(); !errors.Is(err, shared.ErrPreconditionFailed) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestFoldersOfOthers(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]os.FileMode{"group": 0o770, "world": 0o707, "sticky": 0o777 | os.ModeSticky} {
		for _, sub := range []string{"", "blobs", "incoming"} {
			t.Run(name+" "+sub, func(t *testing.T) {
				t.Parallel()
				c := newCatalog(t)
				path := connector(t, "zoom", "1.0.0", "")
				add(t, c, path, catalog.AddOptions{})
				must(t, os.Chmod(filepath.Join(c.Dir(), sub), mode))
				_, opened := catalog.Open(c.Dir())
				_, resolved := c.Resolve("zoom", "")
				_, added := c.Add(testContext(t), path, catalog.AddOptions{})
				_, verified := c.Verify(testContext(t), catalog.VerifyOptions{})
				for what, err := range map[string]error{"Open": opened, "Resolve": resolved, "Add": added, "Verify": verified} {
					if !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(fmt.Sprint(err), "chmod go-w") {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
	}
}

func TestManifestOfOthers(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	add(t, c, connector(t, "zoom", "1.0.0", ""), catalog.AddOptions{})
	must(t, os.Chmod(filepath.Join(c.Dir(), "catalog.json"), 0o620))
	_, err := c.Resolve("zoom", "")
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), "catalog.json can be written to by others", "chmod go-w")
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := connector(t, "a", "1.0.0", "")
	for path, kind := range map[string]error{
		"": shared.ErrInvalidRequest, filepath.Join(t.TempDir(), "x"): shared.ErrNotFound, file: shared.ErrPreconditionFailed,
	} {
		if _, err := catalog.Open(path); !errors.Is(err, kind) {
			t.Errorf("%q: got %v, want %v", path, err, kind)
		}
	}
	if _, err := catalog.Create(filepath.Join(file, "x")); err == nil {
		t.Error("a folder in a file")
	}
}

func FuzzManifest(f *testing.F) {
	for _, tc := range hostileManifests() {
		if len(tc.text) < 10_000 {
			f.Add([]byte(tc.text))
		}
	}
	f.Add([]byte(manifestOf(line(), line("amd64", "arm64"), line("zoom", "a.b-c"))))
	const dir = "/catalogue"
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := catalog.DecodeManifest(dir, data)
		if err != nil {
			if !errors.Is(err, shared.ErrPreconditionFailed) && !errors.Is(err, shared.ErrUnsupported) {
				t.Errorf("an error outside of the documented ones: %v", err)
			}
			return
		}
		for _, e := range entries {
			rest, ok := strings.CutPrefix(e.Path, dir+"/blobs/sha256-")
			if !ok || strings.Count(rest, "/") != 1 || filepath.Clean(e.Path) != e.Path {
				t.Errorf("%+v is at %s", e, e.Path)
			}
		}
		again, err := catalog.EncodeManifest(entries)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := catalog.DecodeManifest(dir, again)
		if diff := cmp.Diff(entries, decoded); diff != "" || err != nil {
			t.Error(err, diff)
		}
	})
}
