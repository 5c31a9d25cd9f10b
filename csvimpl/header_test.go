package csvimpl_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestFilesInAnotherForm(t *testing.T) {
	t.Parallel()
	utf16 := func(text string, before, after string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			b.WriteString(before + string(rune(c)) + after)
		}
		return b.String()
	}
	const encodings = "set encoding to that of the file: utf-8, utf-16le, utf-16be, iso-8859-1, windows-1252"
	tests := map[string]struct {
		content string
		config  []string
		kind    shared.ErrorKind
		text    string
	}{
		"semicolons":           {"uid;name\n1;a,b\n", nil, shared.ErrInvalidConfiguration, `delimiter: `},
		"semicolons, advice":   {"uid;name\n1;a,b\n", nil, shared.ErrInvalidConfiguration, `set delimiter to ";"`},
		"semicolons in quotes": {"\"uid\";\"na,me\"\n", nil, shared.ErrInvalidConfiguration, `set delimiter to ";"`},
		"tabs":                 {"uid\tname\n", nil, shared.ErrInvalidConfiguration, "set delimiter to tab"},
		"pipes":                {"uid|name;x|y\n", nil, shared.ErrInvalidConfiguration, `set delimiter to "|"`},
		"commas":               {"uid,name\n", []string{"delimiter", ";"}, shared.ErrInvalidConfiguration, `set delimiter to ","`},
		"declared column":      {"uid;age\n", []string{"users_columns", "age:int"}, shared.ErrInvalidConfiguration, `set delimiter to ";"`},
		"open quote":           {"\"uid;name\n1;a\n", nil, shared.ErrPreconditionFailed, "opens a quotation mark"},
		"second cell":          {"id,\"a\";\"b\"\n", nil, shared.ErrPreconditionFailed, "text behind the closing"},
		"separator line":       {"sep=;\r\nuid;name\r\n", nil, shared.ErrPreconditionFailed, `line 1: "sep=;" stands before the header, for spreadsheets alone: remove the line, and set delimiter to ";"`},
		"separator line known": {"\"sep=;\"\nuid;name\n", []string{"delimiter", ";"}, shared.ErrPreconditionFailed, "remove the line"},
		"utf-16le":             {utf16("uid,name\n1,a\n", "", "\x00"), nil, shared.ErrPreconditionFailed, "line 1: the row holds NUL bytes, as text in UTF-16 does; " + encodings},
		"utf-16be":             {utf16("\"uid\",name\n1,a\n", "\x00", ""), []string{"encoding", "windows-1252"}, shared.ErrPreconditionFailed, encodings},
		"windows-1252":         {"uid,pr\xe9nom\n", nil, shared.ErrPreconditionFailed, "line 1: the row is not text in utf-8; " + encodings},
		"carriage returns":     {"uid,name\r1,a\r2,b\r", nil, shared.ErrPreconditionFailed, "the lines end in a carriage return alone"},
		"many of them":         {"uid,name\r" + strings.Repeat("1,a\r", 3<<20), nil, shared.ErrPreconditionFailed, "the lines end in a carriage return alone"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := open(t, append([]string{"users_file", write(t, tt.content)}, tt.config...)...)
			_, err := conn.Schema(t.Context())
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%.500v\nwant %v: %s", err, tt.kind, tt.text)
			}
			if strings.Contains(err.Error(), "uid_column") {
				t.Errorf("the advice of %v", err)
			}
		})
	}
	t.Run("one column", func(t *testing.T) {
		t.Parallel()
		if got, _ := uids(t, open(t, "users_file", write(t, "a;b\n1\n"), "users_uid_column", "a;b"), &shared.Query{}); len(got) != 1 {
			t.Errorf("%v", got)
		}
	})
}

// TestColumnsInFilters looks whether each column can be found by, whatever it is
// named.
func TestColumnsInFilters(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{
		"one order": "uid,First Name,First_Name,First (Name,not,-x,a) or (b,\u6f22 \u5b57,\u6f22,at:x",
		"another":   "First_Name,\u6f22,at:x,not,a) or (b,-x,First (Name,\u6f22 \u5b57,First Name,uid",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := strings.Count(header, ",")
			conn := open(t, "users_file", write(t, header+"\n"+strings.Repeat("v,", n)+"v\n"))
			schema, err := conn.Schema(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			class := schema.Classes[0]
			for _, a := range class.Attributes {
				word := a.Name
				if strings.Contains(a.Description, "In filters: ") {
					word = a.Aliases[0]
					if !strings.HasSuffix(a.Description, "In filters: "+word+".") {
						t.Errorf("%s: %s", a.Name, a.Description)
					}
				}
				f, err := filter.Parse(word + ` eq "v"`)
				if err != nil {
					t.Errorf("%s: %v", a.Name, err)
					continue
				}
				if found, ok := class.Attribute(filter.Attributes(f)[0]); !ok || found.Name != a.Name {
					t.Errorf("%s finds %v, not %s", word, found, a.Name)
				}
				if got, _ := uids(t, conn, &shared.Query{Filter: f}); len(got) != 1 {
					t.Errorf("%s: %v", word, got)
				}
			}
			if a, _ := class.Attribute("First Name"); len(a.Aliases) != 1 || a.Aliases[0] != "First_Name_2" {
				t.Errorf("%+v", a)
			}
		})
	}
}

// TestNoLockFileForNothing writes to a file that is not there.
func TestNoLockFileForNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := create(t, open(t, "users_file", filepath.Join(dir, "users.csv")), text("name", "a"))
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}
