//go:build linux

package binary_test

import (
	"crypto/sha256"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host/internal/binary"
)

const restartText = "the file was changed since it was launched; swap to the new one, or launch it again"

// openCopy opens a copy of a program that can be replaced.
func openCopy(t *testing.T, program string) (f *binary.File, path string, content []byte) {
	t.Helper()
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err = binary.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, path, content
}

// replace puts another file in the place of path.
func replace(path, text string) error {
	return errors.Join(os.WriteFile(path+".new", []byte(text), 0o755), os.Rename(path+".new", path))
}

// TestRestartIsOfTheOpenedFile replaces and removes the path between starts.
func TestRestartIsOfTheOpenedFile(t *testing.T) {
	t.Parallel()
	for name, verified := range map[string]bool{"verified": true, "not verified": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "program")
			if err := os.Symlink("/bin/echo", path); err != nil {
				t.Fatal(err)
			}
			f, err := binary.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if verified {
				content, err := os.ReadFile("/bin/echo")
				if err := errors.Join(err, f.Verify(sha256.Sum256(content))); err != nil {
					t.Fatal(err)
				}
			}
			steps := []func() error{
				func() error { return nil },
				func() error { return errors.Join(os.Remove(path), os.Symlink("/bin/false", path)) },
				func() error { return os.Remove(path) },
				func() error { return nil },
			}
			for i, step := range steps {
				if err := step(); err != nil {
					t.Fatal(err)
				}
				restart, err := f.RestartPath()
				if err != nil {
					t.Fatal(err)
				}
				out, err := exec.CommandContext(t.Context(), restart, "the right one").Output()
				if err != nil || string(out) != "the right one\n" {
					t.Errorf("start %d: %q, %v", i+1, out, err)
				}
			}
			if path, err := f.ExecPath(); !errors.Is(err, binary.ErrChanged) {
				t.Errorf("a first start of what was removed: %q, %v", path, err)
			}
		})
	}
}

func TestReplacedFileIsRestartedByDescriptor(t *testing.T) {
	t.Parallel()
	f, path, content := openCopy(t, "/bin/echo")
	if err := replace(path, "other"); err != nil {
		t.Fatal(err)
	}
	restart, err := f.RestartPath()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(restart); err != nil || string(got) != string(content) {
		t.Errorf("%s holds %d bytes of another file, %v", restart, len(got), err)
	}
}

func TestRestartRefusesAFileChangedInPlace(t *testing.T) {
	t.Parallel()
	f, path, content := openCopy(t, "/bin/echo")
	if _, err := f.RestartPath(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(content, 0), 0o755); err != nil {
		t.Fatal(err)
	}
	checkRestartRefused(t, f, restartText)
}

func TestRestartOfAScript(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(path string) error
		want   string
	}{
		"unchanged": {func(string) error { return nil }, ""},
		"replaced":  {func(path string) error { return replace(path, "#!/bin/sh\n") }, restartText},
		"rewritten": {func(path string) error { return os.WriteFile(path, []byte("#!/bin/sh\n\n"), 0o755) }, restartText},
		"removed":   {os.Remove, restartText + ": stat "},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, t.TempDir(), "#!/bin/sh\n", 0o755)
			f, err := binary.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if err := errors.Join(f.Keep(t.TempDir()), tc.change(path)); err != nil {
				t.Fatal(err)
			}
			if tc.want != "" {
				checkRestartRefused(t, f, tc.want)
				return
			}
			for range 2 {
				if got, err := f.RestartPath(); err != nil || got != path {
					t.Errorf("%q, %v", got, err)
				}
			}
		})
	}
}

func checkRestartRefused(t *testing.T, f *binary.File, text string) {
	t.Helper()
	path, err := f.RestartPath()
	if !errors.Is(err, binary.ErrChanged) || path != "" || !strings.HasPrefix(err.Error(), text) {
		t.Errorf("%q, %v; want ErrChanged with %q", path, err, text)
	}
	if strings.HasSuffix(text, ": stat ") && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v does not match its cause", err)
	}
}
