//go:build unix

package regular_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

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

// TestReadOrPipe: what another program writes is read, and nobody waits for one
// that does not come.
func TestReadOrPipe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	var kind *regular.KindError
	if _, _, err := regular.ReadOrPipe(pipe, 4); !errors.As(err, &kind) || !kind.Silent {
		t.Errorf("nobody writes: %v", err)
	}
	if _, _, err := regular.ReadOrPipe(dir, 4); !errors.As(err, &kind) || !kind.Folder {
		t.Errorf("a folder: %v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	written := make(chan error, 1)
	go func() {
		_, err := w.WriteString("12")
		// Later, but it does come.
		<-time.After(10 * time.Millisecond)
		_, err2 := w.WriteString("34")
		written <- errors.Join(err, err2, w.Close())
	}()
	data, _, err := regular.ReadOrPipe(fmt.Sprintf("/dev/fd/%d", r.Fd()), 4)
	if err := errors.Join(err, <-written); err != nil || string(data) != "1234" {
		t.Errorf("%q, %v", data, err)
	}
}
