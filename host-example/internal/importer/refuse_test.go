package importer_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
)

func TestAnotherImport(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(j *importer.Job)
		want   string
	}{
		"connector":  {func(j *importer.Job) { j.Header.Connector = "other" }, "connector was fake and is other now"},
		"version":    {func(j *importer.Job) { j.Header.ConnectorVersion = "2" }, "connector version was 1 and is 2 now"},
		"target":     {func(j *importer.Job) { j.Header.Target = "there" }, "target was here and is there now"},
		"class":      {func(j *importer.Job) { j.Header.Class = "Group" }, "object class was User and is Group now"},
		"attributes": {func(j *importer.Job) { j.Header.Attributes = []string{"id"} }, "--attrs was none and is id now"},
		"filter": {
			func(j *importer.Job) { j.Header.Filter = strings.Repeat("f", 99) },
			"--filter was none and is " + strings.Repeat("f", 80) + "… now",
		},
		"format":  {func(j *importer.Job) { j.Header.Format = "csv" }, "format was jsonl and is csv now"},
		"columns": {func(j *importer.Job) { j.Query.Attributes = []string{"id"} }, "the rows have status no more"},
		"more columns": {func(j *importer.Job) {
			j.Class.Attributes = append(j.Class.Attributes, j.Class.Attributes[0])
			j.Query.Attributes = []string{"status", "id"}
		}, "the columns have another order now"},
		"two": {func(j *importer.Job) { j.Header.Target, j.Header.Class = "there", "Group" }, "now; object class was"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := begun(t, "x.jsonl", 4)
			before := read(t, path+".part") + read(t, path+".checkpoint")
			j := job(path, until(rows(4), nil))
			tc.change(&j)
			_, err := importer.Run(t.Context(), j)
			var state *importer.StateError
			if !errors.As(err, &state) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
			if read(t, path+".part")+read(t, path+".checkpoint") != before {
				t.Error("what was delivered is touched")
			}
		})
	}
}

func TestUnusableState(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(t *testing.T, path string)
		want   string
	}{
		"damaged header": {func(t *testing.T, p string) { t.Helper(); write(t, p+".checkpoint", `{"igahost_import":1`+"\n") }, "its first line is damaged"},
		"later format": {
			func(t *testing.T, p string) { t.Helper(); write(t, p+".checkpoint", `{"igahost_import":2}`+"\n") },
			"it is of format 2, and this program knows format 1",
		},
		"damaged record": {
			func(t *testing.T, p string) {
				t.Helper()
				write(t, p+".checkpoint", strings.Replace(read(t, p+".checkpoint"), `"offset":`, `"offsat":`, 1)+"more\n")
			},
			"it is damaged after ",
		},
		"repeated record": {
			func(t *testing.T, p string) {
				t.Helper()
				header, record, _ := strings.Cut(read(t, p+".checkpoint"), "\n")
				later := begun(t, "x.jsonl", 2)
				_, earlier, _ := strings.Cut(read(t, later+".checkpoint"), "\n")
				write(t, p+".checkpoint", header+"\n"+record+earlier)
			},
			"it goes backwards after ",
		},
		"no checkpoint": {
			func(t *testing.T, p string) { t.Helper(); write(t, p+".checkpoint", "") },
			".part: it is there, and no checkpoint says what it is",
		},
		"another part": {
			func(t *testing.T, p string) {
				t.Helper()
				write(t, p+".part", strings.Repeat("x", len(read(t, p+".part"))))
			},
			".part: it is not the file that the checkpoint is about",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := begun(t, "x.jsonl", 4)
			tc.change(t, path)
			_, err := importer.Run(t.Context(), job(path, until(rows(4), nil)))
			var state *importer.StateError
			if !errors.As(err, &state) || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want %q", err, tc.want)
			}
			j := job(path, until(rows(4), nil))
			j.Restart = true
			if _, err := importer.Run(t.Context(), j); err != nil || len(uids(t, path)) != 4 {
				t.Errorf("restart: error %v", err)
			}
		})
	}
}

func TestUnusablePaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "x")
	if err := os.Symlink("file", filepath.Join(dir, "link")); err != nil {
		withoutLinks(t, err)
	}
	if err := os.Symlink("file", filepath.Join(dir, "target.part")); err != nil {
		withoutLinks(t, err)
	}
	if err := os.Mkdir(filepath.Join(dir, "held.checkpoint"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                             "is a folder",
		filepath.Join(dir, "none", "x"): "the folder ",
		filepath.Join(dir, "file", "x"): "not a directory",
		filepath.Join(dir, "link"):      "is a symbolic link",
		filepath.Join(dir, "held"):      "is a directory",
		filepath.Join(dir, "target"):    "",
		filepath.Join(dir, "a\x00b"):    "invalid argument",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := importer.Run(t.Context(), job(path, until(rows(1), nil)))
			var unusable *importer.PathError
			var state *importer.StateError
			if !errors.As(err, &unusable) && !errors.As(err, &state) || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
	t.Cleanup(func() {
		if read(t, filepath.Join(dir, "file")) != "x" {
			t.Error("a link was followed")
		}
	})
}

// withoutLinks ends a test that needs links, which not every Windows user may make.
func withoutLinks(t *testing.T, err error) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skipf("links need rights there: %v", err)
	}
	t.Fatal(err)
}
