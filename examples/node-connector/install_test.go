//go:build unix

package nodeconnector_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChecksums holds the list of checksums against the installed folder: every
// file and no other, nothing but files and folders, and nothing that others may
// write.
func TestChecksums(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(launcher(t))
	content, err := os.ReadFile(filepath.Join(folder, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			t.Fatalf("the line %q", line)
		}
		listed[name] = sum
	}
	found := map[string]string{}
	files := os.DirFS(folder)
	err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o022 != 0 {
			t.Errorf("%s may be written by others: %v", path, info.Mode())
		}
		if entry.IsDir() || entry.Name() == "SHA256SUMS" {
			return nil
		}
		if !info.Mode().IsRegular() {
			t.Errorf("%s is no regular file", path)
			return nil
		}
		content, err := fs.ReadFile(files, path)
		sum := sha256.Sum256(content)
		found[path] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(found, listed); diff != "" {
		t.Errorf("-found +listed:\n%s", diff)
	}
}
