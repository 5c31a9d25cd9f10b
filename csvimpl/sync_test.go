package csvimpl_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// changesOf runs a sync and returns what it tells, and the next token.
func changesOf(t testing.TB, conn shared.FullConnection, req *shared.SyncRequest) (changes []string, token []byte, err error) {
	t.Helper()
	req.Class = "User"
	answer, err := conn.Sync(t.Context(), req)
	if err != nil {
		return nil, nil, err
	}
	for ch, err := range answer.All() {
		if err != nil {
			return changes, nil, err
		}
		changes = append(changes, ch.Kind.String()+" "+ch.Object.UID())
	}
	var out bytes.Buffer
	err = answer.WriteToken(&out)
	return changes, out.Bytes(), err
}

func TestSync(t *testing.T) {
	t.Parallel()
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "uid,name\n1,a\n2,b\n3,c\n")
			conn := connect(t, "users_file", path)
			var token []byte
			step := func(what, content string, want ...string) {
				t.Helper()
				if content != "" {
					if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				req := &shared.SyncRequest{}
				if token != nil {
					req.Token = bytes.NewReader(token)
				}
				got, next, err := changesOf(t, conn, req)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", what, diff)
				}
				token = next
			}
			step("first", "", "upsert 1", "upsert 2", "upsert 3")
			step("nothing", "")
			step("new quotes, order of rows and columns", "\"name\",uid\r\n\"c\",3\r\na,1\r\nb,2\r\n")
			step("each kind", "uid,name\n4,d\n3,cc\n1,a\n", "delete 2", "upsert 4", "upsert 3")
			step("all gone", "uid,name\n", "delete 4", "delete 3", "delete 1")
		})
	}
}

func TestSyncTokens(t *testing.T) {
	t.Parallel()
	path := write(t, people(5000))
	conn := open(t, "users_file", path)
	changes, good, err := changesOf(t, conn, &shared.SyncRequest{LatestTokenOnly: true})
	if err != nil || len(changes) != 0 {
		t.Fatalf("latest token: %v, %v", changes, err)
	}
	if got, again, err := changesOf(t, conn, &shared.SyncRequest{Token: bytes.NewReader(good)}); err != nil || got != nil || !bytes.Equal(again, good) {
		t.Fatalf("%v, %v", got, err)
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)-100] ^= 1
	older := bytes.Replace(good, []byte("igacsv2"), []byte("igacsv1"), 1)
	tests := map[string][]byte{
		"empty": {}, "garbage": []byte("garbage that is long enough to be the head of a token, or not"),
		"cut off": good[:len(good)-1], "cut between chunks": good[:40], "longer": append(bytes.Clone(good), 0), "one bit": flipped,
		"older version": older,
	}
	for name, token := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := changesOf(t, conn, &shared.SyncRequest{Token: bytes.NewReader(token)})
			if !errors.Is(err, shared.ErrSyncTokenExpired) || got != nil {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	other, here := write(t, people(10)), filepath.Join("testdata", "relative.csv")
	for name, tt := range map[string]struct {
		config []string
		want   string
	}{
		"another file":       {[]string{"users_file", other}, "it is of the file " + strconv.Quote(path) + ", and users_file is " + strconv.Quote(other) + ";"},
		"a relative path":    {[]string{"users_file", here}, "relative.csv\" (a relative path, which starts at the working folder"},
		"another uid column": {[]string{"users_file", path, "users_uid_column", "name"}, `users_uid_column was "uid" and is "name"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := changesOf(t, open(t, tt.config...), &shared.SyncRequest{Token: bytes.NewReader(good)})
			if !errors.Is(err, shared.ErrSyncTokenExpired) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	if per := len(good) / 5000; per > 24 || strings.Contains(string(good), "name") {
		t.Errorf("%d bytes a row", per)
	}
}

func TestSyncOfFaultyFile(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name\n1,a\n2,b\n")
	conn := open(t, "users_file", path)
	_, token, err := changesOf(t, conn, &shared.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("uid,name\n1,a\n1,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _, err := changesOf(t, conn, &shared.SyncRequest{Token: bytes.NewReader(token)})
	if !errors.Is(err, shared.ErrPreconditionFailed) || got != nil {
		t.Errorf("a file with a fault must not look like one with deletions: %v, %v", got, err)
	}
}

func TestTokenOfAnotherDelimiter(t *testing.T) {
	t.Parallel()
	path := write(t, "uid\n1\n")
	_, token, err := changesOf(t, open(t, "users_file", path), &shared.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = changesOf(t, open(t, "users_file", path, "delimiter", "tab"), &shared.SyncRequest{Token: bytes.NewReader(token)})
	if !errors.Is(err, shared.ErrSyncTokenExpired) || !strings.Contains(err.Error(), `delimiter was "," and is tab; synchronise in full`) {
		t.Errorf("%v", err)
	}
}
