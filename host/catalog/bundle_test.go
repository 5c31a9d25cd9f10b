//go:build unix

package catalog_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// bundle is a connector of several files.
type bundle struct{ dir, start, sums string }

// newBundle makes one that calls itself name and version; extra makes it another.
func newBundle(t *testing.T, name, version, extra string) bundle {
	t.Helper()
	b := bundle{dir: t.TempDir()}
	b.start, b.sums = b.path("bin/start"), b.path("SHA256SUMS")
	must(t, os.Mkdir(b.path("bin"), 0o755))
	must(t, os.Mkdir(b.path("lib"), 0o755))
	must(t, os.WriteFile(b.start, []byte("#!/bin/sh\nexec \"$(dirname \"$0\")/../lib/program\" \"$@\"\n"), 0o755))
	program, err := os.ReadFile(connector(t, name, version, extra))
	must(t, err)
	must(t, os.WriteFile(b.path("lib/program"), program, 0o755))
	must(t, os.WriteFile(b.path("lib/data.txt"), []byte("data"), 0o644))
	b.list(t)
	return b
}

func (b bundle) path(rel string) string { return filepath.Join(b.dir, filepath.FromSlash(rel)) }

func (b bundle) options() catalog.AddOptions { return catalog.AddOptions{Checksums: b.sums} }

// list writes the checksum file.
func (b bundle) list(t *testing.T) {
	t.Helper()
	var lines strings.Builder
	files := os.DirFS(b.dir)
	must(t, fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || path == filepath.Base(b.sums) {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintf(&lines, "%x *./%s\n", sha256.Sum256(content), path)
		return err
	}))
	must(t, os.WriteFile(b.sums, []byte(lines.String()), 0o600))
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return string(data)
}

func TestAddFolder(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	b := newBundle(t, "zoom", "1.2.3", "")
	sum := sumOf(t, b.sums)
	root := filepath.Join(c.Dir(), "blobs", "sha256-"+sum)
	size := len("data") + len(readFile(t, b.start)) + len(readFile(t, b.path("lib/program")))
	got := add(t, c, b.start, b.options())
	want := &catalog.AddResult{Outcome: catalog.Added, Entry: catalog.Entry{
		Name: "zoom", Version: "1.2.3", OS: runtime.GOOS, Arch: runtime.GOARCH, ContractVersion: "1.0",
		SHA256: sum, Size: int64(size), Files: 3, Launcher: "bin/start",
		Path: filepath.Join(root, "bin", "start"), Checksums: filepath.Join(root, "SHA256SUMS"),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]catalog.Entry{want.Entry}, list(t, c)); diff != "" {
		t.Error(diff)
	}
	resolved, err := c.Resolve("zoom", "")
	must(t, err)
	spec := resolved.Spec("key")
	if diff := cmp.Diff([]string{want.Entry.Path, want.Entry.Checksums, sum, "zoom", "1.2.3", "key"},
		[]string{spec.Path, spec.Checksums, spec.SHA256, spec.Connector, spec.Version, spec.PublicKeys[0]}); diff != "" {
		t.Error(diff)
	}
	for file, mode := range map[string]os.FileMode{
		".": 0o700 | os.ModeDir, "bin": 0o700 | os.ModeDir, "bin/start": 0o500, "lib/program": 0o500, "lib/data.txt": 0o400, "SHA256SUMS": 0o400,
	} {
		info, err := os.Stat(filepath.Join(root, file))
		must(t, err)
		if info.Mode() != mode {
			t.Errorf("%s has mode %v, want %v", file, info.Mode(), mode)
		}
	}
	wantSound(t, c, []string{"zoom@1.2.3"})
	if got := add(t, c, b.start, b.options()); got.Outcome != catalog.AlreadyThere {
		t.Errorf("the same again: %s", got.Outcome)
	}
	// It is a program that says nothing more, so that it is found and run, and is no connector.
	_, err = host.Launch(testContext(t), resolved.Spec())
	if !errors.Is(err, shared.ErrStartFailed) || !strings.Contains(err.Error(), "before the handshake") {
		t.Errorf("launched: %v", err)
	}
}

