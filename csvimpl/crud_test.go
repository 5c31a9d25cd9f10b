package csvimpl_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func TestCreateReadUpdateDelete(t *testing.T) {
	t.Parallel()
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			users := write(t, "uid,name,age,tags,note\r\n1,ada,36,a;b,\"says \"\"hi\"\"\"\r\n\r\n2,grace,,,plain\r\n")
			groups := filepath.Join(filepath.Dir(users), "groups.csv")
			if err := os.WriteFile(groups, []byte("uid,name,members\ng1,Staff,1;2\n"), 0o640); err != nil {
				t.Fatal(err)
			}
			conn := connect(t, "users_file", users, "users_columns", "age:int\ntags:string:multi",
				"groups_file", groups, "groups_columns", "members:reference User:multi")
			tellStory(t, conn, users, groups)
		})
	}
}

// tellStory is the life of a few objects, the same over every transport.
func tellStory(t *testing.T, conn shared.FullConnection, users, groups string) {
	t.Helper()
	if got := get(t, conn, "1", "age"); !got.Equal(shared.NewValues(shared.IntValue(36))) {
		t.Errorf("age = %v", got)
	}
	if got := get(t, conn, "1", "note"); got.String() != `says "hi"` {
		t.Errorf("note = %v", got)
	}
	made, err := create(t, conn, text("name", "Ken"), shared.NewAttribute("tags", shared.StringValue("x;y"), shared.StringValue(`back\slash`)))
	if err != nil || len(made.UID) != 32 || made.Name != "Ken" || made.Outcome != shared.OutcomeCreated {
		t.Fatalf("create: %+v, %v", made, err)
	}
	if _, err := create(t, conn, text("name", "KEN")); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("second create: %v", err)
	}
	if _, err := create(t, conn, text("name", "other"), text("uid", "1")); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("create with a uid in use: %v", err)
	}
	if got := get(t, conn, made.UID, "tags"); !got.Equal(shared.Strings("x;y", `back\slash`)) {
		t.Errorf("tags = %v", got)
	}
	deltas := []shared.AttributeDelta{
		shared.AddDelta("tags", shared.StringValue("c")), shared.ReplaceDelta("name", shared.StringValue("ada l, \"x\"")),
	}
	for i, want := range []shared.Outcome{shared.OutcomeUpdated, shared.OutcomeAlreadyDone} {
		if got, err := update(t, conn, "1", deltas...); err != nil || got.Outcome != want || got.Name != "ada l, \"x\"" {
			t.Errorf("update %d: %+v, %v", i, got, err)
		}
	}
	if _, err := update(t, conn, "2", shared.ReplaceDelta("name", shared.StringValue("ken"))); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("renaming to a name in use: %v", err)
	}
	for _, want := range []error{nil, shared.ErrNotFound} {
		if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "User", UID: "2"}); !errors.Is(err, want) {
			t.Errorf("delete: %v, want %v", err, want)
		}
	}
	want := "uid,name,age,tags,note\r\n1,\"ada l, \"\"x\"\"\",36,a;b;c,\"says \"\"hi\"\"\"\r\n\r\n" + made.UID + ",Ken,,x\\;y;back\\\\slash,\r\n"
	if diff := cmp.Diff(want, read(t, users)); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
	_, err = conn.Update(t.Context(), &shared.UpdateRequest{Class: "Group", UID: "g1", Deltas: []shared.AttributeDelta{
		{Name: "members", Add: shared.Strings("name:ken"), Remove: shared.Strings("2")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("uid,name,members\ng1,Staff,1;"+made.UID+"\n", read(t, groups)); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	_, err = conn.Update(t.Context(), &shared.UpdateRequest{Class: "Group", UID: "g1", Deltas: []shared.AttributeDelta{
		shared.AddDelta("members", shared.StringValue("nobody")),
	}})
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("reference to nobody: %v", err)
	}
	report, err := conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || !report.OK() || len(report.Classes) != 2 {
		t.Errorf("test: %+v, %v", report, err)
	}
}

func TestFilesKeepTheirForm(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config       []string
		before, want string
	}{
		"byte order mark":         {nil, "\ufeffuid,name\n1,a\n", "\ufeffuid,name\n1,é\n"},
		"no line ending at end":   {nil, "uid,name\n1,a", "uid,name\n1,é"},
		"all quoted":              {nil, "\"uid\",\"name\"\n\"1\",\"a\"\n", "\"uid\",\"name\"\n\"1\",\"é\"\n"},
		"unknown column in front": {nil, "x y,uid,\"name\"\n \"q,1,a\n", "x y,uid,\"name\"\n \"q,1,é\n"},
		"tab":                     {[]string{"delimiter", "tab"}, "uid\tname\n1\ta,b\n", "uid\tname\n1\té\n"},
		"latin 1":                 {[]string{"encoding", "iso-8859-1"}, "uid,name\n1,\xe4\n", "uid,name\n1,\xe9\n"},
		"windows":                 {[]string{"encoding", "windows-1252"}, "uid,name,e\n1,a,\x80\n", "uid,name,e\n1,\xe9,\x80\n"},
		"utf-16le": {
			nil, "\xff\xfeu\x00i\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x001\x00,\x00a\x00\n\x00",
			"\xff\xfeu\x00i\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x001\x00,\x00\xe9\x00\n\x00",
		},
		"utf-16be without mark": {
			[]string{"encoding", "utf-16be"},
			"\x00u\x00i\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x001\x00,\x00a\x00\n",
			"\x00u\x00i\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x001\x00,\x00\xe9\x00\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, tt.before)
			conn := open(t, append([]string{"users_file", path}, tt.config...)...)
			if _, err := update(t, conn, "1", shared.ReplaceDelta("name", shared.StringValue("é"))); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, read(t, path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := get(t, conn, "1", "name"); got.String() != "é" {
				t.Errorf("name = %v", got)
			}
			if _, err := create(t, conn, text("uid", "2"), text("name", "z")); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "User", UID: "2"}); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimRight(read(t, path), "\n\x00"); got != strings.TrimRight(tt.want, "\n\x00") {
				t.Errorf("after create and delete: %q", got)
			}
		})
	}
}

