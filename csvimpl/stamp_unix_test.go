//go:build unix

package csvimpl

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// stampedFile makes a file and opens it.
func stampedFile(t *testing.T, content string) (path string, src *source) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := usersAt(path).openExisting()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.close() })
	return path, src
}

// writeKeepingTime writes to a file, which keeps its time of writing, until the
// clock of the file system has moved on.
func writeKeepingTime(t *testing.T, path, content string, src *source) {
	t.Helper()
	at := src.stamp.info.ModTime()
	for {
		if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
		now, err := newStamp(src.file)
		if err != nil || !now.sameContent(src.stamp) {
			t.Fatal(err, "size or time have changed")
		}
		if now.changed != src.stamp.changed || t.Context().Err() != nil {
			return
		}
	}
}

func readAll(t *testing.T, src *source, rows func() error) error {
	t.Helper()
	if err := src.rewind(); err != nil {
		t.Fatal(err)
	}
	return rows()
}

func TestTimeOfTheLastChange(t *testing.T) {
	t.Parallel()
	path, src := stampedFile(t, "uid,name\n1,a\n")
	rows := func() error {
		for _, err := range src.rows(t.Context(), true) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := readAll(t, src, rows); err != nil {
		t.Fatal(err)
	}
	writeKeepingTime(t, path, "uid,name\n1,b\n", src)
	if err := readAll(t, src, rows); !errors.Is(err, shared.ErrConflict) {
		t.Errorf("read: %v", err)
	}
	if err := src.stillThere(path); !errors.Is(err, shared.ErrConflict) {
		t.Errorf("replaced: %v", err)
	}
}

// TestSnapshotOfAReplacedFile looks whether a reader is let alone by a write,
// which takes from the file that it reads its last name, and so changes it.
func TestSnapshotOfAReplacedFile(t *testing.T) {
	t.Parallel()
	path, src := stampedFile(t, "uid,name\n1,a\n")
	for range 20 { // until the clock of the file system has moved on
		if _, err := usersAt(path).rewrite(t.Context(), meddler{func() error { return nil }}); err != nil {
			t.Fatal(err)
		}
		if err := src.rewind(); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range src.rows(t.Context(), true) {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if n != 1 {
			t.Fatalf("%d rows", n)
		}
		again := path + ".again"
		if err := errors.Join(os.WriteFile(again, []byte("uid,name\n1,a\n"), 0o600), os.Rename(again, path)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPassesThatDiffer looks at the hash alone, as where a file system tells no
// time of the last change, or not finely enough.
func TestPassesThatDiffer(t *testing.T) {
	t.Parallel()
	const before = "uid,name\n1,a\n2,bcd\n"
	for name, tt := range map[string]struct {
		after string
		same  bool
	}{
		"nothing":        {before, true},
		"a cell":         {"uid,name\n1,a\n2,bce\n", false},
		"quotes":         {"uid,name\n1,a\n2,\"b\"\n", false},
		"a row less":     {"uid,name\n1,abcdef\n\n", false},
		"order":          {"uid,name\n2,bcd\n1,a\n", false},
		"the first rows": {"uid,name\n1,b\n2,bcd\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, src := stampedFile(t, before)
			rows := func() error {
				for _, err := range src.pass(t.Context(), true) {
					if err != nil {
						return err
					}
				}
				return nil
			}
			if err := readAll(t, src, rows); err != nil {
				t.Fatal(err)
			}
			writeKeepingTime(t, path, tt.after, src)
			var err error
			if src.stamp, err = newStamp(src.file); err != nil {
				t.Fatal(err)
			}
			if err := readAll(t, src, rows); (err == nil) != tt.same || err != nil && !errors.Is(err, shared.ErrConflict) {
				t.Errorf("%v", err)
			}
		})
	}
}
