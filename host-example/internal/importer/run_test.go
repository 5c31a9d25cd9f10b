package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
	"github.com/igaplugin/igaplugin/shared"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"x.jsonl": `{"class":"User","uid":"u1","name":"u1","attributes":{"id":"u1","status":"active\nor so"}}` + "\n" +
			`{"class":"User","uid":"u2","name":"u2","attributes":{"id":"u2","status":"active\nor so"}}` + "\n" +
			`{"class":"User","uid":"u3","name":"u3","attributes":{"id":"u3","status":"inactive"}}` + "\n",
		"x.csv": "id,status\nu1,\"active\nor so\"\nu2,\"active\nor so\"\nu3,inactive\n",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), file)
			write(t, path, "old\n")
			rows := func(yield func(*shared.Object, error) bool) {
				for r, err := range until(rows(3), nil) {
					if read(t, path) != "old\n" {
						t.Error("the old file is gone before the new one is complete")
					}
					yield(r, err)
				}
			}
			got, err := importer.Run(t.Context(), job(path, rows))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, read(t, path)); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
			counts := []importer.Count{{State: "active\nor so", Rows: 2}, {State: "inactive", Rows: 1}}
			if diff := cmp.Diff(counts, got.Counts); diff != "" || got.Rows != 3 || got.Written != 3 || got.Bytes != int64(len(want)) {
				t.Errorf("report %+v, counts (-want +got):\n%s", got, diff)
			}
			if diff := cmp.Diff([]string{file}, names(t, filepath.Dir(path))); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			private(t, path)
		})
	}
}

// private fails when others can read a file.
func private(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%s has mode %v", path, info.Mode())
	}
}

func TestNoRows(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{"x.jsonl": "", "x.csv": "id,status\n"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), file)
			if _, err := importer.Run(t.Context(), job(path, until(nil, nil))); err != nil || read(t, path) != want {
				t.Errorf("error %v, file %q, want %q", err, read(t, path), want)
			}
		})
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	path := begun(t, "x.jsonl", 1500)
	private(t, path+".part")
	private(t, path+".checkpoint")
	changed := rows(2000)[1:]
	// A pending user has joined since: another uid, and the one that was delivered.
	changed[0] = shared.NewObject("User", "joined", "u2").PreviousUID("u2").Build()
	resumed := int64(0)
	j := job(path, until(changed, nil))
	j.OnResume = func(n int64) { resumed = n }
	got, err := importer.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if resumed != 1500 || got.Before != 1500 || got.Skipped != 1499 || got.Written != 500 || got.Rows != 2000 {
		t.Errorf("resumed with %d, report %+v", resumed, got)
	}
	want := make([]string, 2000)
	for i, r := range rows(2000) {
		want[i] = r.UID()
	}
	if diff := cmp.Diff(want, uids(t, path)); diff != "" {
		t.Errorf("uids (-want +got):\n%s", diff)
	}
	counts := []importer.Count{{State: "active\nor so", Rows: 1334}, {State: "inactive", Rows: 666}}
	if diff := cmp.Diff(counts, got.Counts); diff != "" {
		t.Errorf("counts of both runs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"x.jsonl"}, names(t, filepath.Dir(path))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestNothingDeliveredLeavesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.csv")
	for name, rows := range map[string]int{"after the search began": 0, "before": -1} {
		j := job(path, until(nil, errBroken))
		if rows < 0 {
			j.Search = func(context.Context, *shared.Query) (*shared.Results, error) { return nil, errBroken }
		}
		if _, err := importer.Run(t.Context(), j); !errors.Is(err, errBroken) {
			t.Errorf("%s: error %v", name, err)
		}
		if left := names(t, filepath.Dir(path)); len(left) > 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

// TestSearchFailsBeforeResume sees that a run that fails at once takes nothing
// from what was delivered, restart or not.
func TestSearchFailsBeforeResume(t *testing.T) {
	t.Parallel()
	path := begun(t, "x.jsonl", 10)
	for _, restart := range []bool{true, false} {
		j := job(path, nil)
		j.Restart = restart
		j.Search = func(context.Context, *shared.Query) (*shared.Results, error) { return nil, errBroken }
		if _, err := importer.Run(t.Context(), j); !errors.Is(err, errBroken) {
			t.Errorf("error %v", err)
		}
	}
	got, err := importer.Run(t.Context(), job(path, until(rows(10), nil)))
	if err != nil || got.Skipped != 10 || len(uids(t, path)) != 10 {
		t.Errorf("error %v, report %+v", err, got)
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	path := begun(t, "x.csv", 10)
	j := job(path, until(rows(3), nil))
	j.Restart, j.Header.Filter = true, "another"
	got, err := importer.Run(t.Context(), j)
	if err != nil || got.Before != 0 || got.Written != 3 || len(read(t, path)) >= 100 {
		t.Errorf("error %v, report %+v, file %q", err, got, read(t, path))
	}
}

func TestPartIsGone(t *testing.T) {
	t.Parallel()
	path := begun(t, "x.jsonl", 10)
	if err := os.Remove(path + ".part"); err != nil {
		t.Fatal(err)
	}
	got, err := importer.Run(t.Context(), job(path, until(rows(10), nil)))
	if err != nil || got.Before != 0 || len(uids(t, path)) != 10 {
		t.Errorf("error %v, report %+v", err, got)
	}
}

func TestBusy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.jsonl")
	j := job(path, nil)
	j.Search = func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		second := job(path, until(rows(1), nil))
		second.Restart = true
		if _, err := importer.Run(ctx, second); !errors.Is(err, importer.ErrBusy) {
			t.Errorf("second import: error %v, want %v", err, importer.ErrBusy)
		}
		return shared.NewResults(until(rows(5), nil), nil, nil), nil
	}
	if _, err := importer.Run(t.Context(), j); err != nil || len(uids(t, path)) != 5 {
		t.Errorf("first import: error %v", err)
	}
	if _, err := importer.Run(t.Context(), job(path, until(rows(2), nil))); err != nil || len(uids(t, path)) != 2 {
		t.Errorf("third import: error %v", err)
	}
}