func TestEveryByteOfSingleByteEncodings(t *testing.T) {
	t.Parallel()
	// The bytes that Windows-1252 gives no meaning to.
	for encoding, without := range map[string]string{"iso-8859-1": "", "windows-1252": "\x81\x8d\x8f\x90\x9d"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			var all []byte
			for b := 1; b < 256; b++ {
				if b != '\n' && b != '"' && b != ',' && b != '\r' && strings.IndexByte(without, byte(b)) < 0 {
					all = append(all, byte(b))
				}
			}
			before := "uid,name,x\n1,a," + string(all) + "\n"
			path := write(t, before)
			conn := open(t, "users_file", path, "encoding", encoding)
			if _, err := update(t, conn, "1", shared.ReplaceDelta("name", shared.StringValue("b"))); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != strings.Replace(before, ",a,", ",b,", 1) {
				t.Errorf("%q", got)
			}
			if _, err := update(t, conn, "1", shared.ReplaceDelta("name", shared.StringValue("漢"))); !errors.Is(err, shared.ErrInvalidAttributeValue) {
				t.Errorf("a character that the encoding lacks: %v", err)
			}
		})
	}
}

func TestLinksModesAndMissingFiles(t *testing.T) {
	t.Parallel()
	file := write(t, "uid,name\n")
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	conn := open(t, "users_file", link)
	if _, err := create(t, conn, text("uid", "1"), text("name", "a")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 || read(t, file) != "uid,name\n1,a\n" {
		t.Errorf("mode %v, content %q", info.Mode(), read(t, file))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}

	missing := filepath.Join(t.TempDir(), "new.csv")
	conn = open(t, "users_file", missing)
	if _, err := conn.Schema(t.Context()); !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(err.Error(), "create_files") {
		t.Errorf("missing file: %v", err)
	}
	conn = open(t, "users_file", missing, "create_files", "true", "users_columns", "age:int", "users_name_column", "login")
	if report, err := conn.Test(t.Context(), nil); err != nil || !report.OK() {
		t.Errorf("test before the file is made: %+v, %v", report, err)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("test has made the file")
	}
	if _, err := create(t, conn, text("uid", "1"), text("login", "a")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, missing); got != "uid,login,age\n1,a,\n" {
		t.Errorf("%q", got)
	}
}
