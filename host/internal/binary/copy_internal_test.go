//go:build unix

package binary

import (
	"crypto/sha256"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// openEcho opens a link to a program; the link can be replaced.
func openEcho(t *testing.T) (f *File, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "program.exe")
	if err := os.Symlink("/bin/echo", path); err != nil {
		t.Fatal(err)
	}
	return open(t, path), path
}

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// openText opens a file with a text, which can be changed in place.
func openText(t *testing.T, text string) (f *File, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "program")
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	return open(t, path), path
}

// entries counts what is in a folder.
func entries(t *testing.T, folder string) int {
	t.Helper()
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestCopiedFileIsTheExecutedOne replaces the path after the copying, and starts
// the copy several times.
func TestCopiedFileIsTheExecutedOne(t *testing.T) {
	t.Parallel()
	f, path := openEcho(t)
	content, err := os.ReadFile("/bin/echo")
	if err := errors.Join(err, f.Verify(sha256.Sum256(content)), f.copyTo(t.TempDir())); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(path), os.Symlink("/bin/false", path)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		got, err := f.copyOrPath()
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(got) != "program.exe" {
			t.Errorf("the copy is named %s", got)
		}
		info, err := os.Stat(got)
		if err != nil || info.Mode() != copyMode {
			t.Fatalf("%v, %v", info, err)
		}
		out, err := exec.CommandContext(t.Context(), got, "the right one").Output()
		if err != nil || string(out) != "the right one\n" {
			t.Errorf("%q, %v", out, err)
		}
	}
}

// TestCopyHashesWhatItWrites changes the file between the check and the copying,
// in a way that neither size nor time would show.
func TestCopyHashesWhatItWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]func(f *File) error{
		"verified":      func(f *File) error { return f.Verify(sha256.Sum256([]byte("content"))) },
		"copied before": func(f *File) error { return f.copyTo(t.TempDir()) },
	}
	for name, before := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, path := openText(t, "content")
			if err := before(f); err != nil {
				t.Fatal(err)
			}
			first := f.copy
			at := f.info.ModTime()
			if err := errors.Join(os.WriteFile(path, []byte("CONTENT"), 0o700), os.Chtimes(path, at, at)); err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			err := f.copyTo(folder)
			_, mismatch := errors.AsType[*Mismatch](err)
			if mismatch != f.pinned || errors.Is(err, ErrChanged) == f.pinned {
				t.Errorf("got %v", err)
			}
			if n := entries(t, folder); n != 0 || f.copy != first {
				t.Errorf("%d files are left of the copy", n)
			}
		})
	}
}

func TestCopyOfAFileThatIsBeingWritten(t *testing.T) {
	t.Parallel()
	f, path := openText(t, "content")
	if err := os.WriteFile(path, []byte("other content"), 0o700); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := f.copyTo(folder); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
	if n := entries(t, folder); n != 0 || f.copy != nil {
		t.Errorf("%d files are left of the copy", n)
	}
	if got, err := forRestartPath(f); !errors.Is(err, ErrChanged) {
		t.Errorf("%q, %v", got, err)
	}
}

// forRestartPath is RestartPath of the systems that cannot execute a descriptor.
func forRestartPath(f *File) (string, error) {
	path, err := f.copyOrPath()
	return path, forRestart(err)
}

func TestCopyIsMadeOncePerFolder(t *testing.T) {
	t.Parallel()
	f, path := openText(t, "content")
	folder, other := t.TempDir(), t.TempDir()
	if err := errors.Join(f.copyTo(folder), f.copyTo(folder)); err != nil {
		t.Fatal(err)
	}
	if n := entries(t, folder); n != 1 {
		t.Errorf("%d copies", n)
	}
	// The original is of no importance any more.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := f.copyTo(other); err != nil {
		t.Fatal(err)
	}
	got, err := f.copyOrPath()
	if err != nil || filepath.Dir(filepath.Dir(got)) != other {
		t.Errorf("%q, %v", got, err)
	}
	if content, err := os.ReadFile(got); err != nil || string(content) != "content" {
		t.Errorf("%q, %v", content, err)
	}
}

func TestCopyThatIsNotIntact(t *testing.T) {
	t.Parallel()
	tests := map[string]func(path string) error{
		"removed":  os.Remove,
		"replaced": func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/bin/false", path)) },
		"changed": func(path string) error {
			return errors.Join(os.Chmod(path, 0o700), os.WriteFile(path, []byte("longer content"), 0o700))
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _ := openText(t, "content")
			folder := t.TempDir()
			if err := f.copyTo(folder); err != nil {
				t.Fatal(err)
			}
			bad, err := f.copyOrPath()
			if err := errors.Join(err, change(bad)); err != nil {
				t.Fatal(err)
			}
			if got, err := f.copyOrPath(); err == nil || got != "" {
				t.Errorf("%q is not refused", got)
			}
			if err := f.copyTo(folder); err != nil {
				t.Fatal(err)
			}
			if got, err := f.copyOrPath(); err != nil || got == bad {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestCopyIntoAFolderThatIsNotThere(t *testing.T) {
	t.Parallel()
	f, _ := openText(t, "content")
	if err := f.copyTo(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestWithoutACopyThePathIsCompared(t *testing.T) {
	t.Parallel()
	f, path := openText(t, "content")
	for range 2 {
		if got, err := forRestartPath(f); err != nil || got != path {
			t.Errorf("%q, %v", got, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got, err := f.copyOrPath(); !errors.Is(err, ErrChanged) || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}
