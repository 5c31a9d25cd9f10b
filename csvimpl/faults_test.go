package csvimpl_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// TestFileFaults looks at what a search, a get, a write and a test say of a file
// that is wrong.
func TestFileFaults(t *testing.T) {
	t.Parallel()
	wide := strings.Repeat("x,", 1000)
	tests := map[string]struct {
		content string
		config  []string
		kind    shared.ErrorKind
		text    string
		rows    int // good rows before the fault
	}{
		"empty":            {"", nil, shared.ErrPreconditionFailed, "no header row", 0},
		"no uid column":    {"id,name\n", nil, shared.ErrInvalidConfiguration, `no column "uid"; there are id, name`, 0},
		"declared missing": {"uid\n", []string{"users_columns", "age:int"}, shared.ErrInvalidConfiguration, `no column "age"`, 0},
		"no name column":   {"uid\n", []string{"users_name_column", "n"}, shared.ErrInvalidConfiguration, `no column "n"`, 0},
		"column twice":     {"uid,a,A\n", nil, shared.ErrPreconditionFailed, `columns 2 and 3 are both named "A"`, 0},
		"long s":           {"uid,\u017f,s\n", nil, shared.ErrPreconditionFailed, `columns 2 and 3 are both named "s"`, 0},
		"kelvin":           {"uid,\u212a,k\n", nil, shared.ErrPreconditionFailed, `columns 2 and 3 are both named "k"`, 0},
		"dotted I":         {"uid,i,\u0130\n", nil, shared.ErrPreconditionFailed, "columns 2 and 3 are both named", 0},
		"nameless column":  {"uid,,b\n", nil, shared.ErrPreconditionFailed, `the name of column 2, "", is empty`, 0},
		"control in name":  {"uid,\"a\x1b\"\n", nil, shared.ErrPreconditionFailed, `"a\x1b"`, 0},
		"too wide":         {"uid," + wide + "\n", nil, shared.ErrPreconditionFailed, "more than 1000 columns", 0},
		"ragged":           {"uid,name\n1,a\n2\n", nil, shared.ErrPreconditionFailed, "line 3: the row has 1 cells, and the header 2", 1},
		"line in quotes":   {"uid,name\n1,\"a\nb\"\n2\n", nil, shared.ErrPreconditionFailed, "line 4: the row has 1 cells", 1},
		"open quote":       {"uid,name\n1,a\n2,\"b\n", nil, shared.ErrPreconditionFailed, "line 3: the row opens a quotation mark", 1},
		"text behind":      {"uid,name\n1,\"a\"b\n", nil, shared.ErrPreconditionFailed, "line 2: the row has text behind the closing", 0},
		"empty uid":        {"uid,name\n1,a\n,b\n", nil, shared.ErrPreconditionFailed, `line 3: the cell of "uid" is empty`, 1},
		"long uid":         {"uid,name\n" + strings.Repeat("u", 1025) + ",b\n", nil, shared.ErrPreconditionFailed, "longer than 1024 bytes", 0},
		"duplicate uid":    {"uid,name\n1,a\n2,b\n1,c\n", nil, shared.ErrPreconditionFailed, `line 4: the uid "1" stands in line 2`, 2},
		"not text":         {"uid,name\n1,a\n2,\xff\n", nil, shared.ErrPreconditionFailed, "line 3: the row is not text in utf-8; set encoding to that of the file: utf-8, utf-16le, utf-16be, iso-8859-1, windows-1252", 1},
		"no such byte":     {"uid,name\n1,\x81\n", []string{"encoding", "windows-1252"}, shared.ErrPreconditionFailed, "not text in windows-1252", 0},
		"half a character": {"\xff\xfeu\x00i\x00d\x00\n\x00\x00\xd8\n\x00", nil, shared.ErrPreconditionFailed, "not text in utf-16le; the byte order mark of the file says utf-16le", 0},
		"bad value": {
			"uid,name,age\n1,a,1\n2,b,\x1bx\n",
			[]string{"users_columns", "age:int"},
			shared.ErrPreconditionFailed,
			`line 3: column "age": "\x1bx" is not a whole number`, 1,
		},
		"long value": {
			"uid,name,age\n1,a," + strings.Repeat("x", 9000) + "\n",
			[]string{"users_columns", "age:int"},
			shared.ErrPreconditionFailed,
			"a text of 9000 bytes is not of type int", 0,
		},
		"year 0": {
			"uid,name,at\n1,a,2026-01-31T08:00:00Z\n2,b,0000-06-01T00:00:00Z\n",
			[]string{"users_columns", "at:time"},
			shared.ErrPreconditionFailed,
			`line 3: column "at":`, 1,
		},
		"year 0 in UTC": {
			"uid,name,at\n1,a,0001-01-01T00:00:00+01:00\n",
			[]string{"users_columns", "at:time"},
			shared.ErrPreconditionFailed,
			`line 2: column "at":`, 0,
		},
		"year 10000 in UTC": {
			"uid,name,at\n1,a,9999-12-31T23:59:59-01:00\n",
			[]string{"users_columns", "at:time"},
			shared.ErrPreconditionFailed,
			`line 2: column "at":`, 0,
		},
		"long row": {"uid,name\n1,a\n2,\"" + strings.Repeat("x", 9<<20) + "\"\n", nil, shared.ErrTooLarge, "line 3: the row is longer than 8 MiB", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, tt.content)
			conn := open(t, append([]string{"users_file", path}, tt.config...)...)
			rows, _, err := search(t, conn, &shared.Query{})
			check := func(op string, err error) {
				t.Helper()
				if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) || !strings.Contains(err.Error(), path) {
					t.Errorf("%s: %.500v\nwant %v: %s", op, err, tt.kind, tt.text)
				}
				if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' }) {
					t.Errorf("%s: control characters in %q", op, err.Error())
				}
			}
			check("search", err)
			if len(rows) != tt.rows {
				t.Errorf("%d good rows, want %d", len(rows), tt.rows)
			}
			report, err := conn.Test(t.Context(), nil)
			if err == nil {
				if len(report.Classes[0].Problems) == 0 {
					t.Fatal("test finds no problem")
				}
				err = report.Classes[0].Problems[0].Error
			}
			check("test", err)
			if read(t, path) != tt.content {
				t.Error("the file has changed")
			}
		})
	}
}

