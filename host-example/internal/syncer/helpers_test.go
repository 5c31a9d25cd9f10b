package syncer_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"os"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/host-example/internal/syncer"
	"github.com/igaplugin/igaplugin/shared"
)

// header is of the sync in most tests.
func header() syncer.Header {
	return syncer.Header{Connector: "fake", Class: "User", Configuration: map[string]string{"a": "1", "b": "2"}}
}

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// stage opens a token file and stages a token, without closing it.
func stage(t failer, path string, o syncer.Options, token string) *syncer.File {
	t.Helper()
	f, err := syncer.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Stage(writes(token)); err != nil {
		t.Fatal(err)
	}
	return f
}

// put makes a token file.
func put(t failer, path string, o syncer.Options, token string) {
	t.Helper()
	f := stage(t, path, o, token)
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// writes is a token of a connector.
func writes(token string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, token)
		return err
	}
}

// tokenOf opens a token file and returns its token.
func tokenOf(path string, o syncer.Options) (token string, first bool, err error) {
	f, err := syncer.Open(path, o)
	if err != nil {
		return "", false, err
	}
	if f.First() {
		return "", true, f.Close()
	}
	raw, err := io.ReadAll(f.Token())
	if err != nil {
		return "", false, err
	}
	return string(raw), false, f.Close()
}

// names are those of the files in a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// target has changes, and a token that is the number of them.
type target struct {
	changes []*shared.Change
	err     error // after the changes
	token   func(io.Writer) error
	// asked is the token that arrived; absent without one.
	asked string
}

const absent = "(no token)"

func (s *target) sync(_ context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	s.asked = absent
	if req.Token != nil {
		raw, err := io.ReadAll(req.Token)
		if err != nil {
			return nil, err
		}
		s.asked = string(raw)
	}
	var seq iter.Seq2[*shared.Change, error] = func(yield func(*shared.Change, error) bool) {
		for _, c := range s.changes {
			if !yield(c, nil) {
				return
			}
		}
		if s.err != nil {
			yield(nil, s.err)
		}
	}
	return shared.NewChanges(seq, s.token, nil, nil), nil
}

// sink takes changes; it fails where a test says so.
type sink struct {
	bytes.Buffer
	fail, failClose error
	aborted         bool
}

func (s *sink) Write(c *shared.Change) error {
	if s.fail != nil {
		return s.fail
	}
	s.WriteString(c.Kind.String() + " " + c.Object.UID() + "\n")
	return nil
}

func (s *sink) Close() error { return s.failClose }

func (s *sink) Abort() error {
	s.aborted = true
	return nil
}

// job is a sync of a target.
func job(f *syncer.File, s *target, rows *sink) syncer.Job {
	return syncer.Job{
		File: f, Request: shared.SyncRequest{Class: "User"}, Sync: s.sync, Rows: rows,
		Flush: func() error { return nil }, Meter: &progress.Meter{},
	}
}
