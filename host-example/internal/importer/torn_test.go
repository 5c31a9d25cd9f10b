package importer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
	"github.com/igaplugin/igaplugin/shared"
)

// killed is what an import leaves behind that is killed while it writes, with
// several records, and rows that are in none.
type killed struct{ part, checkpoint string }

// kill copies the files of a running import, as the disk would show them after
// the process has died.
func kill(t *testing.T, file string, n int) killed {
	t.Helper()
	path := filepath.Join(t.TempDir(), file)
	var k killed
	synctest.Test(t, func(t *testing.T) {
		_, err := importer.Run(t.Context(), job(path, slowly(rows(n), func() {
			k = killed{read(t, path+".part"), read(t, path+".checkpoint")}
		})))
		if !errors.Is(err, errBroken) {
			t.Fatalf("error %v", err)
		}
	})
	if lines := strings.Count(k.checkpoint, "\n"); lines != n/2+1 {
		t.Fatalf("%d lines in the checkpoint, want a header and %d records:\n%s", lines, n/2, k.checkpoint)
	}
	return k
}

// resume goes on with what is left, and fails unless the file is then the one
// that an import without a pause would have written.
func resume(t failer, path string, left killed, n int, want string) error {
	t.Helper()
	write(t, path+".part", left.part)
	write(t, path+".checkpoint", left.checkpoint)
	if _, err := importer.Run(background(), job(path, until(rows(n), nil))); err != nil {
		return err
	}
	if diff := cmp.Diff(want, read(t, path)); diff != "" {
		t.Fatalf("part of %d bytes, checkpoint of %d: file (-want +got):\n%s", len(left.part), len(left.checkpoint), diff)
	}
	return nil
}

// complete is the file that an import without a pause writes.
func complete(t *testing.T, file string, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), file)
	if _, err := importer.Run(t.Context(), job(path, until(rows(n), nil))); err != nil {
		t.Fatal(err)
	}
	return read(t, path)
}

// TestTornAnywhere cuts each of the two files at every length that a kill could
// leave, and pairs of lengths at random.
func TestTornAnywhere(t *testing.T) {
	t.Parallel()
	const n = 7
	for _, file := range []string{"x.jsonl", "x.csv"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			k, want := kill(t, file, n), complete(t, file, n)
			header := strings.Index(k.checkpoint, "\n") + 1
			path := filepath.Join(t.TempDir(), file)
			for length := range len(k.part) + 1 {
				if err := resume(t, path, killed{k.part[:length], k.checkpoint}, n, want); err != nil {
					t.Fatalf("part of %d bytes: %v", length, err)
				}
			}
			// The header is on the disk before the first row is.
			for length := range header + 1 {
				if err := resume(t, path, killed{"", k.checkpoint[:length]}, n, want); err != nil {
					t.Fatalf("checkpoint of %d bytes: %v", length, err)
				}
			}
			for length := header; length <= len(k.checkpoint); length++ {
				if err := resume(t, path, killed{k.part, k.checkpoint[:length]}, n, want); err != nil {
					t.Fatalf("checkpoint of %d bytes: %v", length, err)
				}
			}
			rapid.Check(t, func(r *rapid.T) {
				part := rapid.IntRange(0, len(k.part)).Draw(r, "part")
				checkpoint := rapid.IntRange(header, len(k.checkpoint)).Draw(r, "checkpoint")
				if err := resume(r, path, killed{k.part[:part], k.checkpoint[:checkpoint]}, n, want); err != nil {
					r.Fatalf("%v", err)
				}
			})
		})
	}
}

// TestDamagedAnywhere changes single bytes of a checkpoint. The import refuses to
// go on, or it is complete and right.
func TestDamagedAnywhere(t *testing.T) {
	t.Parallel()
	const n = 5
	k, want := kill(t, "x.jsonl", n), complete(t, "x.jsonl", n)
	path := filepath.Join(t.TempDir(), "x.jsonl")
	refused := 0
	for at := range len(k.checkpoint) {
		damaged := []byte(k.checkpoint)
		damaged[at] ^= []byte{0x01, 0x80, ' ' ^ '\n'}[at%3]
		err := resume(t, path, killed{k.part, string(damaged)}, n, want)
		var state *importer.StateError
		var path *importer.PathError // It may be somebody else's file.
		foreign := at < len(`{"igahost_import":`) && errors.As(err, &path)
		if err != nil && !errors.As(err, &state) && !foreign {
			t.Fatalf("byte %d: %v", at, err)
		}
		if err != nil {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no damage was found")
	}
}

// TestManyPauses breaks an import again and again, while the target lists its
// rows in another order every time. Each row is in the file once.
func TestManyPauses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	runs := 0
	rapid.Check(t, func(r *rapid.T) {
		runs++
		path := filepath.Join(dir, fmt.Sprintf("%d.jsonl", runs))
		n := rapid.IntRange(1, 40).Draw(r, "rows")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 39), 0, 5).Draw(r, "pauses")
		seed := rapid.Uint64().Draw(r, "seed")
		shuffled := func() []*shared.Object {
			all := rows(n)
			seed++
			rand.New(rand.NewPCG(seed, 0)).Shuffle(n, func(i, j int) { all[i], all[j] = all[j], all[i] })
			return all
		}
		for _, p := range pauses {
			j := job(path, until(shuffled()[:min(p, n)], errBroken))
			if _, err := importer.Run(background(), j); !errors.Is(err, errBroken) {
				r.Fatalf("error %v", err)
			}
		}
		report, err := importer.Run(background(), job(path, until(shuffled(), nil)))
		if err != nil {
			r.Fatalf("%v", err)
		}
		var want []string
		for _, row := range rows(n) {
			want = append(want, row.UID())
		}
		got := uids(t, path)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("uids (-want +got):\n%s", diff)
		}
		counted := int64(0)
		for _, c := range report.Counts {
			counted += c.Rows
		}
		if report.Rows != int64(n) || counted != int64(n) {
			r.Fatalf("report %+v of %d rows", report, n)
		}
		if err := os.Remove(path); err != nil {
			r.Fatalf("%v", err)
		}
	})
}
