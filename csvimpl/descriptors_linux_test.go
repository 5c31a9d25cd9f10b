package csvimpl_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// openIn returns the files of a folder that this process has open.
func openIn(t *testing.T, dir string) (out []string) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	for _, fd := range fds {
		if path, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && strings.HasPrefix(path, dir) {
			out = append(out, path)
		}
	}
	return out
}

// TestNothingStaysOpen ends calls in every way, and looks for open files.
func TestNothingStaysOpen(t *testing.T) {
	t.Parallel()
	path := write(t, people(2000))
	conn := open(t, "users_file", path, "users_columns", "age:int")
	late, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	_, token, err := changesOf(t, conn, &shared.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	stopped := errors.New("the caller stopped")
	take := func(ctx context.Context, q *shared.Query) error {
		q.Class = "User"
		results, err := conn.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, err := range results.All() {
			if err != nil {
				return err
			}
			return stopped
		}
		return nil
	}
	ways := map[string]func() error{
		"stopped search": func() error { return take(t.Context(), &shared.Query{}) },
		"sorted search":  func() error { return take(t.Context(), &shared.Query{Sort: []shared.SortKey{{Attribute: "age"}}}) },
		"stopped page":   func() error { return take(t.Context(), &shared.Query{PageSize: 10}) },
		"bad cookie":     func() error { return take(t.Context(), &shared.Query{PageSize: 10, Cookie: "x"}) },
		"late search":    func() error { return take(late, &shared.Query{}) },
		"late get":       func() error { _, err := conn.Get(late, &shared.GetRequest{Class: "User", UID: "u1"}); return err },
		"unknown":        func() error { _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", UID: "x"}); return err },
		"refused create": func() error { _, err := create(t, conn, text("name", "name\n1")); return err },
		"late create": func() error {
			_, err := conn.Create(late, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{text("name", "late")}})
			return err
		},
		"bad token": func() error {
			_, _, err := changesOf(t, conn, &shared.SyncRequest{Token: strings.NewReader("x")})
			return err
		},
		"cut token": func() error {
			_, _, err := changesOf(t, conn, &shared.SyncRequest{Token: bytes.NewReader(token[:len(token)-1])})
			return err
		},
		"stopped sync": func() error {
			changes, err := conn.Sync(t.Context(), &shared.SyncRequest{Class: "User"})
			if err != nil {
				return err
			}
			for _, err := range changes.All() {
				if err != nil {
					return err
				}
				break
			}
			return changes.WriteToken(&bytes.Buffer{})
		},
		"test": func() error { _, err := conn.Test(t.Context(), nil); return errors.Join(err, stopped) },
	}
	for name, do := range ways {
		if err := do(); err == nil {
			t.Errorf("%s succeeded", name)
		}
		if left := openIn(t, filepath.Dir(path)); len(left) > 0 {
			t.Fatalf("%s leaves open: %v", name, left)
		}
	}
	if err := os.WriteFile(path, []byte("uid,name,age\n1,a,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, do := range ways {
		if err := do(); err == nil {
			t.Errorf("%s of a broken file succeeded", name)
		}
		if left := openIn(t, filepath.Dir(path)); len(left) > 0 {
			t.Fatalf("%s of a broken file leaves open: %v", name, left)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("in the folder are %v, %v", entries, err)
	}
}
