//go:build unix

package nodeconnector_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// The same users and groups as CSV files and as a directory file.
const (
	csvUsers = "uid,userName,givenName,email,active,logins,joined,tags,manager\n" +
		"1,ada,Ada,ada@example.com,true,12,2024-01-02T03:04:05Z,math;Logic,\n" +
		"2,alan,Alan,alan@example.com,true,7,2024-02-29T00:00:00Z,,1\n" +
		"3,rob,,,false,,,tag,1\n"
	csvGroups = "uid,displayName,description,members\n" +
		"g1,Compilers,People who write them,2;1\n" +
		"g2,Empty,,\n"
	jsonDirectory = `{"users": [
		{"uid": "1", "userName": "ada", "givenName": "Ada", "email": "ada@example.com", "active": true, "logins": 12, "joined": "2024-01-02T03:04:05Z", "tags": ["math", "Logic"]},
		{"uid": "2", "userName": "alan", "givenName": "Alan", "email": "alan@example.com", "active": true, "logins": 7, "joined": "2024-02-29T00:00:00Z", "manager": "1"},
		{"uid": "3", "userName": "rob", "active": false, "tags": ["tag"], "manager": "1"}
	], "groups": [
		{"uid": "g1", "displayName": "Compilers", "description": "People who write them", "members": ["2", "1"]},
		{"uid": "g2", "displayName": "Empty"}
	]}`
)

// TestSameOperations has three connectors do the same: one in this process, the
// same as a process, and one in another language.
func TestSameOperations(t *testing.T) {
	t.Parallel()
	t.Run("CSV in process", func(t *testing.T) {
		t.Parallel()
		conn, err := adapter.New(csvimpl.New("1.0.0"), nil).Connect(t.Context(), &shared.ConnectRequest{Config: csvConfig(t)})
		if err != nil {
			t.Fatal(err)
		}
		reads(t, conn)
		writes(t, conn)
	})
	t.Run("CSV as a process", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "iga-connector-csv")
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", path, "../../plugin/csv").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		conn, err := launch(t, socketIn(t, host.Spec{Path: path})).Connect(testContext(t), csvConfig(t))
		if err != nil {
			t.Fatal(err)
		}
		reads(t, conn)
		writes(t, conn)
	})
	t.Run("JSON in Node.js", func(t *testing.T) {
		t.Parallel()
		directory := filepath.Join(t.TempDir(), "directory.json")
		if err := os.WriteFile(directory, []byte(jsonDirectory), 0o600); err != nil {
			t.Fatal(err)
		}
		path := launcher(t)
		conn, err := launch(t, socketIn(t, host.Spec{
			Path: path, Checksums: filepath.Join(filepath.Dir(path), "SHA256SUMS"),
		})).Connect(testContext(t), configOf(directory))
		if err != nil {
			t.Fatal(err)
		}
		reads(t, conn)
		onlyReads(t, conn)
	})
}

// socketIn gives a connector a folder for its socket whose path is short enough.
func socketIn(t *testing.T, spec host.Spec) host.Spec {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "n") //nolint:usetesting // its path is too long for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	spec.SocketDir, spec.Restart = dir, host.Restart{Disabled: true}
	return spec
}

func csvConfig(t *testing.T) shared.Attributes {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"users.csv": csvUsers, "groups.csv": csvGroups} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := func(name string, texts ...string) shared.Attribute {
		return shared.Attribute{Name: name, Values: shared.Strings(texts...)}
	}
	return shared.Attributes{
		text("users_file", filepath.Join(dir, "users.csv")), text("users_name_column", "userName"),
		text("users_columns", "active:bool", "logins:int", "joined:time", "tags:string:multi", "manager:reference User"),
		text("groups_file", filepath.Join(dir, "groups.csv")), text("groups_name_column", "displayName"),
		text("groups_columns", "members:reference User:multi"),
	}
}

