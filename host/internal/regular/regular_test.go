//go:build unix

package regular_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/igaplugin/igaplugin/host/internal/regular"
)

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, link, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(file, []byte("1234"), 0o600), os.Symlink(file, link), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, link} {
		if data, info, err := regular.Read(path, 4); err != nil || string(data) != "1234" || info.Size() != 4 {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
	var tooLarge *regular.SizeError
	if _, _, err := regular.Read(file, 3); !errors.As(err, &tooLarge) {
		t.Errorf("over the limit: %v", err)
	}
	for path, folder := range map[string]bool{dir: true, pipe: false, os.DevNull: false} {
		var kind *regular.KindError
		if _, _, err := regular.Read(path, 4); !errors.As(err, &kind) || kind.Folder != folder {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, _, err := regular.Read(filepath.Join(dir, "none"), 4); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}
