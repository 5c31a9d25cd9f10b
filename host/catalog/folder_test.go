//go:build unix

package catalog_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// TestNoCatalogue: a folder without a manifest is not an empty catalogue.
func TestNoCatalogue(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		files []string
		kind  error
		parts []string
		// made: an Add makes a catalogue of it.
		made bool
	}{
		"empty":         {nil, shared.ErrNotFound, []string{"there is no catalogue at", "the folder has no catalog.json"}, true},
		"other files":   {[]string{"diary.txt"}, shared.ErrNotFound, []string{"there is no catalogue at"}, false},
		"nothing added": {[]string{"lock", "blobs/", "incoming/"}, shared.ErrNotFound, []string{"there is no catalogue at"}, true},
		"manifest lost": {
			[]string{"lock", "blobs/", "blobs/sha256-0/", "incoming/"},
			shared.ErrPreconditionFailed,
			[]string{"has lost its manifest", "catalog.json", "restore it from a copy, or add the connectors again"},
			true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, os.Chmod(dir, 0o700))
			for _, f := range tc.files {
				path := filepath.Join(dir, f)
				if f[len(f)-1] == '/' {
					must(t, os.Mkdir(path, 0o700))
					continue
				}
				must(t, os.WriteFile(path, nil, 0o600))
			}
			_, err := catalog.Open(dir)
			if !errors.Is(err, tc.kind) {
				t.Fatalf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), append(tc.parts, dir)...)
			c, err := catalog.Create(dir)
			if tc.made {
				must(t, err)
				add(t, c, connector(t, "a", "1.0.0", ""), catalog.AddOptions{})
				_, err = catalog.Open(dir)
				must(t, err)
				return
			}
			if !errors.Is(err, shared.ErrPreconditionFailed) {
				t.Fatalf("made: %v", err)
			}
			wantContains(t, err.Error(), "is no catalogue", tc.files[0])
			if diff := cmp.Diff(tc.files, filesIn(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNoAdviceAboutFoldersOfOthers: nobody is told to change the rights of a
// folder that is no catalogue.
func TestNoAdviceAboutFoldersOfOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "diary.txt"), nil, 0o600))
	must(t, os.Chmod(dir, 0o777))
	_, opened := catalog.Open(dir)
	_, created := catalog.Create(dir)
	if !errors.Is(opened, shared.ErrNotFound) {
		t.Errorf("opened: %v", opened)
	}
	wantContains(t, created.Error(), "is no catalogue")
}

// TestFilesThatComeMeanwhile: Add looks once more when it has the lock.
func TestFilesThatComeMeanwhile(t *testing.T) {
	t.Parallel()
	c := newCatalog(t)
	must(t, os.WriteFile(filepath.Join(c.Dir(), "diary.txt"), nil, 0o600))
	_, err := c.Add(testContext(t), connector(t, "a", "1.0.0", ""), catalog.AddOptions{})
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), "is no catalogue", "diary.txt")
}

func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestErrorsOfTheSystem are no defects of the program.
func TestErrorsOfTheSystem(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		errno error
		kind  error
		part  string
	}{
		"rights":    {syscall.EACCES, shared.ErrPermissionDenied, "run this as the user to whom the catalogue belongs"},
		"full":      {syscall.ENOSPC, shared.ErrPreconditionFailed, "make room"},
		"quota":     {syscall.EDQUOT, shared.ErrPreconditionFailed, "make room"},
		"read-only": {syscall.EROFS, shared.ErrPreconditionFailed, "mounted read-only"},
		"file":      {syscall.ENOTDIR, shared.ErrPreconditionFailed, "a part of this path is a file"},
		"disk":      {syscall.EIO, shared.ErrPreconditionFailed, "input/output error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			c.SetStep(func(step string) error {
				if step == "blob in place" {
					return &fs.PathError{Op: "sync", Path: "/catalogue/blobs", Err: tc.errno}
				}
				return nil
			})
			_, err := c.Add(testContext(t), connector(t, "a", "1.0.0", ""), catalog.AddOptions{})
			if !errors.Is(err, tc.kind) || !errors.Is(err, tc.errno) {
				t.Fatalf("got %v, want %v", err, tc.kind)
			}
			wantContains(t, err.Error(), "/catalogue/blobs", tc.part)
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := catalog.Create(filepath.Join(file, "x"))
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("a folder in a file: %v", err)
	}
}
