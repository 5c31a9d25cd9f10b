//go:build unix

package host_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// launcher is a script that starts the program beside it, and tells how it was
// called, when there is somewhere to tell.
const launcher = `#!/bin/sh
[ -n "$HOST_TEST_FILE" ] && echo "$0" >"$HOST_TEST_FILE/launched"
exec "$(dirname "$0")/lib/helper" "$@"
`

// bundle is a connector of several files: launcher, helper and data.
type bundle struct{ dir, start, sums string }

// newBundle makes one whose helper is the test binary, when it is to run, and
// otherwise leaves the trace of an impostor.
func newBundle(t *testing.T, runs bool) bundle {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "connector")
	b := bundle{dir: dir, start: filepath.Join(dir, "start"), sums: filepath.Join(dir, "SHA256SUMS")}
	must(t, os.Mkdir(dir, 0o700), os.Mkdir(b.path("lib"), 0o700), os.WriteFile(b.start, []byte(launcher), 0o700),
		os.WriteFile(b.path("lib/data.txt"), []byte("data"), 0o600))
	if runs {
		original, err := os.Executable()
		must(t, err)
		// Not by this process: what it writes could not be executed while it forks.
		must(t, exec.CommandContext(t.Context(), "cp", original, b.path("lib/helper")).Run())
	} else {
		must(t, os.WriteFile(b.path("lib/helper"), impostor(b.trace()), 0o700))
	}
	b.list(t)
	return b
}

func (b bundle) path(rel string) string { return filepath.Join(b.dir, filepath.FromSlash(rel)) }

// trace is the file that tells that something was run.
func (b bundle) trace() string { return filepath.Join(filepath.Dir(b.dir), "trace") }

