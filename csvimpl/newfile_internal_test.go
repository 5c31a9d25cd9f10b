package csvimpl

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestRenameReplacesNothing looks at how a new file gets its name.
func TestRenameReplacesNothing(t *testing.T) {
	t.Parallel()
	for name, move := range movers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			from, to := filepath.Join(dir, "draft"), filepath.Join(dir, "users.csv")
			content := func(path string) string {
				raw, err := os.ReadFile(path)
				if err != nil {
					t.Error(err)
				}
				return string(raw)
			}
			put := func(path, content string) {
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			put(from, "uid\n")
			put(to, "theirs\n")
			if err := move(from, to); !errors.Is(err, fs.ErrExist) || content(to) != "theirs\n" || content(from) != "uid\n" {
				t.Errorf("a name that is taken: %v", err)
			}
			if err := os.Remove(to); err != nil {
				t.Fatal(err)
			}
			if err := move(from, to); err != nil || content(to) != "uid\n" {
				t.Errorf("a name that is free: %v", err)
			}
			if _, err := os.Lstat(from); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the draft is left: %v", err)
			}
			info, err := os.Stat(to)
			if err != nil || info.Mode().Perm()&0o077 != 0 && name != "windows" {
				t.Errorf("%v, %v", info, err)
			}
		})
	}
}