func TestTestReportsAllFaults(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("uid,name,age\n1,a,x\n,b,1\n1,c,2\n4,,y\n5,e\n")
	for i := range 30 {
		fmt.Fprintf(&b, "x%d,n%d,z\n", i, i)
	}
	path := write(t, b.String())
	groups := filepath.Join(filepath.Dir(path), "groups.csv")
	if err := os.WriteFile(groups, []byte("uid\n1\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conn := open(t, "users_file", path, "users_columns", "age:int", "groups_file", groups)
	report, err := conn.Test(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	users := report.Classes[0].Problems
	if len(users) != 20 || len(report.Classes[1].Problems) != 1 {
		t.Fatalf("%d and %d problems", len(users), len(report.Classes[1].Problems))
	}
	for i, want := range []string{"line 2: column", "line 3: the cell", "line 4: the uid", "line 5: the cell", "line 5: column", "line 6: the row has 2", "line 7: column"} {
		if got := users[i].Error.Error(); !strings.Contains(got, want) {
			t.Errorf("problem %d is %s, want %s", i, got, want)
		}
	}
}

func TestWritesRefuseAmbiguousFiles(t *testing.T) {
	t.Parallel()
	content := "uid,name\n1,a\n2,b\n1,c\n"
	path := write(t, content)
	conn := open(t, "users_file", path)
	_, err := update(t, conn, "1", shared.ReplaceDelta("name", shared.StringValue("z")))
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("update: %v", err)
	}
	if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "User", UID: "1"}); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("delete: %v", err)
	}
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", UID: "1"}); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("get: %v", err)
	}
	if read(t, path) != content {
		t.Error("the file has changed")
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 2 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestValuesThatCannotBeKept(t *testing.T) {
	t.Parallel()
	conn := open(t, "users_file", write(t, "uid,name,tags,must\n1,a,,x\n"), "users_columns", "tags:string:multi\nmust:string:required")
	for name, d := range map[string]shared.AttributeDelta{
		"empty text among several": shared.ReplaceDelta("tags", shared.StringValue(""), shared.StringValue("b")),
		"empty name":               shared.ReplaceDelta("name", shared.StringValue("")),
		"empty required":           shared.ReplaceDelta("must", shared.StringValue("")),
		"long name, 1024 bytes":    shared.ReplaceDelta("name", shared.StringValue(strings.Repeat("n", 1025))),
	} {
		_, bytes, _ := strings.Cut(name, ", ")
		if _, err := update(t, conn, "1", d); !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), bytes) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := update(t, conn, "1", shared.ReplaceDelta("tags", shared.StringValue(strings.Repeat("x", 9<<20)))); !errors.Is(err, shared.ErrTooLarge) {
		t.Errorf("long row: %v", err)
	}
}

func TestColumnsThatChange(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name\n1,a\n")
	conn := open(t, "users_file", path)
	if got, _ := uids(t, conn, &shared.Query{}); len(got) != 1 {
		t.Fatal(got)
	}
	if err := os.WriteFile(path, []byte("name,uid\nb,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := get(t, conn, "1", "name"); got.String() != "b" {
		t.Errorf("after reordering: %v", got)
	}
	if err := os.WriteFile(path, []byte("name,uid,x\nb,1,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := search(t, conn, &shared.Query{}); !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(err.Error(), "connect again") {
		t.Errorf("after adding a column: %v", err)
	}
}