// list writes the checksum file, and returns its checksum.
func (b bundle) list(t *testing.T) string {
	t.Helper()
	var lines strings.Builder
	files := os.DirFS(b.dir)
	must(t, fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == filepath.Base(b.sums) {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(content), path)
		return err
	}))
	must(t, os.WriteFile(b.sums, []byte(lines.String()), 0o600))
	return fmt.Sprintf("%x", sha256.Sum256([]byte(lines.String())))
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestFolderRuns starts the launcher by the path without links, so that it finds
// the helper that was compared.
func TestFolderRuns(t *testing.T) {
	t.Parallel()
	b := newBundle(t, true)
	sum := b.list(t)
	key := newKeyPair(t)
	must(t, os.WriteFile(b.sums+".minisig", key.sign(t, b.sums, "three files"), 0o600))
	link := filepath.Join(t.TempDir(), "current")
	must(t, os.Symlink(b.dir, link))
	tests := map[string]func(s *host.Spec){
		"not pinned":         func(*host.Spec) {},
		"pinned":             func(s *host.Spec) { s.SHA256 = strings.ToUpper(sum) },
		"signed":             func(s *host.Spec) { s.PublicKeys = []string{key.public} },
		"pinned and signed":  func(s *host.Spec) { s.SHA256, s.PublicKeys = sum, []string{key.public} },
		"by a link":          func(s *host.Spec) { s.Path, s.Checksums = link+"/start", link+"/SHA256SUMS" },
		"each by another":    func(s *host.Spec) { s.Path = link + "/start" },
		"the program itself": func(s *host.Spec) { s.Path = b.path("lib/helper") },
	}
	for name, edit := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			logs := &logBuffer{}
			spec := specFor(t, "target")
			spec.Path, spec.Checksums, spec.Logger = b.start, b.sums, logs.logger()
			dir := t.TempDir()
			spec.Env = append(spec.Env, fileVar+"="+dir, versionVar+"=1.0.0")
			edit(&spec)
			p := launch(t, spec)
			info, err := p.Info(testContext(t))
			if err != nil || info.Name != "things" {
				t.Errorf("%+v, %v", info, err)
			}
			if len(spec.PublicKeys) > 0 {
				wantContains(t, logs.String(), "the signature of the connector is valid", key.id, "three files")
			}
			if strings.HasSuffix(spec.Path, "helper") {
				return
			}
			got, err := os.ReadFile(filepath.Join(dir, "launched"))
			must(t, err)
			want, err := filepath.EvalSymlinks(b.start)
			must(t, err)
			if diff := cmp.Diff(want+"\n", string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// tampering is what somebody may have done to a folder, and what is said of it.
func tampering(b bundle) map[string]struct {
	do    func() error
	parts []string
} {
	next := func(rel, content string) error {
		return errors.Join(os.WriteFile(b.dir+".next", []byte(content), 0o700), os.Rename(b.dir+".next", b.path(rel)))
	}
	return map[string]struct {
		do    func() error
		parts []string
	}{
		"launcher changed": {func() error { return next("start", string(impostor(b.trace()))) }, []string{"start was changed"}},
		"helper changed":   {func() error { return next("lib/helper", string(impostor(b.trace()))+"# other\n") }, []string{"lib/helper was changed"}},
		"data changed":     {func() error { return os.WriteFile(b.path("lib/data.txt"), []byte("atad"), 0o600) }, []string{"lib/data.txt was changed"}},
		"added":            {func() error { return os.WriteFile(b.path("lib/sh"), impostor(b.trace()), 0o700) }, []string{"lib/sh is not listed"}},
		"removed":          {func() error { return os.Remove(b.path("lib/data.txt")) }, []string{"lib/data.txt is missing"}},
		"launcher removed": {func() error { return os.Remove(b.start) }, []string{"start is missing"}},
		"linked": {func() error {
			return errors.Join(os.Remove(b.path("lib/helper")), os.Symlink("/bin/true", b.path("lib/helper")))
		}, []string{"lib/helper is a link"}},
		"linked to itself": {func() error {
			return errors.Join(os.Rename(b.path("lib"), b.dir+".lib"), os.Symlink("../connector.lib", b.path("lib")))
		}, []string{"lib is a link", "lib/helper is missing"}},
		"pipe": {func() error {
			return errors.Join(os.Remove(b.path("lib/data.txt")), syscall.Mkfifo(b.path("lib/data.txt"), 0o600))
		}, []string{"lib/data.txt is not a regular file"}},
		"group-writable":  {func() error { return os.Chmod(b.path("lib/data.txt"), 0o660) }, []string{"lib/data.txt can be written to by others"}},
		"writable folder": {func() error { return os.Chmod(b.path("lib"), 0o770) }, []string{"lib can be written to by others"}},
		"not executable":  {func() error { return os.Chmod(b.start, 0o600) }, []string{"start is not executable"}},
		"several at a time": {func() error {
			return errors.Join(os.Remove(b.path("lib/data.txt")), next("lib/helper", "x"), os.WriteFile(b.path("x\x1b"), nil, 0o600))
		}, []string{"lib/data.txt is missing; lib/helper was changed", `x\x1b is not listed`}},
	}
}

// TestFolderTamperedBeforeTheStart: nothing of it is run.
func TestFolderTamperedBeforeTheStart(t *testing.T) {
	t.Parallel()
	for name := range tampering(bundle{}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(t, false)
			tc := tampering(b)[name]
			must(t, tc.do())
			spec := host.Spec{Path: b.start, Checksums: b.sums, SocketDir: shortDir(t)}
			p, err := host.Launch(testContext(t), spec)
			if err == nil {
				t.Fatalf("launched; stop: %v", p.Stop(testContext(t)))
			}
			wantKind(t, err, shared.ErrChecksumMismatch, append(tc.parts, b.start+": its folder is not as SHA256SUMS lists it: ")...)
			if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("control characters in %q", err)
			}
			if exists(b.trace()) {
				t.Error("it was run")
			}
			wantEmpty(t, spec.SocketDir)
		})
	}
}

// TestFolderTamperedBeforeARestart: a restart runs what was launched or nothing,
// is not tried again, and a swap to what is in order is a way out.
func TestFolderTamperedBeforeARestart(t *testing.T) {
	t.Parallel()
	for name := range tampering(bundle{}) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, good := newBundle(t, true), newBundle(t, false)
			th := launchThings(t, func(s *host.Spec) { s.Path, s.Checksums = b.start, b.sums })
			tc := tampering(b)[name]
			must(t, tc.do())
			if v, err := th.get(testContext(t), "crash-once"); err == nil {
				t.Errorf("version %s has answered", v)
			}
			broken := th.events.wait(t, host.EventBroken, 1)
			wantKind(t, broken.Err, shared.ErrChecksumMismatch, append(tc.parts, "was changed since it was launched; swap to the new one, or launch it again")...)
			if n := th.events.count(host.EventRestartFailed); n != 1 {
				t.Errorf("%d restarts were tried", n)
			}
			if exists(b.trace()) {
				t.Error("the impostor was run")
			}
			_, err := th.Swap(testContext(t), th.spec, host.SwapOptions{})
			wantKind(t, err, shared.ErrChecksumMismatch, tc.parts...)
			original, err := os.Executable()
			must(t, err, os.Remove(good.path("lib/helper")))
			must(t, exec.CommandContext(t.Context(), "cp", original, good.path("lib/helper")).Run())
			good.list(t)
			next := th.version("2.0.0", "")
			next.Path, next.Checksums = good.start, good.sums
			if _, err := th.Swap(testContext(t), next, host.SwapOptions{}); err != nil {
				t.Fatal(err)
			}
			th.wantVersion(t, "2.0.0")
		})
	}
}

