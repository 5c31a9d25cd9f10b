package csvimpl_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestCreateFilesBesideOthers is about a program that takes no lock and puts its
// file there while the connector makes one.
func TestCreateFilesBesideOthers(t *testing.T) {
	t.Parallel()
	const content = "uid,name\n1,ada\n"
	for range 50 {
		dir := t.TempDir()
		path := filepath.Join(dir, "users.csv")
		conn := open(t, "users_file", path, "create_files", "true")
		var stop atomic.Bool
		theirs := make(chan bool)
		go func() {
			for !stop.Load() {
				if _, err := os.Lstat(filepath.Join(dir, ".users.csv.new")); err != nil {
					continue
				}
				f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
				if err != nil {
					break
				}
				_, err = f.WriteString(content)
				theirs <- err == nil && f.Close() == nil
				return
			}
			theirs <- false
		}()
		_, err := conn.Schema(t.Context())
		stop.Store(true)
		made := <-theirs
		if got := read(t, path); made && got != content {
			t.Errorf("the file of the other program was replaced by %q", got)
		}
		// Theirs may have been read before there was a row in it.
		if err != nil && (!made || !strings.Contains(err.Error(), path)) {
			t.Error(err)
		}
	}
}