// reads is what every one of them must answer.
func reads(t *testing.T, conn shared.FullConnection) {
	t.Helper()
	ctx := testContext(t)
	schema, err := conn.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if class, ok := schema.Class("User"); !ok || class.NameAttribute != "userName" || class.UIDAttribute != "uid" {
		t.Errorf("class User: %+v", class)
	}
	if report, err := conn.Test(ctx, &shared.TestRequest{}); err != nil || !report.OK() || len(report.Classes) != 2 {
		t.Errorf("test: %+v, %v", report, err)
	}
	want := shared.NewObject("User", "1", "ada").SetString("uid", "1").SetString("userName", "ada").SetString("givenName", "Ada").
		Set("active", shared.BoolValue(true)).Set("logins", shared.IntValue(12)).
		Set("joined", shared.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))).
		Set("tags", shared.StringValue("math"), shared.StringValue("Logic")).Build()
	attributes := []string{"uid", "USERNAME", "givenName", "active", "logins", "joined", "tags"}
	for name, req := range map[string]*shared.GetRequest{
		"by uid":  {Class: "User", UID: "1", Attributes: attributes},
		"by name": {Class: "user", Name: "ADA", Attributes: attributes},
	} {
		if got, err := conn.Get(ctx, req); err != nil || !got.Equal(want) {
			t.Errorf("get %s: %v, %v; want %v", name, got, err, want)
		}
	}
	if got, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "2", Attributes: []string{"manager"}}); err != nil {
		t.Error(err)
	} else if manager, _ := got.Get("manager"); !manager.Equal(shared.NewValues(shared.ReferenceValue(shared.Reference{Class: "User", UID: "1"}))) {
		t.Errorf("manager: %v", manager)
	}
	if got, err := conn.Get(ctx, &shared.GetRequest{Class: "Group", UID: "g1", Attributes: []string{"members"}}); err != nil {
		t.Error(err)
	} else if members, _ := got.Get("members"); members.Len() != 2 {
		t.Errorf("members: %v", members)
	}
	for text, want := range map[string][]string{
		"":                {"1", "2", "3"},
		`active eq true`:  {"1", "2"},
		`logins gt 7`:     {"1"},
		`userName sw "A"`: {"1", "2"},
		`not (email pr)`:  {"3"},
		`tags eq "tag"`:   {"3"},
		`joined lt "2024-02-01T00:00:00Z" or manager eq "1"`: {"1", "2", "3"},
		`userName eq "nobody"`:                               {},
	} {
		found(t, conn, text, want)
	}
	pages(t, conn)
	refusals(t, conn)
}

// found searches users by a filter in the syntax of SCIM.
func found(t *testing.T, conn shared.FullConnection, text string, want []string) {
	t.Helper()
	q := &shared.Query{Class: "User", Sort: []shared.SortKey{{Attribute: "userName"}}}
	if text != "" {
		f, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		q.Filter = f
	}
	rows, _, err := all(testContext(t), conn, q)
	if diff := cmp.Diff(want, uids(rows)); err != nil || diff != "" {
		t.Errorf("%s: %v\n%s", text, err, diff)
	}
}

// pages reads users one at a time.
func pages(t *testing.T, conn shared.FullConnection) {
	t.Helper()
	var got []string
	cookie := ""
	for range 5 {
		rows, page, err := all(testContext(t), conn, &shared.Query{Class: "User", PageSize: 1, Cookie: cookie})
		if err != nil {
			t.Fatal(err)
		}
		got, cookie = append(got, uids(rows)...), page.Cookie
		if cookie == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, got); diff != "" {
		t.Errorf("pages:\n%s", diff)
	}
	rows, _, err := all(testContext(t), conn, &shared.Query{
		Class: "User", PageSize: 1, Offset: 2, Sort: []shared.SortKey{{Attribute: "logins", Descending: true}}, Attributes: []string{"logins"},
	})
	if diff := cmp.Diff([]string{"2"}, uids(rows)); err != nil || diff != "" {
		t.Errorf("offset: %v\n%s", err, diff)
	}
}