// TestFolderUpgradedInPlace: a new checksum file that lists new files is another
// version, which takes a swap; a restart does not go over to it by itself.
func TestFolderUpgradedInPlace(t *testing.T) {
	t.Parallel()
	for _, pinned := range []bool{false, true} {
		t.Run(fmt.Sprintf("pinned %v", pinned), func(t *testing.T) {
			t.Parallel()
			b := newBundle(t, true)
			th := launchThings(t, func(s *host.Spec) {
				s.Path, s.Checksums = b.start, b.sums
				if pinned {
					s.SHA256 = b.list(t)
				}
			})
			if v, err := th.get(testContext(t), "crash-once"); err != nil || v != "1.0.0" {
				t.Fatalf("a restart of the same: %q, %v", v, err)
			}
			must(t, os.WriteFile(b.path("lib/data.txt"), []byte("new data"), 0o600))
			sum := b.list(t)
			next := th.version("2.0.0", "")
			if pinned {
				_, err := th.Swap(testContext(t), next, host.SwapOptions{})
				wantKind(t, err, shared.ErrChecksumMismatch, b.sums, "the file has "+sum, "pin the new sum")
				th.wantVersion(t, "1.0.0")
				next.SHA256 = sum
			} else {
				_, err := th.get(testContext(t), "crash-once:more")
				if err == nil {
					t.Error("a restart has gone over to the new version")
				}
				broken := th.events.wait(t, host.EventBroken, 1)
				wantKind(t, broken.Err, shared.ErrChecksumMismatch, "SHA256SUMS was changed since it was read", "lib/data.txt was changed", "swap to the new one")
			}
			if _, err := th.Swap(testContext(t), next, host.SwapOptions{}); err != nil {
				t.Fatal(err)
			}
			th.wantVersion(t, "2.0.0")
		})
	}
}

// TestFolderRootOfTrust: SHA256 and signature are about the checksum file, and
// nothing is run that it does not list.
func TestFolderRootOfTrust(t *testing.T) {
	t.Parallel()
	key, other := newKeyPair(t), newKeyPair(t)
	wrong := strings.Repeat("0", 64)
	tests := map[string]struct {
		edit  func(t *testing.T, b bundle, s *host.Spec) error
		parts []string
	}{
		"another sum": {func(_ *testing.T, _ bundle, s *host.Spec) error { s.SHA256 = wrong; return nil }, []string{"SHA256SUMS: expected SHA-256 " + wrong, "pin the new sum"}},
		"sum of the launcher": {func(_ *testing.T, _ bundle, s *host.Spec) error {
			s.SHA256 = fmt.Sprintf("%x", sha256.Sum256([]byte(launcher)))
			return nil
		}, []string{"SHA256SUMS: expected SHA-256 "}},
		"not signed": {func(_ *testing.T, _ bundle, s *host.Spec) error { s.PublicKeys = []string{key.public}; return nil }, []string{"there is no signature at ", "SHA256SUMS.minisig"}},
		"signed by another": {func(t *testing.T, b bundle, s *host.Spec) error {
			t.Helper()
			s.PublicKeys = []string{key.public}
			return os.WriteFile(b.sums+".minisig", other.sign(t, b.sums, ""), 0o600)
		}, []string{"made with key " + other.id}},
		"launcher signed": {func(t *testing.T, b bundle, s *host.Spec) error {
			t.Helper()
			s.PublicKeys = []string{key.public}
			return os.WriteFile(b.sums+".minisig", key.sign(t, b.start, ""), 0o600)
		}, []string{"SHA256SUMS: the file, or the trusted comment, is not what key " + key.id}},
		"signature in another place": {func(t *testing.T, b bundle, s *host.Spec) error {
			t.Helper()
			// It lies in the folder, but nobody trusts a key: so it is a file like others.
			return os.WriteFile(b.path("other.minisig"), key.sign(t, b.sums, ""), 0o600)
		}, []string{"other.minisig is not listed"}},
		"no checksum file":   {func(_ *testing.T, b bundle, _ *host.Spec) error { return os.Remove(b.sums) }, []string{"there is no checksum file "}},
		"folder":             {func(_ *testing.T, b bundle, s *host.Spec) error { s.Checksums = b.dir; return nil }, []string{"is a folder"}},
		"no list":            {func(_ *testing.T, b bundle, s *host.Spec) error { s.Checksums = b.path("lib/data.txt"); return nil }, []string{"lib/data.txt: line 1 is not of the form"}},
		"empty list":         {func(_ *testing.T, b bundle, _ *host.Spec) error { return os.Truncate(b.sums, 0) }, []string{"lists no file"}},
		"launcher elsewhere": {func(_ *testing.T, _ bundle, s *host.Spec) error { s.Path = "/bin/sh"; return nil }, []string{"/bin/sh: it is not in the folder of the checksum file"}},
		"launcher not listed": {func(_ *testing.T, b bundle, _ *host.Spec) error {
			return os.WriteFile(b.sums, fmt.Appendf(nil, "%x  lib/data.txt\n", sha256.Sum256([]byte("data"))), 0o600)
		}, []string{"start: it is not listed in "}},
		"list as launcher": {func(_ *testing.T, b bundle, s *host.Spec) error {
			s.Path, s.Checksums = b.sums, b.path("lib/../lib/data.txt")
			return os.WriteFile(b.path("lib/data.txt"), fmt.Appendf(nil, "%s  ../SHA256SUMS\n", wrong), 0o600)
		}, []string{"must stay in the folder"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(t, false)
			spec := host.Spec{Path: b.start, Checksums: b.sums, SocketDir: shortDir(t)}
			must(t, tc.edit(t, b, &spec))
			p, err := host.Launch(testContext(t), spec)
			if err == nil {
				t.Fatalf("launched; stop: %v", p.Stop(testContext(t)))
			}
			wantKind(t, err, shared.ErrChecksumMismatch, tc.parts...)
			if exists(b.trace()) {
				t.Error("it was run")
			}
			wantEmpty(t, spec.SocketDir)
		})
	}
}

