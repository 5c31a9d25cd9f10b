package csvimpl_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func TestRowsAfterALoneCarriageReturn(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name,x\n1,a,b\r")
	conn := open(t, "users_file", path)
	before := get(t, conn, "1", "x")
	if _, err := create(t, conn, text("uid", "2"), text("name", "c")); err != nil {
		t.Fatal(err)
	}
	if after := get(t, conn, "1", "x"); !after.Equal(before) {
		t.Errorf("x of another row was %q and is %q", before, after)
	}
}

func TestFaultsOfAHeaderBehindBlankLines(t *testing.T) {
	t.Parallel()
	_, _, err := search(t, open(t, "users_file", write(t, "\n\r\nuid,a,A\n")), &shared.Query{})
	if !errors.Is(err, shared.ErrPreconditionFailed) || !strings.Contains(err.Error(), "line 3: columns 2 and 3") {
		t.Errorf("%v", err)
	}
}

func TestHeaderThatChangesCase(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name,mail\n1,a,b\n")
	conn := open(t, "users_file", path)
	if got := get(t, conn, "1", "mail"); got.String() != "b" {
		t.Fatal(got)
	}
	if err := os.WriteFile(path, []byte("uid,name,Mail\n1,a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	objects, _, err := search(t, conn, &shared.Query{Attributes: []string{"mail"}})
	if err != nil {
		if !errors.Is(err, shared.ErrPreconditionFailed) {
			t.Error(err)
		}
		return
	}
	if v, ok := objects[0].Get("mail"); !ok || v.String() != "b" {
		t.Errorf("%v", objects[0])
	}
}

// TestTokenOfAnotherFormat looks whether a sync tells what a changed
// configuration makes of the same file.
func TestTokenOfAnotherFormat(t *testing.T) {
	t.Parallel()
	content := "uid,name,tags\n1,'=a,x;y\n2,b,z\n"
	all := []string{"upsert 1", "upsert 2"}
	for name, tt := range map[string]struct {
		before, after []string
		want          []string
	}{
		"same":               {nil, []string{"lock_timeout", "1s"}, nil},
		"type":               {nil, []string{"users_columns", "tags:string:multi"}, all},
		"separator":          {[]string{"users_columns", "tags:string:multi"}, []string{"users_columns", "tags:string:multi", "multi_value_separator", "|"}, all},
		"safe":               {nil, []string{"export_safe", "true"}, all},
		"name column":        {nil, []string{"users_name_column", "tags"}, all},
		"readonly, required": {nil, []string{"users_columns", "tags:string:readonly"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, content)
			_, token, err := changesOf(t, open(t, append([]string{"users_file", path}, tt.before...)...), &shared.SyncRequest{})
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := changesOf(t, open(t, append([]string{"users_file", path}, tt.after...)...), &shared.SyncRequest{Token: bytes.NewReader(token)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSyncOfAnotherColumn(t *testing.T) {
	t.Parallel()
	path := write(t, "uid,name\n1,a\n2,b\n")
	_, token, err := changesOf(t, open(t, "users_file", path), &shared.SyncRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("uid,name,mail\n1,a,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _, err := changesOf(t, open(t, "users_file", path), &shared.SyncRequest{Token: bytes.NewReader(token)})
	if diff := cmp.Diff([]string{"delete 2", "upsert 1"}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestNamesOfColumns(t *testing.T) {
	t.Parallel()
	for name, pairs := range map[string][]string{
		"control character": {"users_columns", "a\tb:int"},
		"long":              {"users_columns", strings.Repeat("x", 257) + ":int"},
		"uid control":       {"users_uid_column", "a\x1b"},
		"uid empty":         {"users_uid_column", ""},
		"uid blank":         {"users_uid_column", "  "},
		"name empty":        {"users_name_column", ""},
		"name control":      {"users_name_column", "a\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := config(append([]string{"users_file", "a"}, pairs...)...)
			err := adapter.New(csvimpl.New("1.2.3"), nil).Validate(t.Context(), &shared.ValidateRequest{Config: all})
			if !errors.Is(err, shared.ErrInvalidConfiguration) || !strings.Contains(err.Error(), pairs[0]) {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("in the file", func(t *testing.T) {
		t.Parallel()
		_, _, err := search(t, open(t, "users_file", write(t, "uid,"+strings.Repeat("x", 1<<20)+"\n")), &shared.Query{})
		if !errors.Is(err, shared.ErrPreconditionFailed) || len(err.Error()) > 1000 {
			t.Errorf("%.2000v", err)
		}
	})
	t.Run("that the encoding lacks", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "new.csv")
		conn := open(t, "users_file", path, "create_files", "true", "users_columns", "\u6f22:int", "encoding", "iso-8859-1")
		if _, err := conn.Schema(t.Context()); !errors.Is(err, shared.ErrInvalidConfiguration) {
			t.Errorf("%v", err)
		}
	})
	t.Run("spaces around", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "new.csv")
		conn := open(t, "users_file", path, "create_files", "true", "users_uid_column", " id ", "users_name_column", "login ")
		if _, err := create(t, conn, text("id", "1"), text("login", "a")); err != nil || read(t, path) != "id,login\n1,a\n" {
			t.Errorf("%v", err)
		}
	})
	t.Run("uid and name are other columns", func(t *testing.T) {
		t.Parallel()
		conn := open(t, "users_file", write(t, "id,login,uid,name,__UID__,schemas\n1,a,2,b,3,4\n"), "users_uid_column", "id", "users_name_column", "login")
		got, _, err := search(t, conn, &shared.Query{Filter: filter.Eq("uid", shared.StringValue("2"))})
		if err != nil || len(got) != 1 || got[0].UID() != "1" || got[0].Name() != "a" {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestOneValueTwice(t *testing.T) {
	t.Parallel()
	users := write(t, "uid,name,tags\n1,ada,a;b;a\n")
	groups := filepath.Join(filepath.Dir(users), "groups.csv")
	if err := os.WriteFile(groups, []byte("uid,name,members\ng,G,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conn := open(t, "users_file", users, "users_columns", "tags:string:multi", "groups_file", groups, "groups_columns", "members:reference User:multi")
	if got := get(t, conn, "1", "tags"); got.Len() != 2 && got.Len() != 3 {
		t.Errorf("%v", got)
	}
	if _, err := update(t, conn, "1", shared.AddDelta("tags", shared.StringValue("b"), shared.StringValue("c"))); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: "Group", UID: "g", Deltas: []shared.AttributeDelta{
			{Name: "members", Add: shared.Strings("1", "name:ADA")},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, users) + read(t, groups); got != "uid,name,tags\n1,ada,a;b;a;c\nuid,name,members\ng,G,1\n" {
		t.Errorf("%q", got)
	}
}

// TestNamesWithoutCase looks whether a reference finds what a get finds, and
// what a create refuses.
func TestNamesWithoutCase(t *testing.T) {
	t.Parallel()
	users := write(t, "uid,name,boss\n1,\u017ftra\u00dfe,\n2,b,\n")
	conn := open(t, "users_file", users, "users_columns", "boss:reference User")
	if _, err := create(t, conn, text("name", "STRA\u00dfE")); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("create: %v", err)
	}
	if _, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", Name: "STRA\u00dfE"}); err != nil {
		t.Errorf("get: %v", err)
	}
	_, err := update(t, conn, "2", shared.ReplaceDelta("boss", shared.ReferenceValue(shared.Reference{Class: "User", Name: "STRA\u00dfE"})))
	if err != nil {
		t.Errorf("reference: %v", err)
	}
}

func TestCellsOfSpreadsheets(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"=1+1", "+1", "-1", "@A1", "\tx", "\rx", "\nx", "\x00x", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "'=1", "''=1"} {
		path := write(t, "uid,name\n")
		conn := open(t, "users_file", path, "export_safe", "true")
		made, err := create(t, conn, text("uid", "1"), text("name", value))
		if err != nil || made.Name != value {
			t.Errorf("%q: %+v, %v", value, made, err)
			continue
		}
		if cell := strings.TrimPrefix(strings.TrimPrefix(read(t, path), "uid,name\n1,"), `"`); !strings.HasPrefix(cell, "'"+value) {
			t.Errorf("%q stands as %q", value, cell)
		}
		if got := get(t, conn, "1", "name"); got.String() != value {
			t.Errorf("%q became %q", value, got)
		}
	}
}

func TestEmptyFiles(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"header alone": "uid,name\n", "header without line ending": "uid,name", "blank lines": "\n\nuid,name\n\n\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, content)
			conn := open(t, "users_file", path)
			if got, page := uids(t, conn, &shared.Query{PageSize: 5}); len(got) > 0 || page.Cookie != "" {
				t.Errorf("%v", got)
			}
			changes, token, err := changesOf(t, conn, &shared.SyncRequest{})
			if err != nil || changes != nil {
				t.Fatalf("%v, %v", changes, err)
			}
			if _, err := create(t, conn, text("uid", "1"), text("name", "a")); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != strings.TrimRight(content, "\n")+strings.Repeat("\n", max(1, strings.Count(content, "\n")-2*strings.Count(content, "\n\nu")))+"1,a\n" {
				t.Errorf("%q", got)
			}
			changes, _, err = changesOf(t, conn, &shared.SyncRequest{Token: bytes.NewReader(token)})
			if err != nil || len(changes) != 1 {
				t.Errorf("%v, %v", changes, err)
			}
		})
	}
}

// TestHugeCells looks whether the largest row passes every transport, in both
// directions.
func TestHugeCells(t *testing.T) {
	t.Parallel()
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "uid,name,note\n1,a,\n2,b,\n")
			conn := connect(t, "users_file", path)
			huge := strings.Repeat("é", 4<<20-100)
			if _, err := update(t, conn, "1", shared.ReplaceDelta("note", shared.StringValue(huge))); err != nil {
				t.Fatalf("%.500v", err)
			}
			if got := get(t, conn, "1", "note"); got.String() != huge {
				t.Errorf("%d bytes", len(got.String()))
			}
			if got, _ := uids(t, conn, &shared.Query{}); len(got) != 2 {
				t.Errorf("%v", got)
			}
			if _, err := create(t, conn, text("name", "c"), text("note", huge+strings.Repeat("x", 300))); !errors.Is(err, shared.ErrTooLarge) {
				t.Errorf("%.500v", err)
			}
		})
	}
}

// TestNamesThatStandTwice updates a row whose name another has, which is no
// fault of the file.
func TestNamesThatStandTwice(t *testing.T) {
	t.Parallel()
	const content = "uid,name,x\n1,ada,x\n2,Ada,y\n3,ken,z\n"
	for name, tt := range map[string]struct {
		uid, to string
		outcome shared.Outcome
		want    string
	}{
		"the same, first":  {"1", "ada", shared.OutcomeAlreadyDone, content},
		"the same, second": {"2", "Ada", shared.OutcomeAlreadyDone, content},
		"case":             {"2", "ADA", shared.OutcomeUpdated, strings.Replace(content, "Ada", "ADA", 1)},
		"away":             {"1", "eve", shared.OutcomeUpdated, strings.Replace(content, "ada", "eve", 1)},
		"a third":          {"3", "aDa", 0, content},
		"to another":       {"1", "Ken", 0, content},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, content)
			got, err := update(t, open(t, "users_file", path), tt.uid, shared.ReplaceDelta("name", shared.StringValue(tt.to)))
			switch {
			case tt.outcome == 0 && !errors.Is(err, shared.ErrAlreadyExists):
				t.Errorf("%+v, %v", got, err)
			case tt.outcome != 0 && (err != nil || got.Outcome != tt.outcome || got.Name != tt.to):
				t.Errorf("%+v, %v", got, err)
			}
			if diff := cmp.Diff(tt.want, read(t, path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRemovingReferences(t *testing.T) {
	t.Parallel()
	users := write(t, "uid,name\n1,ada\n2,ken\n")
	groups := filepath.Join(filepath.Dir(users), "groups.csv")
	if err := os.WriteFile(groups, []byte("uid,name,members\ng,G,gone;1;2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conn := open(t, "users_file", users, "groups_file", groups, "groups_columns", "members:reference User:multi")
	remove := func(members ...string) error {
		_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: "Group", UID: "g", Deltas: []shared.AttributeDelta{
			{Name: "members", Remove: shared.Strings(members...)},
		}})
		return err
	}
	if err := remove("gone", "name:nobody"); !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("by the name of nobody: %v", err)
	}
	if err := remove("gone", "name:ADA"); err != nil {
		t.Error(err)
	}
	if got := read(t, groups); got != "uid,name,members\ng,G,2\n" {
		t.Errorf("%q", got)
	}
}

// TestLargeObjects is about rows below the limit of rows, whose objects are above
// that of objects: written, they would end every search of their class.
func TestLargeObjects(t *testing.T) {
	t.Parallel()
	const most = (8<<20 - 100) / 52 // what a reference with a uid of 40 bytes takes
	var people strings.Builder
	var ids []string
	for i := range 3 {
		ids = append(ids, fmt.Sprintf("%040d", i))
		fmt.Fprintf(&people, "%s,n%d\n", ids[i], i)
	}
	row := func(members int) string {
		return "uid,name,members\n1,g," + strings.Repeat(ids[0]+";", members-1) + ids[0] + "\n"
	}
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			users := write(t, "uid,name\n"+people.String())
			groups := filepath.Join(filepath.Dir(users), "groups.csv")
			fill := func(members int) {
				t.Helper()
				if err := os.WriteFile(groups, []byte(row(members)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			fill(most)
			conn := connect(t, "users_file", users, "groups_file", groups, "groups_columns", "members:reference User:multi")
			change := func(d shared.AttributeDelta) error {
				_, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: "Group", UID: "1", Deltas: []shared.AttributeDelta{d}})
				return err
			}
			add := shared.AttributeDelta{Name: "members", Add: shared.Strings(ids...)}
			if err := change(add); !errors.Is(err, shared.ErrTooLarge) || !strings.Contains(err.Error(), "the object of the row") {
				t.Errorf("adding: %.300v", err)
			}
			if got, _ := uids(t, conn, &shared.Query{Class: "Group"}); len(got) != 1 || read(t, groups) != row(most) {
				t.Errorf("%v", got)
			}
			fill(most + 3)
			report, err := conn.Test(t.Context(), &shared.TestRequest{})
			if err != nil || len(report.Classes[1].Problems) != 1 || !errors.Is(report.Classes[1].Problems[0].Error, shared.ErrTooLarge) ||
				!strings.Contains(report.Classes[1].Problems[0].Error.Error(), "line 2: the object of the row is") {
				t.Errorf("test: %+v, %v", report, err)
			}
			if err := change(add); !errors.Is(err, shared.ErrTooLarge) {
				t.Errorf("making it larger: %.300v", err)
			}
			for _, d := range []shared.AttributeDelta{
				shared.ReplaceDelta("name", shared.StringValue("h")), {Name: "members", Remove: shared.Strings(ids[0])},
			} {
				if err := change(d); err != nil {
					t.Errorf("mending it: %.300v", err)
				}
			}
		})
	}
}
