//go:build unix

package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	path := connector(t, "zoom", "v1.2.3", "")
	sum := sumOf(t, path)
	got := add(t, c, path, catalog.AddOptions{})
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	want := &catalog.AddResult{Outcome: catalog.Added, Entry: catalog.Entry{
		Name: "zoom", Version: "1.2.3", OS: runtime.GOOS, Arch: runtime.GOARCH, ContractVersion: "1.0",
		SHA256: sum, Size: info.Size(), Path: filepath.Join(c.Dir(), "blobs", "sha256-"+sum, "iga-connector-zoom"),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]catalog.Entry{want.Entry}, list(t, c)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(host.Spec{Path: want.Entry.Path, SHA256: sum, PublicKeys: []string{"k"}}.SHA256, got.Entry.Spec("k").SHA256); diff != "" {
		t.Error(diff)
	}
	for file, mode := range map[string]os.FileMode{
		".": 0o700 | os.ModeDir, "blobs": 0o700 | os.ModeDir, "incoming": 0o700 | os.ModeDir, "catalog.json": 0o600, "lock": 0o600,
		"blobs/sha256-" + sum: 0o700 | os.ModeDir, "blobs/sha256-" + sum + "/iga-connector-zoom": 0o500,
	} {
		info, err := os.Stat(filepath.Join(c.Dir(), file))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != mode {
			t.Errorf("%s has mode %v, want %v", file, info.Mode(), mode)
		}
	}
	left, err := os.ReadDir(filepath.Join(c.Dir(), "incoming"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAddAgain(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	first, second := connector(t, "zoom", "1.0.0", "first"), connector(t, "zoom", "1.0.0", "second")
	old := add(t, c, first, catalog.AddOptions{})
	if got := add(t, c, first, catalog.AddOptions{}); got.Outcome != catalog.AlreadyThere {
		t.Errorf("the same again: %s", got.Outcome)
	}
	_, err := c.Add(testContext(t), second, catalog.AddOptions{})
	if !errors.Is(err, shared.ErrAlreadyExists) {
		t.Fatalf("got %v, want ErrAlreadyExists", err)
	}
	wantContains(t, err.Error(), "zoom@1.0.0", sumOf(t, first), sumOf(t, second))
	if diff := cmp.Diff([]catalog.Entry{old.Entry}, list(t, c)); diff != "" {
		t.Error(diff)
	}
	got := add(t, c, second, catalog.AddOptions{Replace: true})
	if got.Outcome != catalog.Replaced || got.ReplacedSHA256 != sumOf(t, first) || got.Entry.SHA256 != sumOf(t, second) {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(old.Entry.Path); err != nil {
		t.Errorf("the replaced binary, which may be running: %v", err)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
	if err != nil || report.Err() != nil {
		t.Error(err, report.Err())
	}
	if diff := cmp.Diff([]string{filepath.Dir(old.Entry.Path)}, report.Unnamed); diff != "" {
		t.Error(diff)
	}
	// Back again: the blob is still there.
	if got := add(t, c, first, catalog.AddOptions{Replace: true}); got.Outcome != catalog.Replaced {
		t.Errorf("back again: %s", got.Outcome)
	}
}

func TestAddRepairs(t *testing.T) {
	t.Parallel()
	tests := map[string]func(e catalog.Entry) error{
		"changed": func(e catalog.Entry) error {
			return errors.Join(os.Chmod(e.Path, 0o700), os.WriteFile(e.Path, []byte("#!/bin/sh\necho changed\n"), 0o700))
		},
		"removed":         func(e catalog.Entry) error { return os.Remove(e.Path) },
		"folder removed":  func(e catalog.Entry) error { return os.RemoveAll(filepath.Dir(e.Path)) },
		"not executable":  func(e catalog.Entry) error { return os.Chmod(e.Path, 0o400) },
		"a file in place": func(e catalog.Entry) error { return replaceByFile(filepath.Dir(e.Path)) },
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			path := connector(t, "zoom", "1.0.0", "")
			entry := add(t, c, path, catalog.AddOptions{}).Entry
			if err := damage(entry); err != nil {
				t.Fatal(err)
			}
			if got := add(t, c, path, catalog.AddOptions{}); got.Outcome != catalog.Repaired || got.Entry != entry {
				t.Errorf("%+v", got)
			}
			report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
			if err != nil || report.Err() != nil || len(report.Unnamed) > 0 {
				t.Errorf("%v, %+v", err, report)
			}
		})
	}
}

func replaceByFile(path string) error {
	return errors.Join(os.RemoveAll(path), os.WriteFile(path, []byte("x"), 0o600))
}

func TestAddSigned(t *testing.T) {
	t.Parallel()
	ours, private := newKey(t)
	other, otherPrivate := newKey(t)
	c := newCatalog(t)
	ran := filepath.Join(t.TempDir(), "ran")
	path := script(t, "touch "+ran+`; echo '{"name":"zoom","version":"1.0.0","contract_version":"1.0"}'`)
	refused := func(o catalog.AddOptions, parts ...string) {
		t.Helper()
		_, err := c.Add(testContext(t), path, o)
		if !errors.Is(err, shared.ErrChecksumMismatch) {
			t.Fatalf("got %v, want ErrChecksumMismatch", err)
		}
		wantContains(t, err.Error(), append(parts, path)...)
		if _, err := os.Stat(ran); err == nil {
			t.Fatal("it was run before its signature was checked")
		}
	}
	keys := []string{ours}
	refused(catalog.AddOptions{PublicKeys: keys}, "there is no signature at "+path+".minisig")
	sign(t, otherPrivate, path, "")
	refused(catalog.AddOptions{PublicKeys: keys}, "was made with key")
	sign(t, private, path, "first")
	stolen := path + ".minisig"
	if err := os.WriteFile(path, []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	refused(catalog.AddOptions{PublicKeys: keys, Signature: stolen}, "is not what key")
	if len(list(t, c)) != 0 {
		t.Error("something was added")
	}

	path = connector(t, "zoom", "1.0.0", "")
	if got := add(t, c, path, catalog.AddOptions{}); got.Entry.KeyID != "" || got.Entry.Signature != "" {
		t.Errorf("not signed: %+v", got)
	}
	sign(t, private, path, "second")
	got := add(t, c, path, catalog.AddOptions{PublicKeys: []string{other, ours}})
	if got.Outcome != catalog.Signed || got.TrustedComment != "second" || got.Entry.KeyID == "" || got.Entry.Signature != got.Entry.Path+".minisig" {
		t.Errorf("signed later: %+v", got)
	}
	if got := add(t, c, path, catalog.AddOptions{PublicKeys: keys}); got.Outcome != catalog.AlreadyThere {
		t.Errorf("again: %s", got.Outcome)
	}
	if got := add(t, c, path, catalog.AddOptions{}); got.Outcome != catalog.AlreadyThere || got.Entry.KeyID == "" {
		t.Errorf("again without a key: %+v", got)
	}
	if err := os.RemoveAll(filepath.Dir(got.Entry.Path)); err != nil {
		t.Fatal(err)
	}
	if got := add(t, c, path, catalog.AddOptions{}); got.Outcome != catalog.Repaired || got.Entry.KeyID != "" {
		t.Errorf("repaired without a key: %+v", got)
	}
	if got := add(t, c, path, catalog.AddOptions{PublicKeys: keys}); got.Outcome != catalog.Signed {
		t.Errorf("signed again: %+v", got)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: keys})
	if err != nil || report.Err() != nil || len(report.Unnamed) != 0 {
		t.Errorf("%v, %+v", err, report)
	}
}

// TestAddReplacesWhatIsNoSignature: a pipe in its place is not waited for.
func TestAddReplacesWhatIsNoSignature(t *testing.T) {
	t.Parallel()
	public, private := newKey(t)
	c := newCatalog(t)
	path := connector(t, "zoom", "1.0.0", "")
	sign(t, private, path, "first")
	o := catalog.AddOptions{PublicKeys: []string{public}}
	e := add(t, c, path, o).Entry
	must(t, os.Remove(e.Signature))
	must(t, syscall.Mkfifo(e.Signature, 0o600))
	if got := add(t, c, path, o); got.Outcome != catalog.Signed {
		t.Errorf("%+v", got)
	}
	report, err := c.Verify(testContext(t), catalog.VerifyOptions{PublicKeys: o.PublicKeys})
	if err != nil || report.Err() != nil {
		t.Error(err, report.Err())
	}
}

// TestAddRefusesWhatIsNoConnector: nothing of it may enter the catalogue, hang,
// or fill the memory.
func TestAddRefusesWhatIsNoConnector(t *testing.T) {
	t.Parallel()
	say := func(name, version, contract string) string {
		return fmt.Sprintf(`echo '{"name":"%s","version":"%s","contract_version":"%s"}'`, name, version, contract)
	}
	tests := map[string]struct {
		text  string
		parts []string
	}{
		"hangs":           {"echo waiting for Godot >&2; sleep 1000 & sleep 1000", []string{"did not answer within 3s", "its standard error ends: waiting for Godot"}},
		"floods":          {"yes", []string{"printed more than 1048576 bytes"}},
		"floods stderr":   {"yes >&2", []string{"did not answer within 3s"}},
		"exits 3":         {"printf 'no licence\\033[1m\\nask for one\\n' >&2; exit 3", []string{"exited with status 3", `no licence\x1b[1m | ask for one`}},
		"kills itself":    {"kill -9 $$", []string{"killed by signal 9"}},
		"prints garbage":  {"printf 'hello \\033[2Jworld'", []string{`printed "hello \x1b[2Jworld", which is no JSON object`}},
		"prints nothing":  {"", []string{`printed ""`}},
		"a list":          {"echo '[]'", []string{"no JSON object"}},
		"two objects":     {say("a", "1.0.0", "1") + ";" + say("b", "1.0.0", "1"), []string{"no JSON object"}},
		"null":            {"echo null", []string{"no name of a connector"}},
		"wrong type":      {`echo '{"name":1}'`, []string{"no JSON object"}},
		"traversal":       {say("../../../tmp/evil", "1.0.0", "1"), []string{`"../../../tmp/evil" is no name`}},
		"absolute":        {say("/etc/passwd", "1.0.0", "1"), []string{"no name"}},
		"backslash":       {say(`a\\\\b`, "1.0.0", "1"), []string{"no name"}},
		"capitals":        {say("Zoom", "1.0.0", "1"), []string{"no name"}},
		"dots":            {say("..", "1.0.0", "1"), []string{"no name"}},
		"ends in a dot":   {say("a.", "1.0.0", "1"), []string{"no name"}},
		"long":            {say(strings.Repeat("a", 65), "1.0.0", "1"), []string{"no name"}},
		"zero byte":       {say(`a\u0000b`, "1.0.0", "1"), []string{"no name"}},
		"short version":   {say("a", "1.2", "1"), []string{`"1.2" is no semantic version`}},
		"git version":     {say("a", "9d66b10-dirty", "1"), []string{"no semantic version"}},
		"path in version": {say("a", "1.0.0/../..", "1"), []string{"no semantic version"}},
		"no version":      {say("a", "", "1"), []string{"no semantic version"}},
		"huge version":    {say("a", "1.0.0-"+strings.Repeat("a", 200), "1"), []string{"no semantic version"}},
		"contract":        {say("a", "1.0.0", "one two"), []string{"no version of the contract"}},
		"no contract":     {say("a", "1.0.0", ""), []string{"no version of the contract"}},
		"no interpreter":  {"", nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			path := script(t, tc.text)
			if name == "no interpreter" {
				if err := os.WriteFile(path, []byte("#!/no/such/interpreter\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			// Only those that end in no other way are to meet the time limit.
			limit := patience
			if strings.Contains(strings.Join(tc.parts, ""), "did not answer") {
				limit = 3 * time.Second
			}
			_, err := c.Add(testContext(t), path, catalog.AddOptions{ManifestTimeout: limit})
			if !errors.Is(err, shared.ErrStartFailed) {
				t.Fatalf("got %v, want ErrStartFailed", err)
			}
			wantContains(t, err.Error(), append(tc.parts, path)...)
			if strings.ContainsAny(err.Error(), "\x1b\n\x00") || len(err.Error()) > 2000 {
				t.Errorf("not fit to be shown: %q", err)
			}
			if entries := list(t, c); len(entries) > 0 {
				t.Errorf("added: %v", entries)
			}
			report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
			if err != nil || len(report.Unnamed) > 0 {
				t.Errorf("%v, %+v", err, report)
			}
		})
	}
}

func TestAddRefusesFiles(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	tests := map[string]struct {
		path string
		o    catalog.AddOptions
		kind shared.ErrorKind
		part string
	}{
		"missing":           {filepath.Join(t.TempDir(), "x"), catalog.AddOptions{}, shared.ErrNotFound, "there is no file"},
		"folder":            {t.TempDir(), catalog.AddOptions{}, shared.ErrInvalidRequest, "not a regular file"},
		"empty":             {"", catalog.AddOptions{}, shared.ErrInvalidRequest, "is required"},
		"bad key":           {"x", catalog.AddOptions{PublicKeys: []string{"x"}}, shared.ErrInvalidRequest, "no minisign public key"},
		"signature, no key": {"x", catalog.AddOptions{Signature: "y"}, shared.ErrInvalidRequest, "needs PublicKeys"},
		"negative time":     {"x", catalog.AddOptions{ManifestTimeout: -1}, shared.ErrInvalidRequest, "negative"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.Add(testContext(t), tc.path, tc.o)
			if !errors.Is(err, tc.kind) {
				t.Fatalf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), tc.part)
		})
	}
}

// TestAddRefusesAnotherNameForTheSameFile: a connector must say the same of itself each time.
func TestAddRefusesAnotherNameForTheSameFile(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	count := filepath.Join(t.TempDir(), "count")
	path := script(t, "echo >>"+count+"; n=$(wc -l <"+count+`); echo "{\"name\":\"zoom\",\"version\":\"$((n)).0.0\",\"contract_version\":\"1\"}"`)
	add(t, c, path, catalog.AddOptions{})
	_, err := c.Add(testContext(t), path, catalog.AddOptions{Replace: true})
	if !errors.Is(err, shared.ErrConflict) {
		t.Fatalf("got %v, want ErrConflict", err)
	}
	wantContains(t, err.Error(), "zoom@1.0.0", "zoom@2.0.0")
}

// TestAddEnvironment: a connector that is added sees no secrets of the host.
func TestAddEnvironment(t *testing.T) {
	t.Setenv("ZOOM_CLIENT_SECRET", "hunter2")
	c := newCatalog(t)
	seen := filepath.Join(t.TempDir(), "seen")
	add(t, c, script(t, "env >"+seen+`; pwd >>`+seen+`; echo '{"name":"a","version":"1.0.0","contract_version":"1"}'`), catalog.AddOptions{})
	text, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "hunter2") {
		t.Errorf("it sees the secret:\n%s", text)
	}
	wantContains(t, string(text), "PATH=", filepath.Join(c.Dir(), "incoming"))
}

func TestAddEndsWithItsContext(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	ctx, cancel := context.WithCancel(testContext(t))
	c.SetStep(func(name string) error {
		if name == "staged" {
			time.AfterFunc(100*time.Millisecond, cancel)
		}
		return nil
	})
	_, err := c.Add(ctx, script(t, "sleep 1000"), catalog.AddOptions{})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, shared.ErrCancelled) {
		t.Errorf("got %v", err)
	}
	_, err = c.Add(ctx, connector(t, "a", "1.0.0", ""), catalog.AddOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}
