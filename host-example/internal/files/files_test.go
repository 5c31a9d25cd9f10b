package files_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
)

// One at a time holds a file, although each holder removes it at the end.
func TestLockHasOneHolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a file that another one has just opened cannot be removed there")
	}
	path := filepath.Join(t.TempDir(), "lock")
	var holders, taken atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 300 {
				f, err := files.OpenLocked(path)
				if errors.Is(err, files.ErrBusy) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d holders at once", n)
				}
				taken.Add(1)
				holders.Add(-1)
				if err := files.RemoveLocked(f); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if taken.Load() == 0 {
		t.Error("nobody held the file, so that it proves nothing")
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	if _, err := files.OpenRegular(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	f, err := files.CreatePrivate(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := files.CreatePrivate(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v", err)
	}
	if _, err := files.OpenPrivate(os.DevNull); err == nil {
		t.Error("a device was opened as a regular file")
	}
	if err := files.CheckPath(path); err != nil {
		t.Error(err)
	}
	if err := files.CheckPath(filepath.Join(path, "g")); err == nil {
		t.Error("a file was taken for a folder")
	}
}