// TestManifestFormats: older programs can read the manifest until there is a
// connector of several files, and again when there is none any more.
func TestManifestFormats(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	format := func() string {
		_, rest, _ := strings.Cut(readFile(t, filepath.Join(c.Dir(), "catalog.json")), `"format": `)
		return rest[:1]
	}
	add(t, c, connector(t, "one", "1.0.0", ""), catalog.AddOptions{})
	if got := format(); got != "1" {
		t.Errorf("format %s with single files", got)
	}
	b := newBundle(t, "zoom", "1.0.0", "")
	add(t, c, b.start, b.options())
	if got := format(); got != "2" {
		t.Errorf("format %s with a folder", got)
	}
	add(t, c, connector(t, "zoom", "1.0.0", ""), catalog.AddOptions{Replace: true})
	if got := format(); got != "1" {
		t.Errorf("format %s with single files once more", got)
	}
	wantSound(t, c, []string{"one@1.0.0", "zoom@1.0.0"})
}

func TestAddFolderAgain(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	first, second := newBundle(t, "zoom", "1.0.0", "first"), newBundle(t, "zoom", "1.0.0", "second")
	old := add(t, c, first.start, first.options())
	_, err := c.Add(testContext(t), second.start, second.options())
	if !errors.Is(err, shared.ErrAlreadyExists) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), sumOf(t, first.sums), sumOf(t, second.sums))
	o := second.options()
	o.Replace = true
	got := add(t, c, second.start, o)
	if got.Outcome != catalog.Replaced || got.ReplacedSHA256 != old.Entry.SHA256 {
		t.Errorf("%+v", got)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
	must(t, err)
	if diff := cmp.Diff([]string{filepath.Dir(old.Entry.Checksums)}, report.Unnamed); diff != "" {
		t.Error(diff)
	}
	// The same files with another launcher.
	o.Replace = false
	_, err = c.Add(testContext(t), second.path("lib/program"), o)
	if !errors.Is(err, shared.ErrAlreadyExists) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), `starts with "bin/start", not with "lib/program"`)
	o.Replace = true
	if got := add(t, c, second.path("lib/program"), o); got.Outcome != catalog.Replaced || got.Entry.Launcher != "lib/program" {
		t.Errorf("%+v", got)
	}
	wantSound(t, c, []string{"zoom@1.0.0"})
}

// TestAddFolderOtherName: the checksum file has a name of its own in the store.
func TestAddFolderOtherName(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	b := newBundle(t, "zoom", "1.0.0", "")
	other := b.path("checks.txt")
	must(t, os.Rename(b.sums, other))
	public, private := newKey(t)
	sign(t, private, other, "by name")
	got := add(t, c, b.start, catalog.AddOptions{Checksums: other, PublicKeys: []string{public}})
	if got.Entry.Signature != got.Entry.Checksums+".minisig" || got.TrustedComment != "by name" {
		t.Errorf("%+v", got)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: []string{public}})
	must(t, err)
	must(t, report.Err())
}

func TestAddFolderRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		damage func(t *testing.T, b *bundle) error
		kind   error
		parts  []string
	}{
		"changed": {func(_ *testing.T, b *bundle) error {
			return os.WriteFile(b.path("lib/data.txt"), []byte("atad"), 0o600)
		}, shared.ErrChecksumMismatch, []string{"lib/data.txt was changed", "list its files anew"}},
		"missing":    {func(_ *testing.T, b *bundle) error { return os.Remove(b.path("lib/data.txt")) }, shared.ErrChecksumMismatch, []string{"lib/data.txt is missing"}},
		"not listed": {func(_ *testing.T, b *bundle) error { return os.WriteFile(b.path("x"), nil, 0o600) }, shared.ErrChecksumMismatch, []string{"x is not listed"}},
		"link":       {func(_ *testing.T, b *bundle) error { return os.Symlink("start", b.path("bin/x")) }, shared.ErrChecksumMismatch, []string{"bin/x is a link"}},
		"too large":  {func(_ *testing.T, b *bundle) error { return os.Truncate(b.path("lib/data.txt"), 1<<30) }, shared.ErrTooLarge, []string{"has files of 10737", "the limit is 1073741824", "make it smaller"}},
		"no list":    {func(_ *testing.T, b *bundle) error { return os.Remove(b.sums) }, shared.ErrNotFound, []string{"there is no checksum file"}},
		"pipe as list": {func(_ *testing.T, b *bundle) error {
			return errors.Join(os.Remove(b.sums), syscall.Mkfifo(b.sums, 0o600))
		}, shared.ErrInvalidRequest, []string{"is not a regular file"}},
		"garbage as list": {func(_ *testing.T, b *bundle) error { return os.WriteFile(b.sums, []byte("x\n"), 0o600) }, shared.ErrInvalidRequest, []string{"SHA256SUMS: line 1 is not of the form"}},
		"elsewhere":       {func(t *testing.T, b *bundle) error { t.Helper(); b.start = connector(t, "a", "1.0.0", ""); return nil }, shared.ErrInvalidRequest, []string{"not in the folder"}},
		"not in the list": {func(_ *testing.T, b *bundle) error { b.start = b.sums; return nil }, shared.ErrInvalidRequest, []string{"it is not listed"}},
		"reserved name": {func(t *testing.T, b *bundle) error {
			t.Helper()
			other := b.path("checks.txt")
			must(t, os.Rename(b.sums, other))
			b.sums = b.path("sha256sums")
			must(t, os.WriteFile(b.sums, nil, 0o600))
			b.sums = other
			b.list(t)
			return nil
		}, shared.ErrInvalidRequest, []string{`checks.txt lists "sha256sums", which is the name that the catalogue has`}},
		"says nothing": {func(t *testing.T, b *bundle) error {
			t.Helper()
			must(t, os.WriteFile(b.path("lib/program"), []byte("#!/bin/sh\necho broken >&2\nexit 3\n"), 0o755))
			b.list(t)
			return nil
		}, shared.ErrStartFailed, []string{"--manifest: exited with status 3", "broken"}},
		"writes to its folder": {func(t *testing.T, b *bundle) error {
			t.Helper()
			must(t, os.WriteFile(b.path("lib/program"), []byte(readFile(t, b.path("lib/program"))+`touch "$(dirname "$0")/cache"`+"\n"), 0o755))
			b.list(t)
			return nil
		}, shared.ErrStartFailed, []string{"it has changed its own folder", "lib/cache is not listed"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			b := newBundle(t, "zoom", "1.0.0", "")
			must(t, tc.damage(t, &b))
			_, err := c.Add(testContext(t), b.start, b.options())
			if !errors.Is(err, tc.kind) {
				t.Fatalf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), tc.parts...)
			wantSound(t, c, []string{})
			left, err := os.ReadDir(filepath.Join(c.Dir(), "incoming"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// TestAddFolderSigned: the signature is that of the checksum file, and nothing is
// run without.
func TestAddFolderSigned(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	b := newBundle(t, "zoom", "1.0.0", "")
	trace := filepath.Join(t.TempDir(), "trace")
	must(t, os.WriteFile(b.path("lib/program"), []byte(readFile(t, b.path("lib/program"))+"touch '"+trace+"'\n"), 0o755))
	b.list(t)
	public, private := newKey(t)
	o := b.options()
	o.PublicKeys = []string{public}
	for name, prepare := range map[string]func(){
		"none":            func() {},
		"of the launcher": func() { sign(t, private, b.start, ""); must(t, os.Rename(b.start+".minisig", b.sums+".minisig")) },
	} {
		prepare()
		if _, err := c.Add(testContext(t), b.start, o); !errors.Is(err, shared.ErrChecksumMismatch) || !strings.Contains(err.Error(), b.sums) {
			t.Errorf("%s: %v", name, err)
		}
		_ = os.Remove(b.sums + ".minisig")
	}
	if _, err := os.Stat(trace); err == nil {
		t.Error("it was run without a signature")
	}
	if got := add(t, c, b.start, b.options()); got.Outcome != catalog.Added || got.Entry.Signature != "" {
		t.Errorf("%+v", got)
	}
	sign(t, private, b.sums, "reviewed")
	got := add(t, c, b.start, o)
	if got.Outcome != catalog.Signed || got.TrustedComment != "reviewed" || got.Entry.Signature != got.Entry.Checksums+".minisig" {
		t.Errorf("%+v", got)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: o.PublicKeys})
	must(t, err)
	must(t, report.Err())
	if len(report.Unnamed) != 0 || report.Findings[0].TrustedComment != "reviewed" {
		t.Errorf("%+v", report)
	}
	// Again without keys: the signature is kept, also when the folder is repaired.
	must(t, os.RemoveAll(filepath.Join(filepath.Dir(got.Entry.Checksums), "lib")))
	if got := add(t, c, b.start, b.options()); got.Outcome != catalog.Repaired || got.Entry.Signature == "" {
		t.Errorf("%+v", got)
	}
	report, err = c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: o.PublicKeys})
	must(t, err)
	must(t, report.Err())
}

// TestVerifyFolder finds everything, names the file, and adding again repairs it.
func TestVerifyFolder(t *testing.T) {
	t.Parallel()
	public, private := newKey(t)
	other, _ := newKey(t)
	in := func(e catalog.Entry, rel string) string { return filepath.Join(filepath.Dir(e.Checksums), rel) }
	rewrite := func(path, text string) error {
		return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte(text), 0o600))
	}
	tests := map[string]struct {
		damage func(e catalog.Entry) error
		keys   []string
		state  catalog.State
		parts  []string
		// actual says that the checksum file is the one that was added.
		actual bool
	}{
		"ok":              {nil, nil, catalog.StateOK, nil, true},
		"ok and key":      {nil, []string{other, public}, catalog.StateOK, nil, true},
		"other key":       {nil, []string{other}, catalog.StateSignature, []string{"was made with key"}, true},
		"no folder":       {func(e catalog.Entry) error { return os.RemoveAll(in(e, "")) }, nil, catalog.StateMissing, []string{"there is no file", "SHA256SUMS"}, false},
		"list missing":    {func(e catalog.Entry) error { return os.Remove(e.Checksums) }, nil, catalog.StateMissing, []string{"there is no file", "SHA256SUMS"}, false},
		"list changed":    {func(e catalog.Entry) error { return rewrite(e.Checksums, "x") }, nil, catalog.StateChanged, []string{"SHA256SUMS was changed: expected SHA-256"}, false},
		"changed":         {func(e catalog.Entry) error { return rewrite(in(e, "lib/data.txt"), "atad") }, nil, catalog.StateChanged, []string{"lib/data.txt was changed", "add the connector again"}, true},
		"missing":         {func(e catalog.Entry) error { return os.Remove(in(e, "lib/data.txt")) }, nil, catalog.StateMissing, []string{"lib/data.txt is missing"}, true},
		"launcher gone":   {func(e catalog.Entry) error { return os.Remove(e.Path) }, nil, catalog.StateMissing, []string{"bin/start is missing"}, true},
		"added":           {func(e catalog.Entry) error { return os.WriteFile(in(e, "lib/x"), nil, 0o600) }, nil, catalog.StateChanged, []string{"lib/x is not listed"}, true},
		"link":            {func(e catalog.Entry) error { return errors.Join(os.Remove(e.Path), os.Symlink("/bin/true", e.Path)) }, nil, catalog.StateUnsafe, []string{"bin/start is a link"}, true},
		"pipe":            {func(e catalog.Entry) error { return errors.Join(os.Remove(e.Path), syscall.Mkfifo(e.Path, 0o700)) }, nil, catalog.StateUnsafe, []string{"bin/start is not a regular file"}, true},
		"group-writable":  {func(e catalog.Entry) error { return os.Chmod(in(e, "lib/data.txt"), 0o460) }, nil, catalog.StateUnsafe, []string{"lib/data.txt can be written to by others", "chmod -R go-w"}, true},
		"writable folder": {func(e catalog.Entry) error { return os.Chmod(in(e, "lib"), 0o770) }, nil, catalog.StateUnsafe, []string{"lib can be written to by others"}, true},
		"not executable":  {func(e catalog.Entry) error { return os.Chmod(e.Path, 0o400) }, nil, catalog.StateNotExecutable, []string{"bin/start is not executable", "chmod u+x"}, true},
		"two files": {
			func(e catalog.Entry) error {
				return errors.Join(os.Remove(e.Path), rewrite(in(e, "lib/data.txt"), "x"))
			}, nil, catalog.StateChanged,
			[]string{"bin/start is missing; lib/data.txt was changed"},
			true,
		},
		"no signature":  {func(e catalog.Entry) error { return os.Remove(e.Signature) }, nil, catalog.StateSignature, []string{"there is no signature", "SHA256SUMS.minisig"}, true},
		"bad signature": {func(e catalog.Entry) error { return rewrite(e.Signature, "x") }, []string{public}, catalog.StateSignature, []string{"cannot be checked"}, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			b := newBundle(t, "zoom", "1.0.0", "")
			sign(t, private, b.sums, "signed comment")
			o := b.options()
			o.PublicKeys = []string{public}
			e := add(t, c, b.start, o).Entry
			if tc.damage != nil {
				must(t, tc.damage(e))
			}
			report, err := c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: tc.keys})
			must(t, err)
			f := report.Findings[0]
			if len(report.Findings) != 1 || f.State != tc.state || f.Entry != e || len(report.Unnamed) != 0 {
				t.Fatalf("%+v", report)
			}
			wantContains(t, f.Problem, tc.parts...)
			if (f.ActualSHA256 == e.SHA256) != tc.actual {
				t.Errorf("actual sum %q", f.ActualSHA256)
			}
			if _, err := host.Launch(testContext(t), e.Spec(tc.keys...)); tc.state != catalog.StateOK && tc.state != catalog.StateSignature && !errors.Is(err, shared.ErrChecksumMismatch) {
				t.Errorf("launch: %v", err)
			}
			add(t, c, b.start, o)
			report, err = c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: []string{public}})
			must(t, err)
			must(t, report.Err())
		})
	}
}

