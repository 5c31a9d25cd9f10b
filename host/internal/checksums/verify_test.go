//go:build unix

package checksums_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/internal/checksums"
)

// files are those of a good folder; each holds its own path.
func files() []string { return []string{"start", "lib/a.js", "lib/deep/b.js", "größe"} }

// newFolder makes a folder with a checksum file, and returns its path.
func newFolder(t *testing.T, paths ...string) string {
	t.Helper()
	// Links on the way, as in /tmp on macOS, are not under test.
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	root := filepath.Join(dir, "connector")
	must(t, os.Mkdir(root, 0o755), os.Chmod(root, 0o755))
	var list strings.Builder
	for _, p := range paths {
		path := filepath.Join(root, p)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(p), 0o600))
		list.WriteString(lineOf(p))
	}
	must(t, os.Chmod(filepath.Join(root, paths[0]), 0o755))
	must(t, os.WriteFile(filepath.Join(root, "SHA256SUMS"), []byte(list.String()), 0o600))
	return root
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, root string) *checksums.Folder {
	t.Helper()
	file, err := checksums.Read(filepath.Join(root, "SHA256SUMS"))
	must(t, err)
	folder, err := file.Folder()
	must(t, err)
	return folder
}

// faults is what Verify finds, one text each.
func faults(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	m, ok := errors.AsType[*checksums.Mismatch](err)
	if !ok {
		t.Fatalf("%T: %v", err, err)
	}
	var out []string
	for _, f := range m.Faults {
		out = append(out, f.String())
	}
	return out
}

