package syncer_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/syncer"
	"github.com/igaplugin/igaplugin/shared"
)

var errBroken = errors.New("broken")

func twoChanges() []*shared.Change {
	return []*shared.Change{
		{Kind: shared.ChangeUpsert, Object: shared.NewObject("User", "u1", "ann").Build()},
		{Kind: shared.ChangeDelete, Object: shared.NewObject("User", "u2", "bob").Build()},
	}
}

// The order of a sync: the token goes to the connector, the changes out, are
// flushed, then the new token is asked for; it is in force after the commit alone.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "t")
	o := syncer.Options{Header: header()}
	for i, step := range []struct{ asked, next string }{{absent, "one"}, {"one", ""}, {"", "three"}} {
		f, err := syncer.Open(path, o)
		if err != nil {
			t.Fatal(err)
		}
		rows, flushed := &sink{}, false
		s := &target{changes: twoChanges()}
		s.token = func(w io.Writer) error {
			if !flushed {
				t.Error("the token was asked for before the changes were flushed")
			}
			return writes(step.next)(w)
		}
		j := job(f, s, rows)
		j.Flush = func() error { flushed = true; return nil }
		report, err := syncer.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		want := syncer.Report{Upserts: 1, Deletes: 1, TokenBytes: int64(len(step.next))}
		if diff := cmp.Diff(want, report); diff != "" || s.asked != step.asked || rows.String() != "upsert u1\ndelete u2\n" {
			t.Errorf("step %d: asked with %q, wrote %q, report (-want +got):\n%s", i, s.asked, rows, diff)
		}
		if err := errors.Join(f.Commit(), f.Close()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"t"}, names(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}

// Whatever fails, the old token stays, byte by byte, and nothing is left behind.
func TestFailureKeepsTheToken(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(s *target, rows *sink, j *syncer.Job){
		"among the changes": func(s *target, _ *sink, _ *syncer.Job) { s.err = errBroken },
		"writing a change":  func(_ *target, rows *sink, _ *syncer.Job) { rows.fail = errBroken },
		"ending the rows":   func(_ *target, rows *sink, _ *syncer.Job) { rows.failClose = errBroken },
		"flushing":          func(_ *target, _ *sink, j *syncer.Job) { j.Flush = func() error { return errBroken } },
		"half of the token": func(s *target, _ *sink, _ *syncer.Job) {
			s.token = func(w io.Writer) error { return errors.Join(writes("hal")(w), errBroken) }
		},
		"no commit": func(*target, *sink, *syncer.Job) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "t")
			o := syncer.Options{Header: header()}
			put(t, path, o, "old")
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := syncer.Open(path, o)
			if err != nil {
				t.Fatal(err)
			}
			s, rows := &target{changes: twoChanges(), token: writes("new")}, &sink{}
			j := job(f, s, rows)
			spoil(s, rows, &j)
			_, err = syncer.Run(t.Context(), j)
			if name != "no commit" && !errors.Is(err, errBroken) {
				t.Errorf("error %v", err)
			}
			if err != nil && f.Commit() == nil {
				t.Error("a token that is not complete was committed")
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
			after, err := os.ReadFile(path)
			if diff := cmp.Diff(string(before), string(after)); diff != "" || err != nil {
				t.Errorf("%v, token file (-before +after):\n%s", err, diff)
			}
			if diff := cmp.Diff([]string{"t"}, names(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "t")
	put(t, path, syncer.Options{Header: header()}, "old")
	f, err := syncer.Open(path, syncer.Options{Header: header(), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"t"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	s := &target{changes: twoChanges(), token: func(io.Writer) error {
		t.Error("a token was asked for")
		return nil
	}}
	j := job(f, s, &sink{})
	j.Keep = true
	if report, err := syncer.Run(t.Context(), j); err != nil || report.Changes() != 2 || s.asked != "old" {
		t.Errorf("%+v, %v, asked with %q", report, err, s.asked)
	}
	if _, err := f.Stage(writes("new")); err == nil {
		t.Error("a file that is only read took a token")
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

func TestBusy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "t")
	o := syncer.Options{Header: header()}
	f := stage(t, path, o, "new")
	if _, err := syncer.Open(path, o); !errors.Is(err, syncer.ErrBusy) {
		t.Errorf("error %v", err)
	}
	// The second one has not taken the lock away.
	if _, err := syncer.Open(path, o); !errors.Is(err, syncer.ErrBusy) {
		t.Errorf("error %v", err)
	}
	if err := errors.Join(f.Commit(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if token, _, err := tokenOf(path, o); token != "new" || err != nil {
		t.Errorf("%q, %v", token, err)
	}
}
