package csvimpl

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// meddler is an editor during which another program changes the file.
type meddler struct{ meddle func() error }

func (m meddler) edit(r *row, _ *source) ([]byte, error) { return r.raw, nil }

func (m meddler) finish(*source) (added []byte, changed bool, err error) {
	return []byte("2,ours\n"), true, m.meddle()
}

func TestOthersWithoutLock(t *testing.T) {
	t.Parallel()
	tests := map[string]func(path string) error{
		"write to the file": func(path string) error { return os.WriteFile(path, []byte("uid,name\n1,theirs and longer\n"), 0o600) },
		"replace the file": func(path string) error {
			other := path + ".other"
			return errors.Join(os.WriteFile(other, []byte("uid,name\n1,theirs\n"), 0o600), os.Rename(other, path))
		},
		"remove the file": os.Remove,
	}
	for name, meddle := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "users.csv")
			if err := os.WriteFile(path, []byte("uid,name\n1,a\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s := &settings{format: format{delimiter: ',', separator: ';', charset: charsetUTF8}, lockTimeout: time.Minute}
			tab := newTable(s, &tableSettings{class: classUser, prefix: "users", path: path, uidColumn: "uid"})
			var after []byte
			_, err := tab.rewrite(t.Context(), meddler{func() error {
				err := meddle(path)
				after, _ = os.ReadFile(path)
				return err
			}})
			if !errors.Is(err, shared.ErrConflict) && !errors.Is(err, shared.ErrPreconditionFailed) {
				t.Errorf("%v", err)
			}
			if now, _ := os.ReadFile(path); string(now) != string(after) {
				t.Errorf("the other's work is lost: %q", now)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), ".users.csv.new")); err == nil {
				t.Error("the draft is left")
			}
		})
	}
}
