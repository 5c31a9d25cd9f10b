//go:build unix

package sockdir_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/sockdir"
)

func TestNewAndRemove(t *testing.T) {
	t.Parallel()
	d, err := sockdir.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(d.Path())
	if err != nil || info.Mode() != os.ModeDir|0o700 {
		t.Fatalf("mode %v, error %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(d.Path(), "socket"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Remove(); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(d.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	long := time.Now().Add(-time.Hour)
	mkdir := func(name string, mode os.FileMode, when time.Time) string {
		path := filepath.Join(base, name)
		if err := errors.Join(os.Mkdir(path, mode), os.Chmod(path, mode), os.Chtimes(path, when, when)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	held, err := sockdir.New(base)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Remove() })
	if err := os.Chtimes(held.Path(), long, long); err != nil {
		t.Fatal(err)
	}
	stale := mkdir("igaplugin-1", 0o700, long)
	kept := map[string]string{
		"held by a living host": held.Path(),
		"young":                 mkdir("igaplugin-2", 0o700, time.Now()),
		"other mode":            mkdir("igaplugin-3", 0o755, long),
		"other name":            mkdir("other-1", 0o700, long),
	}
	link := filepath.Join(base, "igaplugin-4")
	if err := os.Symlink(kept["other name"], link); err != nil {
		t.Fatal(err)
	}
	kept["a link"] = link
	next, err := sockdir.New(base)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = next.Remove() })
	if _, err := os.Lstat(stale); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of a dead host is still there: %v", err)
	}
	for why, path := range kept {
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestNewFails(t *testing.T) {
	t.Parallel()
	if d, err := sockdir.New(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Errorf("made %s", d.Path())
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		base string
		ok   bool
	}{
		"short":    {"/tmp", true},
		"longest":  {"/" + strings.Repeat("x", 61), true},
		"too long": {"/" + strings.Repeat("x", 62), false},
		"bar":      {"/tmp/a|b", false},
		"line":     {"/tmp/a\nb", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := sockdir.Check(tc.base)
			if (err == nil) != tc.ok || (err != nil && !errors.Is(err, sockdir.ErrPath)) {
				t.Errorf("got %v", err)
			}
		})
	}
}