// refusals are errors of the same kind from all of them.
func refusals(t *testing.T, conn shared.FullConnection) {
	t.Helper()
	ctx := testContext(t)
	search := func(q *shared.Query) error {
		_, _, err := all(ctx, conn, q)
		return err
	}
	get := func(req *shared.GetRequest) error {
		_, err := conn.Get(ctx, req)
		return err
	}
	for name, test := range map[string]struct {
		err  error
		want shared.ErrorKind
	}{
		"unknown uid":       {get(&shared.GetRequest{Class: "User", UID: "9"}), shared.ErrNotFound},
		"unknown name":      {get(&shared.GetRequest{Class: "User", Name: "nobody"}), shared.ErrNotFound},
		"unknown class":     {get(&shared.GetRequest{Class: "Printer", UID: "1"}), shared.ErrNotFound},
		"no identifier":     {get(&shared.GetRequest{Class: "User"}), shared.ErrInvalidRequest},
		"unknown attribute": {search(&shared.Query{Class: "User", Attributes: []string{"shoeSize"}}), shared.ErrInvalidRequest},
		"filter of a wrong type": {
			search(&shared.Query{Class: "User", Filter: filter.Eq("logins", shared.StringValue("many"))}), shared.ErrInvalidRequest,
		},
		"cookie of nobody":     {search(&shared.Query{Class: "User", PageSize: 1, Cookie: "x"}), shared.ErrInvalidRequest},
		"offset without pages": {search(&shared.Query{Class: "User", Offset: 2}), shared.ErrInvalidRequest},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: %v; want %v", name, test.err, test.want)
		}
	}
}

// writes is what every connector that writes must do.
func writes(t *testing.T, conn shared.FullConnection) {
	t.Helper()
	ctx := testContext(t)
	create := func() (*shared.WriteResult, error) {
		return conn.Create(ctx, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{
			shared.NewAttribute("userName", shared.StringValue("grace")), shared.NewAttribute("logins", shared.IntValue(1)),
		}})
	}
	made, err := create()
	if err != nil || made.Outcome != shared.OutcomeCreated {
		t.Fatalf("create: %+v, %v", made, err)
	}
	if _, err := create(); !errors.Is(err, shared.ErrAlreadyExists) {
		t.Errorf("the second create: %v", err)
	}
	for _, want := range []shared.Outcome{shared.OutcomeUpdated, shared.OutcomeAlreadyDone} {
		got, err := conn.Update(ctx, &shared.UpdateRequest{Class: "User", UID: made.UID, Deltas: []shared.AttributeDelta{
			shared.AddDelta("tags", shared.StringValue("x")), shared.ReplaceDelta("logins"), shared.ReplaceDelta("userName", shared.StringValue("Grace")),
		}})
		if err != nil || got.Outcome != want || got.Name != "Grace" {
			t.Errorf("update: %+v, %v; want %v", got, err, want)
		}
	}
	found(t, conn, `userName eq "grace" and tags eq "x" and not (logins pr)`, []string{made.UID})
	if got, err := conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: made.UID}); err != nil || got.Outcome != shared.OutcomeDeleted {
		t.Errorf("delete: %+v, %v", got, err)
	}
	if _, err := conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: made.UID}); !errors.Is(err, shared.ErrNotFound) {
		t.Errorf("the second delete: %v", err)
	}
	found(t, conn, "", []string{"1", "2", "3"})
}

// onlyReads is what a connector answers that writes nothing.
func onlyReads(t *testing.T, conn shared.FullConnection) {
	t.Helper()
	ctx := testContext(t)
	_, create := conn.Create(ctx, &shared.CreateRequest{Class: "User", Attributes: shared.Attributes{shared.NewAttribute("userName", shared.StringValue("x"))}})
	_, update := conn.Update(ctx, &shared.UpdateRequest{Class: "User", UID: "1", Deltas: []shared.AttributeDelta{shared.ReplaceDelta("email")}})
	_, remove := conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: "1"})
	_, sync := conn.Sync(ctx, &shared.SyncRequest{Class: "User"})
	for name, err := range map[string]error{"create": create, "update": update, "delete": remove, "sync": sync} {
		if !errors.Is(err, shared.ErrUnsupported) {
			t.Errorf("%s: %v; want %v", name, err, shared.ErrUnsupported)
		}
	}
}
