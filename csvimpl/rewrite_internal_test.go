package csvimpl

import (
	"context"
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

// usersAt is a table that no configuration was read for.
func usersAt(path string) *table {
	s := &settings{format: format{delimiter: ',', separator: ';', charset: charsetUTF8}, lockTimeout: time.Minute}
	return newTable(s, &tableSettings{class: classUser, prefix: "users", path: path, uidColumn: "uid"})
}

// TestDraftOfAnother is about a writer that holds another lock, such as after
// somebody removed the lock file: its half a file must not be put in place.
func TestDraftOfAnother(t *testing.T) {
	t.Parallel()
	const content = "uid,name\n1,a\n"
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	draft := filepath.Join(filepath.Dir(path), ".users.csv.new")
	_, err := usersAt(path).rewrite(t.Context(), meddler{func() error {
		return errors.Join(os.Remove(draft), os.WriteFile(draft, []byte("uid,na"), 0o600))
	}})
	if !errors.Is(err, shared.ErrConflict) {
		t.Errorf("%v", err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != content {
		t.Errorf("%q, %v", now, err)
	}
	if theirs, err := os.ReadFile(draft); err != nil || string(theirs) != "uid,na" {
		t.Errorf("the other's draft: %q, %v", theirs, err)
	}
}

// TestCancelledWrite ends the context after the copy was written.
func TestCancelledWrite(t *testing.T) {
	t.Parallel()
	const content = "uid,name\n1,a\n"
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := usersAt(path).rewrite(ctx, meddler{func() error { cancel(); return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != content {
		t.Errorf("%q, %v", now, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
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
			tab := usersAt(path)
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