// TestFolderSignatureAnywhere: a signature that is named need not be listed, also
// when it lies in the folder.
func TestFolderSignatureAnywhere(t *testing.T) {
	t.Parallel()
	b, key := newBundle(t, true), newKeyPair(t)
	spec := specFor(t, "ok")
	spec.Path, spec.Checksums, spec.PublicKeys, spec.Signature = b.start, b.sums, []string{key.public}, b.path("lib/signature")
	must(t, os.WriteFile(spec.Signature, key.sign(t, b.sums, ""), 0o600))
	launch(t, spec)
}

// TestFolderChangedBetweenCheckAndStart: the launcher is looked at once more.
func TestFolderChangedBetweenCheckAndStart(t *testing.T) {
	t.Parallel()
	b := newBundle(t, false)
	spec := host.Spec{Path: b.start, Checksums: b.sums, SocketDir: shortDir(t)}
	p, err := host.LaunchWith(testContext(t), spec, func() { replaced(t, b.start, b.trace()) })
	if err == nil {
		t.Fatalf("launched; stop: %v", p.Stop(testContext(t)))
	}
	wantKind(t, err, shared.ErrStartFailed, "the file changed while it was being started")
	if exists(b.trace()) {
		t.Error("the impostor was run")
	}
	wantEmpty(t, spec.SocketDir)
}

// TestFolderComparisonIsBounded, by the time for the start and by the caller.
func TestFolderComparisonIsBounded(t *testing.T) {
	t.Parallel()
	b := newBundle(t, false)
	spec := host.Spec{Path: b.start, Checksums: b.sums, SocketDir: shortDir(t), StartTimeout: time.Nanosecond}
	_, err := host.Launch(testContext(t), spec)
	wantKind(t, err, shared.ErrStartFailed, "its files could not be compared within 1ns; allow more time to start")
	ctx, cancel := context.WithCancel(testContext(t))
	// The comparison begins, and meets the end of the context.
	must(t, os.Truncate(b.path("lib/data.txt"), 1<<30-1<<20))
	timer := time.AfterFunc(50*time.Millisecond, cancel)
	defer timer.Stop()
	spec.StartTimeout = 0
	_, err = host.Launch(ctx, spec)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wantKind(t, err, shared.ErrStartFailed, "the start was given up")
	wantEmpty(t, spec.SocketDir)
	if exists(b.trace()) {
		t.Error("it was run")
	}
}

func TestFolderFaultsOfTheSpec(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spec host.Spec
		part string
	}{
		"same file": {host.Spec{Path: "x", Checksums: "./x"}, "Checksums: is the same file as Path"},
		"zero byte": {host.Spec{Path: "x", Checksums: "\x00"}, "Checksums: holds a zero byte"},
		"reattach":  {host.Spec{Reattach: "x", Checksums: "y"}, "Checksums: is for a connector that is started"},
		"no path":   {host.Spec{Checksums: "y"}, "Path: is required"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := host.Launch(t.Context(), tc.spec)
			wantKind(t, err, shared.ErrInvalidRequest, tc.part)
		})
	}
}
