//go:build unix

package binary_test

import (
	"crypto/sha256"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/igaplugin/igaplugin/host/internal/binary"
)

func write(t *testing.T, dir, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(dir, "program")
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenRefusals(t *testing.T) {
	t.Parallel()
	open := filepath.Join(t.TempDir(), "open")
	if err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o700); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ path, reason, remedy string }{
		"missing":          {filepath.Join(t.TempDir(), "missing"), "no such file", "not in PATH"},
		"folder":           {t.TempDir(), "folder", "binary in it"},
		"pipe":             {pipe, "not a regular file", "path of the binary"},
		"not executable":   {write(t, t.TempDir(), "x", 0o644), "not executable", "chmod +x"},
		"world-writable":   {write(t, t.TempDir(), "x", 0o757), "every user can write", "chmod o-w"},
		"folder writeable": {write(t, open, "x", 0o755), "every user can replace", "chmod o-w on the folder"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := binary.Open(tc.path)
			refusal, ok := errors.AsType[*binary.Refusal](err)
			if !ok {
				t.Fatalf("got %v, want a Refusal", err)
			}
			if !strings.Contains(refusal.Reason, tc.reason) || !strings.Contains(refusal.Remedy, tc.remedy) {
				t.Errorf("got %v", refusal)
			}
		})
	}
}

func TestStickyFolderIsAccepted(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "sticky")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	f, err := binary.Open(write(t, dir, "x", 0o755))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
}

func TestVerify(t *testing.T) {
	t.Parallel()
	path := write(t, t.TempDir(), "content", 0o755)
	f, err := binary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 {
		_, ok := errors.AsType[*binary.Mismatch](f.Verify(sha256.Sum256([]byte("other"))))
		if !ok {
			t.Error("another sum was accepted")
		}
		if err := f.Verify(sha256.Sum256([]byte("content"))); err != nil {
			t.Error(err)
		}
	}
}

func TestChangedFileIsNotExecuted(t *testing.T) {
	t.Parallel()
	tests := map[string]func(path string) error{
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", []byte("content"), 0o755), os.Rename(path+".new", path))
		},
		"rewritten": func(path string) error { return os.WriteFile(path, []byte("longer content"), 0o755) },
		"removed":   os.Remove,
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, t.TempDir(), "content", 0o755)
			f, err := binary.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.ExecPath(); err != nil {
				t.Fatal(err)
			}
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			if path, err := f.ExecPath(); !errors.Is(err, binary.ErrChanged) {
				t.Errorf("%q, %v", path, err)
			}
		})
	}
}

// TestVerifiedFileIsTheExecutedOne swaps the path after the last check.
func TestVerifiedFileIsTheExecutedOne(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux executes an open descriptor")
	}
	content, err := os.ReadFile("/bin/echo")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.Symlink("/bin/echo", path); err != nil {
		t.Fatal(err)
	}
	f, err := binary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Verify(sha256.Sum256(content)); err != nil {
		t.Fatal(err)
	}
	execPath, err := f.ExecPath()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(path), os.Symlink("/bin/false", path)); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), execPath, "the right one").Output()
	if err != nil || string(out) != "the right one\n" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestScriptRunsByPath(t *testing.T) {
	t.Parallel()
	path := write(t, t.TempDir(), "#!/bin/sh\n", 0o755)
	f, err := binary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Verify(sha256.Sum256([]byte("#!/bin/sh\n"))); err != nil {
		t.Fatal(err)
	}
	if got, err := f.ExecPath(); err != nil || got != path {
		t.Errorf("%q, %v", got, err)
	}
}
