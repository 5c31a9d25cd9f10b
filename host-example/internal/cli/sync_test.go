package cli_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/cli"
	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

// changed yields an upsert and a delete, and then an error, if there is one.
func changed(err error) iter.Seq2[*shared.Change, error] {
	ann := shared.NewObject("User", "u1", "ann@example.com").SetString("id", "u1").SetString("email", "ann@example.com").Build()
	return func(yield func(*shared.Change, error) bool) {
		if yield(&shared.Change{Kind: shared.ChangeUpsert, Object: ann}, nil) &&
			yield(&shared.Change{Kind: shared.ChangeDelete, Object: shared.NewObject("User", "u2", "bob@example.com").Build()}, nil) && err != nil {
			yield(nil, err)
		}
	}
}

// nothing yields no change.
func nothing(func(*shared.Change, error) bool) {}

// newToken writes a token.
func newToken(w io.Writer) error {
	_, err := io.WriteString(w, "new")
	return err
}

func TestSync(t *testing.T) {
	t.Parallel()
	first := "first sync: every User is told as changed\n"
	tests := map[string]struct {
		fake           *fake
		args           []string
		code           int
		stdout, stderr string
		written        bool
	}{
		"csv": {
			&fake{changes: changed(nil), token: newToken, page: shared.Page{Stats: shared.OperationStats{Requests: 3}}},
			[]string{"-o", "csv", "--attrs", "seat"},
			0, "change,id,email,seat\nupsert,u1,ann@example.com,\ndelete,u2,bob@example.com,\n",
			first + "1 created or updated, 1 deleted, 3 requests\ntoken written to FILE\n", true,
		},
		"jsonl": {
			&fake{changes: changed(nil), token: newToken},
			[]string{"-q"},
			0, `{"change":"upsert","class":"User","uid":"u1","name":"ann@example.com","attributes":{"id":"u1","email":"ann@example.com"}}` + "\n" +
				`{"change":"delete","class":"User","uid":"u2","name":"bob@example.com"}` + "\n",
			"", true,
		},
		"kept": {
			&fake{changes: changed(nil)},
			[]string{"-o", "table", "--attrs", "id", "--keep-token"},
			0, "change  id  email\nupsert  u1  ann@example.com\ndelete  u2  bob@example.com\n",
			first + "1 created or updated, 1 deleted\nno token written: the next sync tells the same changes again\n", false,
		},
		"from now": {
			&fake{changes: nothing, token: newToken},
			[]string{"--from-now"},
			0, "",
			"no changes are told; the next sync tells those from now on\ntoken written to FILE\n", true,
		},
		"no rows as JSON": {&fake{changes: nothing, token: newToken}, []string{"-q", "-o", "json"}, 0, "[]\n", "", true},
		"fails after changes": {
			&fake{changes: changed(shared.NewError(shared.ErrUnauthenticated, "no")), token: newToken},
			[]string{"-q", "-o", "csv", "--attrs", "id"},
			1, "change,id,email\nupsert,u1,ann@example.com\ndelete,u2,bob@example.com\n",
			"igahost: after 1 created or updated, 1 deleted: unauthenticated: no; no token was written: the next sync tells them again; " +
				"check the credentials in the configuration\n", false,
		},
		"token fails": {
			&fake{changes: changed(nil), token: func(io.Writer) error { return shared.NewError(shared.ErrTimeout, "slow") }},
			[]string{"-q", "-o", "csv", "--attrs", "id"},
			1, "change,id,email\nupsert,u1,ann@example.com\ndelete,u2,bob@example.com\n",
			"igahost: after 1 created or updated, 1 deleted: the new token: timeout: slow; no token was written: the next sync tells them again; " +
				"raise --timeout if the target is slow\n", false,
		},
		"expired": {
			&fake{err: shared.NewError(shared.ErrSyncTokenExpired, "too old")},
			[]string{"-q"},
			1, "",
			"igahost: sync token expired: too old; --reset begins anew: every object is then told as changed, and no deletion since the last sync\n", false,
		},
		"no attribute": {&fake{}, []string{"-q", "--attrs", "@none"}, 2, "", "igahost: unknown attribute set \"@none\"; there are @list, @default and @all\n", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "FILE")
			got := run(t.Context(), t, tc.fake, nil, append([]string{"sync", "user", "--token-file", path}, tc.args...)...)
			got.stderr = strings.ReplaceAll(got.stderr, path, "FILE")
			if diff := cmp.Diff(outcome{tc.code, tc.stdout, tc.stderr}, got, cmp.AllowUnexported(outcome{})); diff != "" {
				t.Error(diff)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) > 1 || (len(entries) == 1) != tc.written {
				t.Errorf("%v, files %v, want a token: %t", err, entries, tc.written)
			}
		})
	}
}

// TestSyncIsInterrupted keeps the token, wherever the interrupt comes, and the exit
// code says that nothing was done.
func TestSyncIsInterrupted(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]func(f *fake, cancel func()){
		"among the changes": func(f *fake, cancel func()) {
			all := f.changes
			f.changes = func(yield func(*shared.Change, error) bool) {
				for c, err := range all {
					if !yield(c, err) {
						return
					}
					cancel()
				}
			}
		},
		"with the token": func(f *fake, cancel func()) {
			f.token = func(w io.Writer) error {
				cancel()
				return newToken(w)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			f := &fake{changes: changed(nil), token: newToken}
			when(f, cancel)
			got := run(ctx, t, f, nil, "-q", "sync", "User", "--token-file", filepath.Join(dir, "t"))
			if got.code != 130 || !strings.HasPrefix(got.stderr, "igahost: interrupted after 1 created or updated, ") ||
				!strings.HasSuffix(got.stderr, "no token was written: the next sync tells them again\n") {
				t.Errorf("code %d: %s", got.code, got.stderr)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
				t.Errorf("%v, files %v", err, entries)
			}
		})
	}
}

// What the connector is asked for: no token at first, then the one in the file, and
// the present moment only with --from-now.
func TestSyncAsks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "t")
	for i, step := range []struct {
		args        []string
		token, last bool
	}{
		{[]string{"--from-now"}, false, true},
		{[]string{"--attrs", "SEAT,id"}, true, false},
		{[]string{"--reset"}, false, false},
		{[]string{"--keep-token"}, true, false},
	} {
		f := &fake{changes: nothing, token: newToken}
		if got := run(t.Context(), t, f, nil, append([]string{"sync", "User", "--token-file", path}, step.args...)...); got.code != 0 {
			t.Fatalf("step %d: code %d: %s", i, got.code, got.stderr)
		}
		if f.synced.Class != "User" || (f.synced.Token != nil) != step.token || f.synced.LatestTokenOnly != step.last {
			t.Errorf("step %d: asked for %+v", i, f.synced)
		}
		if i == 1 && !cmp.Equal(f.synced.Attributes, []string{"seat", "id"}) {
			t.Errorf("attributes %v", f.synced.Attributes)
		}
	}
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestSyncOutputFails: changes that were not written must come again.
func TestSyncOutputFails(t *testing.T) {
	t.Parallel()
	for _, format := range output.Formats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "t")
			var stdout, stderr bytes.Buffer
			env := (&world{}).environment(&fake{changes: changed(nil), token: newToken}, &stdout, &stderr)
			env.Stdout = fullDisk{}
			code := cli.Run(t.Context(), []string{"-o", format, "--plugin", "fake", "sync", "User", "--token-file", path}, env)
			if _, err := os.Lstat(path); code != 1 || err == nil {
				t.Errorf("code %d, %v: %s", code, err, stderr.String())
			}
		})
	}
}
