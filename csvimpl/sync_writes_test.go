package csvimpl_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// TestSyncWhileOthersWrite is about programs that write in place and keep size
// and time of the file, as rsync --inplace --times does.
func TestSyncWhileOthersWrite(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		incremental bool
		after       int // changes that were read before the write
	}{"before the token": {false, 2}, "before the token of a second sync": {true, 2}, "before the changes of a second sync": {true, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "uid,name\n1,aaa\n2,bbb\n")
			conn := open(t, "users_file", path)
			req := &shared.SyncRequest{Class: "User"}
			if tt.incremental {
				_, token, err := changesOf(t, conn, &shared.SyncRequest{})
				if err != nil {
					t.Fatal(err)
				}
				req.Token = bytes.NewReader(token)
				if err := os.WriteFile(path, []byte("uid,name\n1,aab\n2,bbc\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			changes, err := conn.Sync(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if tt.after == 0 {
				keepTime(t, path, "uid,name\n1,aab\n2,zzz\n")
			}
			for _, err = range changes.All() {
				if err != nil {
					break
				}
			}
			if tt.after > 0 && err == nil {
				keepTime(t, path, "uid,name\n1,aaa\n2,zzz\n")
				err = changes.WriteToken(io.Discard)
			}
			if !errors.Is(err, shared.ErrConflict) {
				t.Errorf("a change that nobody is told of: %v", err)
			}
		})
	}
}

// keepTime writes to a file, which keeps its time.
func keepTime(t testing.TB, path, content string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || info.Size() != int64(len(content)) {
		t.Fatal(info, err)
	}
	if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
}