// TestResolveFolder refuses what could be changed, and what is missing.
func TestResolveFolder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		damage func(e catalog.Entry) error
		kind   error
		part   string
	}{
		"launcher missing":  {func(e catalog.Entry) error { return os.Remove(e.Path) }, shared.ErrNotFound, "bin/start is missing; add it again"},
		"list missing":      {func(e catalog.Entry) error { return os.Remove(e.Checksums) }, shared.ErrNotFound, "SHA256SUMS is missing; add it again"},
		"folder missing":    {func(e catalog.Entry) error { return os.RemoveAll(filepath.Dir(e.Checksums)) }, shared.ErrNotFound, "add it again"},
		"launcher writable": {func(e catalog.Entry) error { return os.Chmod(e.Path, 0o720) }, shared.ErrPreconditionFailed, "chmod go-w"},
		"list writable":     {func(e catalog.Entry) error { return os.Chmod(e.Checksums, 0o620) }, shared.ErrPreconditionFailed, "chmod go-w"},
		"folder writable":   {func(e catalog.Entry) error { return os.Chmod(filepath.Dir(e.Checksums), 0o770) }, shared.ErrPreconditionFailed, "chmod go-w"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			b := newBundle(t, "zoom", "1.0.0", "")
			must(t, tc.damage(add(t, c, b.start, b.options()).Entry))
			_, err := c.Resolve("zoom", "")
			if !errors.Is(err, tc.kind) || !strings.Contains(err.Error(), tc.part) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestFolderEndsWithItsContext: a cancelled Add does not take what is there for
// damaged, and a cancelled Verify has no report.
func TestFolderEndsWithItsContext(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	b := newBundle(t, "zoom", "1.0.0", "")
	add(t, c, b.start, b.options())
	for _, step := range []string{"staged", "described"} {
		ctx, cancel := context.WithCancel(testContext(t))
		c.SetStep(func(name string) error {
			if name == step {
				cancel()
			}
			return nil
		})
		if _, err := c.Add(ctx, b.start, b.options()); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", step, err)
		}
		cancel()
	}
	c.SetStep(nil)
	wantSound(t, c, []string{"zoom@1.0.0"})
	if got := add(t, c, b.start, b.options()); got.Outcome != catalog.AlreadyThere {
		t.Errorf("%+v", got)
	}
}

// TestHostileFolderEntries: nothing of the manifest leads out of the store.
func TestHostileFolderEntries(t *testing.T) {
	t.Parallel()
	good := line(`"size":3`, `"size":3,"files":2,"launcher":"bin/start"`)
	two := func(lines ...string) string {
		return strings.Replace(manifestOf(lines...), `"format":1`, `"format":2`, 1)
	}
	entries, err := catalog.DecodeManifest("/c", []byte(two(good)))
	must(t, err)
	if want := filepath.Join("/c/blobs", "sha256-"+strings.Repeat("a", 64), "bin/start"); entries[0].Path != want || entries[0].Files != 2 {
		t.Errorf("%+v", entries[0])
	}
	for name, tc := range map[string]struct{ text, part string }{
		"format 1":       {manifestOf(good), "format 1 has no connectors of several files"},
		"no launcher":    {two(line(`"size":3`, `"size":3,"files":2`)), "is not possible"},
		"no files":       {two(line(`"size":3`, `"size":3,"launcher":"x"`)), "is not possible"},
		"negative":       {two(line(`"size":3`, `"size":3,"files":-2,"launcher":"x"`)), "is not possible"},
		"too many":       {two(line(`"size":3`, `"size":3,"files":20001,"launcher":"x"`)), "is not possible"},
		"traversal":      {two(line(`"size":3`, `"size":3,"files":2,"launcher":"../../x"`)), "is no path of a launcher"},
		"absolute":       {two(line(`"size":3`, `"size":3,"files":2,"launcher":"/bin/sh"`)), "is no path of a launcher"},
		"control":        {two(line(`"size":3`, `"size":3,"files":2,"launcher":"\u001b[2J"`)), "is no path of a launcher"},
		"file and files": {two(good, line("zoom", "zoom", "1.0.0", "2.0.0")), "the same file"},
		"other number":   {two(good, line("amd64", "arm64", `"size":3`, `"size":3,"files":3,"launcher":"bin/start"`)), "the same file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := catalog.DecodeManifest("/c", []byte(tc.text))
			if !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(err.Error(), tc.part) {
				t.Errorf("got %v", err)
			}
		})
	}
}
