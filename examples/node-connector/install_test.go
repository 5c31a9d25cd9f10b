//go:build unix

package nodeconnector_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
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

// TestInstallTarget installs into folders that are there already, with a npm that
// fetches nothing.
func TestInstallTarget(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip(err)
	}
	const (
		works = "#!/bin/sh\nmkdir node_modules\necho x >node_modules/library.js\n"
		fails = "#!/bin/sh\nexit 1\n"
	)
	ours := map[string]string{"iga-connector-json": "old", "SHA256SUMS": strings.Repeat("0", 64) + "  iga-connector-json\n", "old.js": "old"}
	tests := map[string]struct {
		before  map[string]string
		npm     string
		stderr  string // of a refusal; the folder is as before
		removed string
	}{
		"missing":                {npm: works},
		"empty":                  {before: map[string]string{}, npm: works},
		"an older one":           {before: ours, npm: works, removed: "old.js"},
		"an older one, no npm":   {before: ours, npm: fails},
		"something else":         {before: map[string]string{"letters.txt": "dear"}, npm: works, stderr: "something else"},
		"another connector":      {before: map[string]string{"x": "", "SHA256SUMS": strings.Repeat("0", 64) + "  x\n"}, npm: works, stderr: "something else"},
		"a source tree":          {before: map[string]string{"iga-connector-json": "", "install.sh": ""}, npm: works, stderr: "something else"},
		"a list of nothing ours": {before: map[string]string{"iga-connector-json": "", "SHA256SUMS": ""}, npm: works, stderr: "something else"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bin, parent := t.TempDir(), t.TempDir()
			target := filepath.Join(parent, "connector")
			writeFiles(t, bin, map[string]string{"npm": tc.npm}, 0o700)
			if tc.before != nil {
				writeFiles(t, target, tc.before, 0o600)
			}
			cmd := exec.CommandContext(testContext(t), "./install.sh", target+"/")
			cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if refused := tc.stderr != "" || tc.npm == fails; (err != nil) != refused || !strings.Contains(string(out), tc.stderr) {
				t.Fatalf("%v\n%s", err, out)
			}
			if beside, err := os.ReadDir(parent); err != nil || len(beside) != 1 {
				t.Errorf("left beside the folder: %v, %v", beside, err)
			}
			if err == nil {
				if _, err := os.Stat(filepath.Join(target, "node_modules", "library.js")); err != nil {
					t.Error(err)
				}
				if _, err := os.Stat(filepath.Join(target, tc.removed)); tc.removed != "" && !os.IsNotExist(err) {
					t.Errorf("%s of the older one: %v", tc.removed, err)
				}
				return
			}
			for file, want := range tc.before {
				if got, err := os.ReadFile(filepath.Join(target, file)); err != nil || string(got) != want {
					t.Errorf("%s: %q, %v", file, got, err)
				}
			}
		})
	}
}

func writeFiles(t *testing.T, folder string, files map[string]string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
}