func TestVerify(t *testing.T) {
	t.Parallel()
	changed := func(p, now string) string {
		return fmt.Sprintf("%s was changed (SHA-256 %s…, listed is %s…)", p, sumOf(now)[:12], sumOf(p)[:12])
	}
	tests := map[string]struct {
		damage func(root string) error
		want   []string
		remedy string
	}{
		"nothing":        {func(string) error { return nil }, nil, ""},
		"empty folder":   {func(r string) error { return os.Mkdir(r+"/empty", 0o755) }, nil, ""},
		"allowed":        {func(r string) error { return os.WriteFile(r+"/SHA256SUMS.minisig", nil, 0o600) }, nil, ""},
		"changed":        {func(r string) error { return os.WriteFile(r+"/lib/a.js", []byte("xxxxxxxx"), 0o600) }, []string{changed("lib/a.js", "xxxxxxxx")}, "install the connector again"},
		"longer":         {func(r string) error { return os.WriteFile(r+"/start", []byte("start!"), 0o700) }, []string{changed("start", "start!")}, ""},
		"emptied":        {func(r string) error { return os.Truncate(r+"/start", 0) }, []string{changed("start", "")}, ""},
		"missing":        {func(r string) error { return os.Remove(r + "/lib/a.js") }, []string{"lib/a.js is missing"}, "install the connector again"},
		"folder missing": {func(r string) error { return os.RemoveAll(r + "/lib") }, []string{"lib/a.js is missing", "lib/deep/b.js is missing"}, ""},
		"added":          {func(r string) error { return os.WriteFile(r+"/lib/c.js", nil, 0o600) }, []string{"lib/c.js is not listed"}, "must not write to its own folder"},
		"added below":    {func(r string) error { return errors.Join(os.Mkdir(r+"/x", 0o700), os.WriteFile(r+"/x/y", nil, 0o600)) }, []string{"x/y is not listed"}, ""},
		"list elsewhere": {func(r string) error { return os.WriteFile(r+"/lib/SHA256SUMS", nil, 0o600) }, []string{"lib/SHA256SUMS is not listed"}, ""},
		"link":           {func(r string) error { return errors.Join(os.Remove(r+"/start"), os.Symlink("lib/a.js", r+"/start")) }, []string{"start is a link; a connector has regular files only"}, ""},
		"link to itself": {func(r string) error {
			return errors.Join(os.Rename(r+"/start", r+"/../start"), os.Symlink("../start", r+"/start"))
		}, []string{"start is a link; a connector has regular files only"}, ""},
		"link not listed": {func(r string) error { return os.Symlink("start", r+"/other") }, []string{"other is a link; a connector has regular files only"}, ""},
		"linked folder": {func(r string) error {
			return errors.Join(os.Rename(r+"/lib", r+"/../lib"), os.Symlink("../lib", r+"/lib"))
		}, []string{
			"lib is a link; a connector has regular files only", "lib/a.js is missing", "lib/deep/b.js is missing",
		}, ""},
		"pipe":            {func(r string) error { return errors.Join(os.Remove(r+"/start"), syscall.Mkfifo(r+"/start", 0o700)) }, []string{"start is not a regular file"}, ""},
		"folder instead":  {func(r string) error { return errors.Join(os.Remove(r+"/start"), os.Mkdir(r+"/start", 0o700)) }, []string{"start is missing"}, ""},
		"group-writable":  {func(r string) error { return os.Chmod(r+"/lib/a.js", 0o660) }, []string{"lib/a.js can be written to by others (mode -rw-rw----)"}, "chmod -R go-w"},
		"world-writable":  {func(r string) error { return os.Chmod(r+"/lib/a.js", 0o602) }, []string{"lib/a.js can be written to by others (mode -rw-----w-)"}, ""},
		"writable folder": {func(r string) error { return os.Chmod(r+"/lib/deep", 0o775) }, []string{"lib/deep can be written to by others (mode drwxrwxr-x)"}, ""},
		"writable root":   {func(r string) error { return os.Chmod(r, 0o770) }, []string{"the folder itself can be written to by others (mode drwxrwx---)"}, ""},
		"writable list":   {func(r string) error { return os.Chmod(r+"/SHA256SUMS", 0o620) }, []string{"SHA256SUMS can be written to by others (mode -rw--w----)"}, ""},
		"folder above": {func(r string) error { return os.Chmod(filepath.Dir(r), 0o777) }, []string{
			"the folder itself can be replaced by every user, because every user can write to",
		}, ""},
		"folder above that": {func(r string) error { return os.Chmod(filepath.Dir(filepath.Dir(r)), 0o777) }, []string{
			"the folder itself can be replaced by every user, because every user can write to",
		}, ""},
		"sticky folder above": {func(r string) error { return os.Chmod(filepath.Dir(r), 0o777|os.ModeSticky) }, nil, ""},
		"not executable":      {func(r string) error { return os.Chmod(r+"/start", 0o600) }, []string{"start is not executable"}, "chmod u+x"},
		"list changed": {func(r string) error { return os.WriteFile(r+"/SHA256SUMS", []byte(lineOf("start")), 0o600) }, []string{
			"SHA256SUMS was changed since it was read",
		}, ""},
		"list missing": {func(r string) error { return os.Remove(r + "/SHA256SUMS") }, []string{"SHA256SUMS is missing"}, ""},
		"much at once": {func(r string) error {
			return errors.Join(os.Remove(r+"/größe"), os.WriteFile(r+"/a", nil, 0o600), os.WriteFile(r+"/lib/a.js", []byte("x"), 0o600),
				os.Chmod(r+"/lib/a.js", 0o620), os.Symlink("a", r+"/lib/z"))
		}, []string{"a is not listed", "größe is missing", changed("lib/a.js", "x"), "lib/a.js can be written to by others (mode -rw--w----)", "lib/z is a link; a connector has regular files only"}, "take the rights of others away"},
		"gone": {os.RemoveAll, []string{"the folder itself cannot be opened"}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := newFolder(t, files()...)
			folder := open(t, root)
			folder.Allow(root + "/SHA256SUMS.minisig")
			must(t, tc.damage(root))
			err := folder.Verify(t.Context(), "start")
			got := faults(t, err)
			for i := range got {
				// What follows is a sum, a path, or a text of the system.
				for _, cut := range []string{"since it was read", "cannot be opened", "every user can write to"} {
					if at := strings.Index(got[i], cut); at >= 0 {
						got[i] = got[i][:at+len(cut)]
					}
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if m, ok := errors.AsType[*checksums.Mismatch](err); ok && (!strings.Contains(m.Remedy(), tc.remedy) || m.Remedy() == "") {
				t.Errorf("remedy %q", m.Remedy())
			}
		})
	}
}

// TestManyFaultsAreCut shows the first ones and counts the others.
func TestManyFaultsAreCut(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	for i := range 25 {
		must(t, os.WriteFile(fmt.Sprintf("%s/x%02d-%s", root, i, strings.Repeat("y", 230)), nil, 0o600))
	}
	err := open(t, root).Verify(t.Context(), "")
	if got := len(faults(t, err)); got != 25 {
		t.Errorf("%d faults", got)
	}
	text := err.Error()
	if !strings.HasPrefix(text, "its folder is not as SHA256SUMS lists it: x00-") || !strings.HasSuffix(text, "; and 15 more") || len(text) > 3000 {
		t.Error(text)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root can read everything")
	}
	root := newFolder(t, files()...)
	must(t, os.Chmod(root+"/start", 0o100), os.Chmod(root+"/lib/deep", 0))
	t.Cleanup(func() { must(t, os.Chmod(root+"/lib/deep", 0o700)) })
	want := []string{"lib/deep cannot be read: permission denied", "lib/deep/b.js is missing", "start cannot be read: permission denied"}
	if diff := cmp.Diff(want, faults(t, open(t, root).Verify(t.Context(), "start"))); diff != "" {
		t.Error(diff)
	}
}

// TestOfAnotherUser: whoever owns a file can change it, whatever its mode says.
func TestOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	root := newFolder(t, files()...)
	must(t, os.Chown(root+"/lib/a.js", 12345, 0), os.Chown(root+"/lib/deep", 12345, 0))
	want := []string{
		"lib/a.js belongs to user 12345, who is neither root nor the user of the host, 0",
		"lib/deep belongs to user 12345, who is neither root nor the user of the host, 0",
	}
	if diff := cmp.Diff(want, faults(t, open(t, root).Verify(t.Context(), "start"))); diff != "" {
		t.Error(diff)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	folder := open(t, root)
	// A sparse file takes no room.
	must(t, os.Truncate(root+"/lib/a.js", checksums.MaxTotal))
	err := folder.Verify(t.Context(), "start")
	got := faults(t, err)
	if m, _ := errors.AsType[*checksums.Mismatch](err); m.Remedy() != "make it smaller, or name the folder of the connector alone" {
		t.Errorf("remedy %q", m.Remedy())
	}
	if len(got) != 1 || !strings.HasPrefix(got[0], "the folder itself has files of 10737") {
		t.Errorf("%v", got)
	}
}

func TestVerifyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := open(t, root).Verify(ctx, "start"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	link := filepath.Join(filepath.Dir(root), "current")
	must(t, os.Symlink(root, link), os.Symlink("lib", root+"/link"))
	file, err := checksums.Read(link + "/SHA256SUMS")
	must(t, err)
	folder, err := file.Folder()
	must(t, err)
	if folder.Root != root {
		t.Errorf("root %s, want %s", folder.Root, root)
	}
	for path, want := range map[string]string{
		link + "/start": "start", root + "/start": "start", link + "/lib/a.js": "lib/a.js", link + "/x/../start": "start",
	} {
		got, err := folder.Find(path)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
		if got := folder.Path(want); got != filepath.Join(root, want) {
			t.Errorf("path %s", got)
		}
	}
	for path, part := range map[string]string{
		"/bin/sh": "not in the folder of the checksum file", filepath.Dir(root) + "/start": "not in the folder", root: "not in the folder",
		root + "/other": "not listed", link + "/link/a.js": "not listed", root + "/SHA256SUMS": "not listed",
	} {
		if got, err := folder.Find(path); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "SHA256SUMS")
	if _, err := checksums.Read(missing); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "there is no checksum file "+missing) {
		t.Errorf("missing: %v", err)
	}
	if _, err := checksums.Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("folder: %v", err)
	}
	root := newFolder(t, files()...)
	must(t, os.WriteFile(root+"/SHA256SUMS", []byte(lineOf("start")+lineOf("SHA256SUMS")), 0o600))
	file, err := checksums.Read(root + "/SHA256SUMS")
	must(t, err)
	if _, err := file.Folder(); err == nil || !strings.Contains(err.Error(), "which is itself; leave it out") {
		t.Errorf("lists itself: %v", err)
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	// The rights at the source are nobody's business.
	must(t, os.Chmod(root+"/lib/a.js", 0o666), os.Chmod(root+"/lib/deep/b.js", 0o755), os.Chmod(root+"/start", 0o644))
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.Mkdir(to, 0o700))
	size, err := open(t, root).Copy(t.Context(), to, "start")
	must(t, err)
	if want := int64(len(strings.Join(files(), ""))); size != want {
		t.Errorf("size %d, want %d", size, want)
	}
	must(t, open(t, to).Verify(t.Context(), "start"))
	for file, mode := range map[string]os.FileMode{
		"start": 0o500, "lib/a.js": 0o400, "lib/deep/b.js": 0o500, "SHA256SUMS": 0o400, "lib": 0o700 | os.ModeDir,
	} {
		info, err := os.Stat(filepath.Join(to, file))
		must(t, err)
		if info.Mode() != mode {
			t.Errorf("%s has mode %v, want %v", file, info.Mode(), mode)
		}
	}
}

func TestCopyRefuses(t *testing.T) {
	t.Parallel()
	root := newFolder(t, files()...)
	must(t, os.WriteFile(root+"/extra", nil, 0o600), os.WriteFile(root+"/lib/a.js", []byte("changed!"), 0o600))
	_, err := open(t, root).Copy(t.Context(), t.TempDir(), "start")
	if got := faults(t, err); len(got) != 2 || got[0] != "extra is not listed" || !strings.HasPrefix(got[1], "lib/a.js was changed") {
		t.Errorf("%v", got)
	}
	root = newFolder(t, files()...)
	full := t.TempDir()
	must(t, os.WriteFile(full+"/start", nil, 0o600))
	if _, err := open(t, root).Copy(t.Context(), full, "start"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a file: %v", err)
	}
}
